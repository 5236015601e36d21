/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of oci-mempolicy share. */
#ifndef TESTS_CLI_H
#define TESTS_CLI_H

#include "suite.h"
#include <jansson.h>
#include <string.h>

#include "command.h"

/* Runs oci-mempolicy with these arguments, up to NULL, and an empty standard input. */
#define run_program(command, ...)                                                                  \
	do {                                                                                       \
		command_init(command, PROGRAM, __VA_ARGS__, NULL);                                 \
		command_run(command);                                                              \
	} while (0)

/* The program exited with this code, and printed exactly this. */
void assert_ended(const struct command *command, int exit_code, const char *out, const char *err);

/* The text, a string, contains what. */
#define assert_says(text, what)                                                                    \
	ck_assert_msg(strstr(text, what), "\"%s\" is not in: %s", what, text)

/* Standard output as JSON, of a program that ended with 0 and no complaint. The caller drops it. */
json_t *output_json(const struct command *command);

/* One for each file. */
test_adder add_usage, add_advise, add_advise_command, add_cdi, add_configure, add_configure_files,
	add_configure_machine, add_doctor, add_explain, add_features, add_inspect,
	add_inspect_parts, add_output, add_topology, add_validate, add_forms, add_warnings;

#endif
