/* SPDX-License-Identifier: Apache-2.0 */
#include "subcommand.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cleanup.h"
#include "error.h"
#include "program.h"
#include "style.h"

#define SEE_SIZE    64
#define OPTIONS_MAX 32

enum { OPT_HELP = 'h', OPT_VERSION = 'V', OPT_COLOR = 1 };

static const struct option common[] = {
	{"help", no_argument, NULL, OPT_HELP},
	{"version", no_argument, NULL, OPT_VERSION},
	{"color", required_argument, NULL, OPT_COLOR},
	{NULL, 0, NULL, 0},
};
#define LETTERS ":hV"

/* Collects the options of the subcommand and those of every subcommand. */
static void collect(const struct subcommand *command, struct option ret[OPTIONS_MAX])
{
	size_t count = 0;

	for (const struct option *own = command->options; own->name; own++)
		ret[count++] = *own;
	assert(count + sizeof(common) / sizeof(common[0]) <= OPTIONS_MAX);
	memcpy(ret + count, common, sizeof(common));
}

/* The command that prints its help, for messages. */
static const char *see_help(const struct subcommand *command, char buf[SEE_SIZE])
{
	snprintf(buf, SEE_SIZE, "oci-mempolicy %s --help", command->name);
	return buf;
}

int subcommand_usage_error(const struct subcommand *command, const char *what, const char *value,
			   struct mempolicy_error *err)
{
	char see[SEE_SIZE];

	return program_usage_error(see_help(command, see), what, value, err);
}

enum subcommand_request subcommand_request(const struct subcommand *command, int argc, char **argv)
{
	struct option options[OPTIONS_MAX];
	int option;

	collect(command, options);
	optind = 0; /* start over, see getopt(3) */
	while ((option = getopt_long(argc, argv, LETTERS, options, NULL)) != -1) {
		if (option == OPT_HELP)
			return SUBCOMMAND_HELP;
		if (option == OPT_VERSION)
			return SUBCOMMAND_VERSION;
	}
	return SUBCOMMAND_RUN;
}

static int take_color(const struct subcommand *command, const char *when,
		      struct mempolicy_error *err)
{
	if (style_choose(when) == 0)
		return 0;
	return subcommand_usage_error(command, "--color takes auto, always or never, not", when,
				      err);
}

int subcommand_options(const struct subcommand *command, int argc, char **argv,
		       subcommand_take *take, void *data, int *ret_operands,
		       struct mempolicy_error *err)
{
	struct option options[OPTIONS_MAX];
	char see[SEE_SIZE];
	int option;

	collect(command, options);
	optind = 0;
	while ((option = getopt_long(argc, argv, LETTERS, options, NULL)) != -1) {
		if (option == ':' || option == '?')
			return program_wrong_option(see_help(command, see), option, argv, options,
						    err);
		if (option == OPT_COLOR ? take_color(command, optarg, err)
					: take(data, option, optarg, err))
			return -1;
	}
	*ret_operands = optind;
	return 0;
}

int subcommand_needs_operand(const struct subcommand *subcommand, int argc, int operands,
			     const char *what, struct mempolicy_error *err)
{
	char see[SEE_SIZE];

	if (operands < argc)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "%s is missing", what);
	return mp_error_remedy(err, "see %s", see_help(subcommand, see));
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
	/* main() reports write errors when it flushes the stream. */
	json_dumpf(owned, stdout, JSON_INDENT(2));
	putchar('\n');
	return EX_OK;
}
