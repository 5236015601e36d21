/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define PROGRAM "oci-mempolicy-conformance"

static const char help[] =
	"Usage: " PROGRAM " --runtime PROGRAM (--hook FILE | --native)\n"
	"         [OPTION]... [CASE]...\n"
	"\n"
	"Runs containers under an OCI runtime and judges whether linux.memoryPolicy is\n"
	"in effect in them, applied by the hook or by the runtime itself.\n"
	"\n"
	"  --runtime PROGRAM    the OCI runtime: a path, or a name to find in PATH\n"
	"  --hook FILE          oci-mempolicy-hook, to add to config.json\n"
	"  --native             no hook: the runtime itself applies linux.memoryPolicy\n"
	"  --stage STAGE        the hook's stage: createContainer (the default),\n"
	"                       createRuntime or both\n"
	"  --rootless           run the runtime as an ordinary user\n"
	"  --userns             give containers a user namespace, made by root\n"
	"  --cases DIR          use other cases than those installed\n"
	"  --tap                write TAP to standard output (the default)\n"
	"  --profile PROFILE    judge what the specification and the kernel require\n"
	"                       (spec, the default with --native), or also what this\n"
	"                       project promises (strict, the default with --hook)\n"
	"  --known-failures FILE\n"
	"                       cases that are known to fail, and why; if they pass, they\n"
	"                       count as failed\n"
	"  --junit FILE         write JUnit XML to FILE as well\n"
	"  --matrix FILE        append a line of JSON with all results to FILE\n"
	"  --must-run           fail cases that are not applicable here\n"
	"  --time-limit SECONDS for each command of the runtime (default 120)\n"
	"  --list               print the cases and what they test, and exit\n"
	"  --json               with --list: print JSON, with tags\n"
	"  --keep               keep the bundles\n"
	"  -h, --help           print help and exit\n"
	"  -V, --version        print the version and exit\n"
	"\n"
	"CASE is the name of a case, of a file of cases, or a tag such as core; '!CASE'\n"
	"leaves it out. The last line is 'N passed, N failed, N not applicable'.\n"
	"\n"
	"Exits with 0, or with 1 if a case failed or the runtime ignores\n"
	"linux.memoryPolicy; see the man page for others.\n";

enum { RUNTIME = 1, HOOK, NATIVE, STAGE, ROOTLESS, USERNS, CASES, TAP, JUNIT, MATRIX, MUST_RUN };
enum { TIME_LIMIT = MUST_RUN + 1, LIST, JSON, KEEP, PROFILE, KNOWN_FAILURES };

static const struct option known[] = {
	{"runtime", required_argument, NULL, RUNTIME},
	{"hook", required_argument, NULL, HOOK},
	{"native", no_argument, NULL, NATIVE},
	{"stage", required_argument, NULL, STAGE},
	{"rootless", no_argument, NULL, ROOTLESS},
	{"userns", no_argument, NULL, USERNS},
	{"cases", required_argument, NULL, CASES},
	{"tap", no_argument, NULL, TAP},
	{"junit", required_argument, NULL, JUNIT},
	{"matrix", required_argument, NULL, MATRIX},
	{"must-run", no_argument, NULL, MUST_RUN},
	{"time-limit", required_argument, NULL, TIME_LIMIT},
	{"list", no_argument, NULL, LIST},
	{"json", no_argument, NULL, JSON},
	{"keep", no_argument, NULL, KEEP},
	{"profile", required_argument, NULL, PROFILE},
	{"known-failures", required_argument, NULL, KNOWN_FAILURES},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static _Noreturn void wrong(const char *what)
{
	errx(EX_USAGE, "%s; see --help", what);
}

/* Reports the option that getopt_long(3) has just refused. */
static _Noreturn void wrong_option(int option, const char *argument)
{
	if (option == ':')
		errx(EX_USAGE, "a value is missing after %s; see --help", argument);
	errx(EX_USAGE, "unknown option %s; see --help", argument);
}

static _Noreturn void print_and_exit(const char *text)
{
	exit(fputs(text, stdout) < 0 || fflush(stdout) ? EX_IOERR : EX_OK);
}

/* Finds a program as execvp(3) would; its path is absolute, because it is started elsewhere. */
static bool find_program(const char *name, char path[PATH_MAX])
{
	const char *places = getenv("PATH");
	char file[PATH_MAX];

	if (strchr(name, '/'))
		return realpath(name, path) && access(path, X_OK) == 0;
	for (const char *at = places ? places : "/usr/bin:/bin"; *at;) {
		size_t length = strcspn(at, ":");

		snprintf(file, sizeof(file), "%.*s/%s", (int)length, at, name);
		if (access(file, X_OK) == 0 && realpath(file, path))
			return true;
		at += length + (at[length] == ':');
	}
	return false;
}

/* Finds a file next to this program, where it was built, or where it is installed. */
static void find_installed(const char *beside, const char *installed, char path[PATH_MAX])
{
	const char *const places[] = {beside, installed};
	char self[PATH_MAX], file[PATH_MAX + 64];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[length > 0 ? length : 0] = '\0';
	if (strrchr(self, '/'))
		*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < 2; i++) {
		snprintf(file, sizeof(file), "%s/%s", self, places[i]);
		if (realpath(file, path))
			return;
	}
	errx(EX_SOFTWARE, "cannot find %s or %s/%s", file, self, beside);
}

