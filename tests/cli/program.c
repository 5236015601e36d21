/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

void assert_ended(const struct command *command, int exit_code, const char *out, const char *err)
{
	ck_assert_str_eq(command->err, err);
	ck_assert_str_eq(command->out, out);
	ck_assert_int_eq(command->exit_code, exit_code);
}

json_t *output_json(const struct command *command)
{
	json_error_t error;
	json_t *json = json_loads(command->out, 0, &error);

	ck_assert_str_eq(command->err, "");
	ck_assert_int_eq(command->exit_code, 0);
	ck_assert_msg(json != NULL, "line %d: %s: %s", error.line, error.text, command->out);
	return json;
}
