/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"
#include "program.h"

#define PROGRAM	    PROGRAM_HOOK
#define TIMEOUT_MAX 3600

enum {
	OPT_ALLOW_DEGRADED = 256,
	OPT_AFTER_CREATE_RUNTIME,
	OPT_POLICY,
	OPT_DEFAULT_POLICY,
	OPT_NO_ANNOTATIONS,
	OPT_REQUIRE_LOCAL,
	OPT_TIMEOUT,
	OPT_LOG,
	OPT_SYSLOG,
	OPT_HELP,
	OPT_VERSION
};

static const struct option known[] = {
	{"allow-degraded", no_argument, NULL, OPT_ALLOW_DEGRADED},
	{"after-create-runtime", no_argument, NULL, OPT_AFTER_CREATE_RUNTIME},
	{"policy", required_argument, NULL, OPT_POLICY},
	{"default-policy", required_argument, NULL, OPT_DEFAULT_POLICY},
	{"no-annotations", no_argument, NULL, OPT_NO_ANNOTATIONS},
	{"require-local", no_argument, NULL, OPT_REQUIRE_LOCAL},
	{"timeout", required_argument, NULL, OPT_TIMEOUT},
	{"log", required_argument, NULL, OPT_LOG},
	{"syslog", required_argument, NULL, OPT_SYSLOG},
	{"help", no_argument, NULL, OPT_HELP},
	{"version", no_argument, NULL, OPT_VERSION},
	{NULL, 0, NULL, 0},
};

void options_print_help(void)
{
	puts("Usage: oci-mempolicy-hook [OPTION]... < STATE\n"
	     "\n"
	     "OCI hook for createContainer and createRuntime: puts the memory policy that the\n"
	     "container asks for into force in its init, and reads it back: linux.memoryPolicy\n"
	     "of config.json, its annotation " PLACE_ANNOTATION_KEY ", or --policy.\n"
	     "\n"
	     "  --policy POLICY     ask for this one, such as interleave:0-3 or bind:cpus\n"
	     "  --default-policy POLICY\n"
	     "                      the one for containers that ask for none; where this\n"
	     "                      machine cannot have it, it is left out, with a warning\n"
	     "  --no-annotations    ignore the annotation\n"
	     "  --require-local     refuse nodes that are not those of the container's CPUs\n"
	     "  --allow-degraded    leave out nodes that the container cannot use, as long as\n"
	     "                      one is left, instead of refusing the container\n"
	     "  --after-create-runtime\n"
	     "                      at createContainer, where createRuntime runs this program,\n"
	     "                      too: leave it to that where config.json cannot be read in\n"
	     "                      the container's user namespace\n"
	     "  --timeout SECONDS   give up after so long (1 to 3600; default 5)\n"
	     "  --log FILE          append a line of JSON for each container\n"
	     "  --syslog=WHEN       report to syslog: never, failure (default; also what\n"
	     "                      --allow-degraded left out), always\n"
	     "  --help              print this and exit\n"
	     "  --version           print the version and exit\n"
	     "\n"
	     "Exit codes: 0 the policy is in force, or none is asked for; 64 wrong usage or\n"
	     "stage; 65 the policy or its input is wrong; 66 config.json cannot be read;\n"
	     "69 this kernel lacks it; 71 a system error; 75 timed out; 77 not permitted.");
}

void options_print_version(void)
{
	puts("oci-mempolicy-hook " MEMPOLICY_VERSION);
}

static int usage_error(struct mempolicy_error *err, const char *what, const char *value)
{
	return program_usage_error(PROGRAM, what, value, err);
}

static int parse_timeout(const char *text, time_t *ret, struct mempolicy_error *err)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || value < 1 || value > TIMEOUT_MAX)
		return usage_error(err, "--timeout takes whole seconds from 1 to 3600, not", text);
	*ret = value;
	return 0;
}

static int parse_syslog(const char *text, enum syslog_when *ret, struct mempolicy_error *err)
{
	static const char *const names[] = {
		[SYSLOG_NEVER] = "never",
		[SYSLOG_FAILURE] = "failure",
		[SYSLOG_ALWAYS] = "always",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(text, names[i]) == 0) {
			*ret = (enum syslog_when)i;
			return 0;
		}
	return usage_error(err, "--syslog takes never, failure or always, not", text);
}

/* Where hooks are run differs, and may be the container's root file system. */
static int parse_log(const char *text, const char **ret, struct mempolicy_error *err)
{
	if (text[0] != '/')
		return usage_error(err, "--log takes an absolute path, not", text);
	*ret = text;
	return 0;
}

/* Of two that differ, one would go unseen. */
static int parse_policy(const char *option, const char *text, const char **ret,
			struct mempolicy_error *err)
{
	char what[64];

	snprintf(what, sizeof(what), "%s is given twice, the second time as", option);
	if (*ret)
		return usage_error(err, what, text);
	*ret = text;
	return 0;
}

static int take_option(int option, char **argv, struct options *options,
		       struct mempolicy_error *err)
{
	switch (option) {
	case OPT_ALLOW_DEGRADED:
		options->allow_degraded = true;
		return 0;
	case OPT_AFTER_CREATE_RUNTIME:
		options->after_create_runtime = true;
		return 0;
	case OPT_NO_ANNOTATIONS:
		options->no_annotations = true;
		return 0;
	case OPT_REQUIRE_LOCAL:
		options->require_local = true;
		return 0;
	case OPT_POLICY:
		return parse_policy("--policy", optarg, &options->policy, err);
	case OPT_DEFAULT_POLICY:
		return parse_policy("--default-policy", optarg, &options->default_policy, err);
	case OPT_TIMEOUT:
		return parse_timeout(optarg, &options->timeout, err);
	case OPT_LOG:
		return parse_log(optarg, &options->log_file, err);
	case OPT_SYSLOG:
		return parse_syslog(optarg, &options->syslog, err);
	case OPT_HELP:
		options->action = OPTIONS_HELP;
		return 0;
	case OPT_VERSION:
		options->action = OPTIONS_VERSION;
		return 0;
	default:
		return program_wrong_option(PROGRAM, option, argv, err);
	}
}

int options_parse(int argc, char **argv, struct options *ret, struct mempolicy_error *err)
{
	struct options options = OPTIONS_DEFAULT;
	int option;

	/* A hook entry's args begin with the program's name; an option there would go unseen. */
	if (argc > 0 && argv[0][0] == '-')
		return usage_error(
			err, "args of the hook entry must begin with the program's name, not with",
			argv[0]);
	optind = 0; /* begin anew, getopt(3) */
	while ((option = getopt_long(argc, argv, ":", known, NULL)) != -1)
		if (take_option(option, argv, &options, err))
			return -1;
	if (optind < argc)
		return usage_error(err, "unexpected argument", argv[optind]);
	*ret = options;
	return 0;
}
