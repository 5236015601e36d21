/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cleanup.h"
#include "oci_policy.h"
#include "program.h"
#include "sarif.h"
#include "style.h"
#include "wrap.h"

#define INDENT 2

enum {
	OPT_HOST = 256,
	OPT_NO_HOST,
	OPT_POLICY,
	OPT_JSON,
	OPT_FORMAT,
	OPT_QUIET,
	OPT_WARNINGS_AS_ERRORS,
};

#define COMMON                                                                                     \
	{"host", no_argument, NULL, OPT_HOST}, {"no-host", no_argument, NULL, OPT_NO_HOST},        \
		{"policy", required_argument, NULL, OPT_POLICY},                                   \
	{                                                                                          \
		"json", no_argument, NULL, OPT_JSON                                                \
	}
#define END                                                                                        \
	{                                                                                          \
		NULL, 0, NULL, 0                                                                   \
	}

const struct option files_options[] = {COMMON, END};
const struct option files_check_options[] = {
	COMMON,
	{"format", required_argument, NULL, OPT_FORMAT},
	{"quiet", no_argument, NULL, OPT_QUIET},
	{"warnings-as-errors", no_argument, NULL, OPT_WARNINGS_AS_ERRORS},
	END,
};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF };

struct settings {
	const struct subcommand *subcommand;
	bool host;
	enum format format;
	const char *policy; /* instead of files; NULL: none */
	enum level least;   /* to be reported */
	bool warnings_as_errors;
};

static int choose_format(struct settings *settings, const char *name, struct mempolicy_error *err)
{
	static const char *const names[] = {
		[FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_SARIF] = "sarif"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0) {
			settings->format = (enum format)i;
			return 0;
		}
	return subcommand_usage_error(settings->subcommand,
				      "--format takes text, json or sarif, not", name, err);
}

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct settings *settings = data;

	if (option == OPT_FORMAT)
		return choose_format(settings, value, err);
	if (option == OPT_JSON)
		settings->format = FORMAT_JSON;
	else if (option == OPT_POLICY)
		settings->policy = value;
	else if (option == OPT_QUIET)
		settings->least = LEVEL_ERROR;
	else if (option == OPT_WARNINGS_AS_ERRORS)
		settings->warnings_as_errors = true;
	else
		settings->host = option == OPT_HOST;
	return 0;
}

/* ---- text and JSON ---- */

static const char *colour_of(enum level level)
{
	return level == LEVEL_ERROR	? STYLE_RED
	       : level == LEVEL_WARNING ? STYLE_YELLOW
					: STYLE_GREEN;
}

static void print_finding(const struct findings *findings, const struct finding *finding)
{
	char text[PROGRAM_ERROR_TEXT], place[64] = "";
	const char *level = level_name(finding->level);

	program_error_text(&finding->what, text, sizeof(text));
	if (finding->location.line)
		snprintf(place, sizeof(place), "%zu:%zu:", finding->location.line,
			 finding->location.column);
	printf("%s:%s %s%s:%s", findings->input.name, place, style(colour_of(finding->level)),
	       level, style(STYLE_PLAIN));
	/* Programs that read findings expect one line each, even if COLUMNS is set. */
	if (style_terminal())
		wrap_print(text,
			   strlen(findings->input.name) + strlen(place) + strlen(level) +
				   strlen(": :"),
			   INDENT);
	else
		printf(" %s\n", text);
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

	return json_pack("{s:s, s:s, s:o*, s:o*, s:s, s:s}", "severity", level_name(finding->level),
			 "pointer", what->pointer, "line",
			 located ? json_integer((json_int_t)finding->location.line) : NULL,
			 "column",
			 located ? json_integer((json_int_t)finding->location.column) : NULL,
			 "message", what->message, "remedy", what->remedy);
}

/* The requested policy, and where it was found. */
static json_t *asked_json(const struct findings *findings)
{
	char notation[MEMPOLICY_NOTATION_TEXT], place[PLACE_POINTER];

	if (!findings->asks || !findings->input.path)
		return NULL;
	mempolicy_notation_format(&findings->notation, notation, sizeof(notation));
	return json_pack("{s:s, s:s}", "from", place_text(&findings->place, place), "policy",
			 notation);
}

json_t *files_json(const struct findings *findings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(list, finding_json(&findings->list[i]));
	return json_pack("{s:s, s:b, s:o*, s:o*, s:o}", "file", findings->input.name, "valid",
			 findings->errors == 0, "requested", asked_json(findings), "policy",
			 findings->has_policy ? oci_policy_json(&findings->policy) : NULL,
			 "findings", list);
}

/* ---- each file ---- */

static int read_findings(const struct settings *settings, const char *operand,
			 const struct host *host, struct findings *ret, struct mempolicy_error *err)
{
	int result = settings->policy ? findings_of_policy(settings->policy, host, ret, err)
				      : findings_read(operand, host, ret, err);

	if (result == 0)
		findings_keep(ret, settings->least, settings->warnings_as_errors);
	return result;
}

/* Prints the findings, or adds them to the output that is printed at the end. */
static void put(const struct settings *settings, const struct findings *findings,
		const struct host *host, const struct files_output *output, json_t *all)
{
	if (settings->format == FORMAT_SARIF)
		sarif_add(all, findings);
	else if (settings->format == FORMAT_JSON)
		json_array_append_new(all, output->to_json(findings, host));
	else if (settings->least < LEVEL_ERROR)
		output->print(findings, host);
	else
		files_print_findings(findings);
}

static int print_all(const struct settings *settings, json_t *all, struct mempolicy_error *err)
{
	if (settings->format == FORMAT_TEXT)
		return 0;
	return subcommand_print_json(settings->format == FORMAT_SARIF
					     ? sarif_log(all)
					     : json_pack("{s:O}", "files", all),
				     err);
}

/* The highest exit code counts: an unreadable file (66) matters more than a wrong one (65). */
static int each(const struct settings *settings, const struct host *host, char **operands,
		const struct files_output *output, struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *all = json_array();
	int exit_code = EX_OK;

	for (; *operands; operands++) {
		struct findings findings;
		int own;

		if (read_findings(settings, *operands, host, &findings, err)) {
			findings_drop(&findings);
			return -1;
		}
		put(settings, &findings, host, output, all);
		own = findings_exit_code(&findings);
		exit_code = own > exit_code ? own : exit_code;
		findings_drop(&findings);
	}
	return print_all(settings, all, err) ? -1 : exit_code;
}

/* Without operands, the current directory. */
static char **operands_of(struct settings *settings, char **argv, int operands)
{
	static char name[] = ".";
	static char *here[] = {name, NULL};

	if (settings->policy || !argv[operands])
		return here;
	return argv + operands;
}

int files_run(const struct subcommand *subcommand, int argc, char **argv, bool host_by_default,
	      const struct files_output *output, struct mempolicy_error *err)
{
	struct settings settings = {
		.subcommand = subcommand,
		.host = host_by_default,
		.least = output->least,
	};
	struct host host = {.machine = {.count = 0}};
	int operands, result;

	if (subcommand_options(subcommand, argc, argv, take_option, &settings, &operands, err) ||
	    (settings.policy &&
	     subcommand_takes_no_operand(subcommand, argc, argv, operands, err)) ||
	    (settings.host && host_read(&host, err)))
		return -1;
	result = each(&settings, settings.host ? &host : NULL,
		      operands_of(&settings, argv, operands), output, err);
	host_drop(&host);
	return result;
}
