/* SPDX-License-Identifier: Apache-2.0 */
#include "hook_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "program.h"

/* Hooks are not installed in PATH, so the manual is named. */
#define MANUAL	    PROGRAM_HOOK "(8)"
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
	OPT_HELP = 'h',
	OPT_VERSION = 'V'
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

static int usage_error(struct mempolicy_error *err, const char *what, const char *value)
{
	return program_usage_error(MANUAL, what, value, err);
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

/* The working directory of hooks varies, and may be the container's root file system. */
static int parse_log(const char *text, const char **ret, struct mempolicy_error *err)
{
	if (text[0] != '/')
		return usage_error(err, "--log takes an absolute path, not", text);
	*ret = text;
	return 0;
}

/* Of two different policies, one would be ignored without notice. */
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

static int take_option(int option, char **argv, struct hook_options *options,
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
		options->action = HOOK_OPTIONS_HELP;
		return 0;
	case OPT_VERSION:
		options->action = HOOK_OPTIONS_VERSION;
		return 0;
	default:
		return program_wrong_option(MANUAL, option, argv, known, err);
	}
}

int hook_options_parse(int argc, char **argv, struct hook_options *ret, struct mempolicy_error *err)
{
	struct hook_options options = HOOK_OPTIONS_DEFAULT;
	int option;

	/* args of a hook entry begins with the program's name; an option there would be ignored. */
	if (argc > 0 && argv[0][0] == '-')
		return usage_error(
			err, "args of the hook entry must begin with the program's name, not with",
			argv[0]);
	optind = 0; /* reinitialize, getopt(3) */
	while ((option = getopt_long(argc, argv, ":hV", known, NULL)) != -1)
		if (take_option(option, argv, &options, err))
			return -1;
	if (optind < argc)
		return usage_error(err, "unexpected argument", argv[optind]);
	*ret = options;
	return 0;
}

int hook_options_of_args(const json_t *args, struct hook_options *ret, struct mempolicy_error *err)
{
	size_t count = json_array_size(args);
	CLEANUP(cleanup_free) char **argv = calloc(count + 1, sizeof(*argv));

	if (!argv)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "args of a hook");
	/* getopt(3) reorders the arguments, but does not modify them. */
	for (size_t i = 0; i < count; i++)
		argv[i] = (char *)json_string_value(json_array_get(args, i));
	return hook_options_parse((int)count, argv, ret, err);
}