static void set_stage(struct options *options, const char *stage)
{
	options->stage = stage;
	if (strcmp(stage, "both") == 0) {
		options->stages[0] = "createRuntime";
		options->stages[1] = "createContainer";
	} else if (strcmp(stage, "createContainer") == 0 || strcmp(stage, "createRuntime") == 0) {
		options->stages[0] = stage;
		options->stages[1] = NULL;
	} else {
		wrong("--stage takes createContainer, createRuntime or both");
	}
}

static void set_time_limit(struct options *options, const char *text)
{
	char *end;
	unsigned long seconds = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || seconds < 1 || seconds > 86400)
		wrong("--time-limit takes a number of seconds from 1 to 86400");
	options->time_limit = (unsigned int)seconds;
}

static void set_path(const char *option, char path[PATH_MAX], const char *value)
{
	if (!realpath(value, path))
		err(EX_USAGE, "%s %s", option, value);
}

static FILE *open_output(const char *option, const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (!file)
		err(EX_IOERR, "%s %s", option, path);
	return file;
}

static void set_profile(struct options *options, const char *profile)
{
	if (strcmp(profile, "spec") != 0 && strcmp(profile, "strict") != 0)
		wrong("--profile takes spec or strict");
	options->profile = profile;
}

static void set(struct options *options, int option, const char *value)
{
	switch (option) {
	case RUNTIME:
		if (!find_program(value, options->runtime))
			errx(EX_USAGE, "--runtime %s: no such program", value);
		break;
	case HOOK:
		set_path("--hook", options->hook, value);
		break;
	case STAGE:
		set_stage(options, value);
		break;
	case CASES:
		set_path("--cases", options->cases, value);
		break;
	case PROFILE:
		set_profile(options, value);
		break;
	case KNOWN_FAILURES:
		options->known_failures = value;
		break;
	case TIME_LIMIT:
		set_time_limit(options, value);
		break;
	default:
		break;
	}
}

static bool set_switch(struct options *options, int option, bool *native)
{
	switch (option) {
	case NATIVE:
		return *native = true;
	case ROOTLESS:
		return options->rootless = true;
	case USERNS:
		return options->userns = true;
	case MUST_RUN:
		return options->must_run = true;
	case LIST:
		return options->list = true;
	case JSON:
		return options->json = true;
	case KEEP:
		return options->keep = true;
	case 'h':
		print_and_exit(help);
	case 'V':
		print_and_exit(PROGRAM " " MEMPOLICY_VERSION "\n");
	default:
		return false;
	}
}

static void check(const struct options *options, bool native)
{
	if (options->list)
		return;
	if (options->json)
		wrong("--json requires --list");
	if (!*options->runtime)
		wrong("--runtime is missing");
	if (native == (*options->hook != '\0'))
		wrong("give either --hook or --native");
	if (native && options->stage)
		wrong("--stage requires --hook");
	if (options->rootless && options->userns)
		wrong("give either --rootless or --userns: --rootless includes a user namespace");
	if (!options->rootless && getuid() != 0)
		wrong("run this as root, or with --rootless");
}

void options_read(int argc, char **argv, struct options *ret)
{
	struct options options = {.time_limit = 120};
	const char *junit = NULL, *matrix = NULL;
	bool native = false;
	int option;

	while ((option = getopt_long(argc, argv, ":hV", known, NULL)) != -1) {
		if (option == '?' || option == ':')
			wrong_option(option, argv[optind - 1]);
		if (option == JUNIT)
			junit = optarg;
		else if (option == MATRIX)
			matrix = optarg;
		else if (!set_switch(&options, option, &native))
			set(&options, option, optarg);
	}
	check(&options, native);
	if (!options.list && !options.profile)
		options.profile = native ? "spec" : "strict";
	if (!options.stage && !native)
		set_stage(&options, "createContainer");
	options.wanted = argv + optind;
	find_installed("base.json", "../share/oci-mempolicy/conformance/base.json", options.data);
	find_installed("conformance-probe", "../libexec/oci-mempolicy/conformance-probe",
		       options.probe);
	if (!*options.cases)
		find_installed("cases", "../share/oci-mempolicy/conformance/cases", options.cases);
	if (junit && !options.list)
		options.junit = open_output("--junit", junit, "we");
	if (matrix && !options.list)
		options.matrix = open_output("--matrix", matrix, "ae");
	*ret = options;
}
