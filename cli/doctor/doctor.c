/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy doctor: checks whether a container started now would get its policy. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "diagnosis.h"
#include "engines.h"
#include "error.h"
#include "style.h"
#include "subcommand.h"
#include "wrap.h"

#define INDENT 8
#define ARROW  "-> "

enum { OPT_TRY = 256, OPT_HOOK, OPT_JSON };

static const struct option options[] = {
	{"try", no_argument, NULL, OPT_TRY},
	{"hook", required_argument, NULL, OPT_HOOK},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct settings {
	const struct subcommand *subcommand;
	bool try, json;
	const char *hook;   /* NULL: where it is installed */
	const char *engine; /* NULL: all */
};

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct settings *settings = data;

	switch (option) {
	case OPT_TRY:
		settings->try = true;
		return 0;
	case OPT_HOOK:
		settings->hook = value;
		if (value[0] == '/' && strlen(value) < PATH_MAX)
			return 0;
		return subcommand_usage_error(settings->subcommand,
					      "--hook takes an absolute path, not", value, err);
	default:
		settings->json = true;
		return 0;
	}
}

static int parse(struct settings *settings, int argc, char **argv, struct mempolicy_error *err)
{
	int operands;

	if (subcommand_options(settings->subcommand, argc, argv, take_option, settings, &operands,
			       err))
		return -1;
	if (operands < argc) {
		settings->engine = argv[operands++];
		if (!engine_find(settings->engine) || strcmp(settings->engine, "kubernetes") == 0) {
			subcommand_usage_error(settings->subcommand, "there is no engine",
					       settings->engine, err);
			return mp_error_remedy(err, "choose podman, docker, containerd or crio");
		}
	}
	return subcommand_takes_no_operand(settings->subcommand, argc, argv, operands, err);
}

/* ---- printing ---- */

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static const char *colour_of(const char *severity)
{
	switch (severity[0]) {
	case 'e':
		return style(STYLE_RED);
	case 'w':
		return style(STYLE_YELLOW);
	case 'o':
		return style(STYLE_GREEN);
	default:
		return "";
	}
}

static void print_text(const struct diagnosis *diagnosis)
{
	size_t index;
	json_t *finding;

	json_array_foreach(diagnosis->findings, index, finding) {
		const char *severity = text_of(finding, "severity");
		const char *remedy = text_of(finding, "remedy");

		printf("%s%-*s%s%s:", colour_of(severity), INDENT, severity,
		       colour_of(severity)[0] ? STYLE_PLAIN : "", text_of(finding, "subject"));
		wrap_print(text_of(finding, "message"),
			   INDENT + strlen(text_of(finding, "subject")) + strlen(":"), INDENT);
		if (remedy) {
			printf("%*s" ARROW, INDENT, "");
			wrap_print(remedy, INDENT + strlen(ARROW), INDENT + strlen(ARROW));
		}
	}
	putchar('\n');
	if (diagnosis->ready && json_array_size(diagnosis->engines) == 0)
		wrap_print("A bundle whose config.json names the hook gets its policy.", 0, 0);
	else
		wrap_print(diagnosis->ready
				   ? "A container that requests a policy gets it."
				   : "A container that requests a policy may not get it: see the "
				     "errors above.",
			   0, 0);
}

static int print_json(const struct diagnosis *diagnosis, struct mempolicy_error *err)
{
	return subcommand_print_json(json_pack("{s:b, s:O, s:O, s:O, s:O}", "ready",
					       diagnosis->ready, "hook", diagnosis->hook,
					       "runtimes", diagnosis->runtimes, "engines",
					       diagnosis->engines, "findings", diagnosis->findings),
				     err);
}

/* ---- all of it ---- */

static void try_all(struct diagnosis *diagnosis)
{
	size_t index;
	json_t *engine;

	json_array_foreach(diagnosis->engines, index, engine)
		doctor_try(diagnosis, text_of(engine, "name"),
			   json_is_true(json_object_get(engine, "device")));
	if (json_array_size(diagnosis->engines) == 0)
		found(diagnosis, SEVERITY_ERROR, "engine", "install one",
		      "there is no engine to start a container with");
}

static int diagnose(const struct settings *settings, struct diagnosis *diagnosis,
		    struct mempolicy_error *err)
{
	if (settings->hook)
		snprintf(diagnosis->hook_path, sizeof(diagnosis->hook_path), "%s", settings->hook);
	doctor_kernel(diagnosis);
	doctor_hook(diagnosis);
	doctor_runtimes(diagnosis);
	doctor_cdi(diagnosis);
	doctor_engines(diagnosis, settings->engine);
	if (settings->try)
		try_all(diagnosis);
	if (diagnosis->lost)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM,
					  "cannot build the report");
	if (settings->json && print_json(diagnosis, err) < 0)
		return -1;
	if (!settings->json)
		print_text(diagnosis);
	return diagnosis->ready ? EX_OK : 1;
}

static int run_doctor(const struct subcommand *subcommand, int argc, char **argv,
		      struct mempolicy_error *err)
{
	struct settings settings = {.subcommand = subcommand};
	struct diagnosis diagnosis;
	int result;

	if (parse(&settings, argc, argv, err))
		return -1;
	diagnosis.lost = !diagnosis_new(&diagnosis);
	result = diagnose(&settings, &diagnosis, err);
	diagnosis_drop(&diagnosis);
	return result;
}

const struct subcommand subcommand_doctor = {
	.name = "doctor",
	.summary = "check whether containers get their policies on this machine",
	.help = "[ENGINE] [--try] [--hook FILE] [--json]\n"
		"\n"
		"Checks the kernel, the hook, the runtimes, the engines (ENGINE: podman, docker,\n"
		"containerd or crio; the default is all that are installed), and the files that\n"
		"make engines call the hook. Each finding has a severity and a remedy. Changes\n"
		"nothing.\n"
		"\n"
		"  --try        also have each engine start a container that requests one node,\n"
		"               and check its policy; needs no network and no image\n"
		"  --hook FILE  the path of oci-mempolicy-hook; by default\n"
		"               ../libexec/oci/hooks.d/oci-mempolicy-hook relative to this\n"
		"               program's directory\n"
		"  --json       print JSON\n"
		"\n"
		"The exit code is 1 if a container started now may not get its policy.\n",
	.examples =
		"  oci-mempolicy doctor\n"
		"  oci-mempolicy doctor podman --try\n"
		"  oci-mempolicy doctor --json | jq '.findings[] | select(.severity == \"error\")'\n",
	.options = options,
	.run = run_doctor,
};
