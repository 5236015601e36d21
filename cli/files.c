/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include <stdio.h>
#include <sysexits.h>

#include "cleanup.h"
#include "oci_policy.h"
#include "program.h"
#include "style.h"

enum { OPT_HOST = 256, OPT_NO_HOST, OPT_POLICY, OPT_JSON };

const struct option files_options[] = {
	{"host", no_argument, NULL, OPT_HOST},
	{"no-host", no_argument, NULL, OPT_NO_HOST},
	{"policy", required_argument, NULL, OPT_POLICY},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct settings {
	bool host;
	bool json;
	const char *policy; /* in the place of files; NULL: none */
};

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct settings *settings = data;

	(void)err;
	if (option == OPT_JSON)
		settings->json = true;
	else if (option == OPT_POLICY)
		settings->policy = value;
	else
		settings->host = option == OPT_HOST;
	return 0;
}

static void print_finding(const struct findings *findings, const struct finding *finding)
{
	char text[PROGRAM_ERROR_TEXT];

	printf("%s:", findings->input.name);
	if (finding->location.line)
		printf("%zu:%zu:", finding->location.line, finding->location.column);
	printf(" %s%s:%s %s\n", style(finding->warning ? STYLE_YELLOW : STYLE_RED),
	       finding->warning ? "warning" : "error", style(STYLE_PLAIN),
	       program_error_text(&finding->what, text, sizeof(text)));
}

void files_print_findings(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		print_finding(findings, &findings->list[i]);
}

static json_t *finding_json(const struct finding *finding)
{
	const struct mempolicy_error *what = &finding->what;
	bool located = finding->location.line > 0;

	return json_pack("{s:s, s:s, s:o*, s:o*, s:s, s:s}", "severity",
			 finding->warning ? "warning" : "error", "pointer", what->pointer, "line",
			 located ? json_integer((json_int_t)finding->location.line) : NULL,
			 "column",
			 located ? json_integer((json_int_t)finding->location.column) : NULL,
			 "message", what->message, "remedy", what->remedy);
}

json_t *files_json(const struct findings *findings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(list, finding_json(&findings->list[i]));
	return json_pack("{s:s, s:b, s:o*, s:o}", "file", findings->input.name, "valid",
			 findings->errors == 0, "policy",
			 findings->has_policy ? oci_policy_json(&findings->policy) : NULL,
			 "findings", list);
}

static int read_findings(const struct settings *settings, const char *operand,
			 const struct host *host, struct findings *ret, struct mempolicy_error *err)
{
	return settings->policy ? findings_of_policy(settings->policy, host, ret, err)
				: findings_read(operand, host, ret, err);
}

/* That a file cannot be read counts more than that another is wrong: 66 is above 65. */
static int each(const struct settings *settings, const struct host *host, char **operands,
		const struct files_output *output, struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *files = json_array();
	int exit_code = EX_OK;
	bool lost = false;

	for (; *operands; operands++) {
		struct findings findings;
		int own;

		if (read_findings(settings, *operands, host, &findings, err)) {
			findings_drop(&findings);
			return -1;
		}
		if (!settings->json)
			output->print(&findings, host);
		else if (json_array_append_new(files, output->to_json(&findings, host)))
			lost = true;
		own = findings_exit_code(&findings);
		exit_code = own > exit_code ? own : exit_code;
		findings_drop(&findings);
	}
	if (settings->json &&
	    subcommand_print_json(lost ? NULL : json_pack("{s:O}", "files", files), err))
		return -1;
	return exit_code;
}

static int check_operands(const struct subcommand *subcommand, const struct settings *settings,
			  int argc, char **argv, int operands, struct mempolicy_error *err)
{
	if (settings->policy)
		return subcommand_takes_no_operand(subcommand, argc, argv, operands, err);
	return subcommand_needs_operand(subcommand, argc, operands, "BUNDLE", err);
}

int files_run(const struct subcommand *subcommand, int argc, char **argv, bool host_by_default,
	      const struct files_output *output, struct mempolicy_error *err)
{
	struct settings settings = {.host = host_by_default};
	struct host host = {.machine = {.count = 0}};
	char *policies[] = {argv[0], NULL};
	int operands, result;

	if (subcommand_options(subcommand, argc, argv, take_option, &settings, &operands, err) ||
	    check_operands(subcommand, &settings, argc, argv, operands, err) ||
	    (settings.host && host_read(&host, err)))
		return -1;
	result = each(&settings, settings.host ? &host : NULL,
		      settings.policy ? policies : argv + operands, output, err);
	host_drop(&host);
	return result;
}
