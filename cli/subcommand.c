/* SPDX-License-Identifier: Apache-2.0 */
#include "subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>

#include "cleanup.h"
#include "error.h"
#include "program.h"

#define NAME_SIZE 64

/* As users call it, for messages. */
static const char *full_name(const struct subcommand *command, char buf[NAME_SIZE])
{
	snprintf(buf, NAME_SIZE, "oci-mempolicy %s", command->name);
	return buf;
}

int subcommand_usage_error(const struct subcommand *command, const char *what, const char *value,
			   struct mempolicy_error *err)
{
	char name[NAME_SIZE];

	return program_usage_error(full_name(command, name), what, value, err);
}

int subcommand_options(const struct subcommand *command, int argc, char **argv,
		       subcommand_take *take, void *data, int *ret_operands,
		       struct mempolicy_error *err)
{
	char name[NAME_SIZE];
	int option;

	while ((option = getopt_long(argc, argv, ":", command->options, NULL)) != -1) {
		if (option < 256)
			return program_wrong_option(full_name(command, name), option, argv, err);
		if (take(data, option, optarg, err))
			return -1;
	}
	*ret_operands = optind;
	return 0;
}

int subcommand_needs_operand(const struct subcommand *subcommand, int argc, int operands,
			     const char *what, struct mempolicy_error *err)
{
	char name[NAME_SIZE];

	if (operands < argc)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "%s is missing", what);
	return mp_error_remedy(err, "see %s --help", full_name(subcommand, name));
}

int subcommand_takes_no_operand(const struct subcommand *subcommand, int argc, char **argv,
				int operands, struct mempolicy_error *err)
{
	if (operands == argc)
		return 0;
	return subcommand_usage_error(subcommand, "unexpected argument", argv[operands], err);
}

int subcommand_only_options(const struct subcommand *subcommand, int argc, char **argv,
			    subcommand_take *take, void *data, struct mempolicy_error *err)
{
	int operands = 0;

	if (subcommand_options(subcommand, argc, argv, take, data, &operands, err))
		return -1;
	return subcommand_takes_no_operand(subcommand, argc, argv, operands, err);
}

int subcommand_print_json(json_t *json, struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *owned = json;

	if (!owned)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot build JSON");
	/* What cannot be written shows when main() closes the stream. */
	json_dumpf(owned, stdout, JSON_INDENT(2));
	putchar('\n');
	return EX_OK;
}
