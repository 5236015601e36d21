/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy validate: all that is wrong with the policy of each config.json. */
#include <stdio.h>
#include <sysexits.h>

#include "cleanup.h"
#include "findings.h"
#include "policy.h"
#include "program.h"
#include "style.h"
#include "subcommand.h"

enum { OPT_HOST = 256, OPT_NO_HOST, OPT_JSON };

static const struct option options[] = {
	{"host", no_argument, NULL, OPT_HOST},
	{"no-host", no_argument, NULL, OPT_NO_HOST},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct settings {
	bool host;
	bool json;
};

static int take(int option, const char *value, void *data, struct mempolicy_error *err)
{
	struct settings *settings = data;

	(void)value;
	(void)err;
	if (option == OPT_JSON)
		settings->json = true;
	else
		settings->host = option == OPT_HOST;
	return 0;
}

/* ---- for people ---- */

static void print_finding(const struct findings *findings, const struct finding *finding)
{
	char text[PROGRAM_ERROR_TEXT];

	printf("%s:", findings->input.path);
	if (finding->location.line)
		printf("%zu:%zu:", finding->location.line, finding->location.column);
	printf(" %s%s:%s %s\n", style(finding->warning ? STYLE_YELLOW : STYLE_RED),
		finding->warning ? "warning" : "error", style(STYLE_PLAIN),
		program_error_text(&finding->what, text, sizeof(text)));
}

static void print_findings(const struct findings *findings)
{
	char policy[256];

	for (size_t i = 0; i < findings->count; i++)
		print_finding(findings, &findings->list[i]);
	if (findings->errors)
		return;
	printf("%s: %svalid%s: ", findings->input.path, style(STYLE_GREEN), style(STYLE_PLAIN));
	if (!findings->has_policy) {
		puts("no memory policy");
		return;
	}
	mempolicy_format(&findings->policy, policy, sizeof(policy));
	puts(policy);
}

/* ---- for programs ---- */

static json_t *finding_json(const struct finding *finding)
{
	const struct mempolicy_error *what = &finding->what;
	bool located = finding->location.line > 0;

	return json_pack("{s:s, s:s, s:o*, s:o*, s:s, s:s}", "severity",
		finding->warning ? "warning" : "error", "pointer", what->pointer, "line",
		located ? json_integer((json_int_t)finding->location.line) : NULL, "column",
		located ? json_integer((json_int_t)finding->location.column) : NULL, "message",
		what->message, "remedy", what->remedy);
}

static json_t *findings_json(const struct findings *findings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(list, finding_json(&findings->list[i]));
	return json_pack("{s:s, s:b, s:o*, s:o}", "file", findings->input.path, "valid",
		findings->errors == 0, "policy",
		findings->has_policy ? policy_to_json(&findings->policy) : NULL, "findings", list);
}

/* ---- */

/* That a file cannot be read counts more than that another is wrong: 66 is above 65. */
static int validate(const struct settings *settings, const struct host *host, char **operands,
	struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *files = json_array();
	int exit_code = EX_OK;

	for (; *operands; operands++) {
		struct findings findings;
		int own;

		if (findings_read(*operands, host, &findings, err)) {
			findings_drop(&findings);
			return -1;
		}
		if (settings->json)
			json_array_append_new(files, findings_json(&findings));
		else
			print_findings(&findings);
		own = findings_exit_code(&findings);
		exit_code = own > exit_code ? own : exit_code;
		findings_drop(&findings);
	}
	if (settings->json && subcommand_print_json(json_pack("{s:O}", "files", files), err))
		return -1;
	return exit_code;
}

static int run(
	const struct subcommand *subcommand, int argc, char **argv, struct mempolicy_error *err)
{
	struct settings settings = {.host = false};
	struct host host = {.machine = {.count = 0}};
	int operands, result;

	if (subcommand_options(subcommand, argc, argv, take, &settings, &operands, err) ||
		subcommand_needs_operand(subcommand, argc, operands, "BUNDLE", err) ||
		(settings.host && host_read(&host, err)))
		return -1;
	result = validate(&settings, settings.host ? &host : NULL, argv + operands, err);
	host_drop(&host);
	return result;
}

const struct subcommand subcommand_validate = {
	.name = "validate",
	.summary = "all that is wrong with the policy of a config.json",
	.help = "[--host|--no-host] [--json] BUNDLE|CONFIG.JSON|-...\n"
		"\n"
		"Checks linux.memoryPolicy of each bundle (or config.json, or standard input), "
		"and\n"
		"prints every error and warning with its line, column, JSON pointer, rule and\n"
		"remedy. Exits with 65 if one is wrong, with 66 if one cannot be read, with 69 if\n"
		"this kernel lacks what one asks for. Warnings do not count.\n"
		"\n"
		"  --host      also check against this kernel, its nodes and the bundle's "
		"cpu.mems\n"
		"  --no-host   check only what holds on every machine (the default)\n"
		"  --json      print JSON\n"
		"  --help      print this and exit\n"
		"\n"
		"Examples:\n"
		"  oci-mempolicy validate /run/bundles/db1\n"
		"  oci-mempolicy validate --host --json */config.json\n"
		"  jq '.linux.memoryPolicy.nodes = \"0-1\"' config.json | oci-mempolicy validate "
		"-\n",
	.options = options,
	.run = run,
};
