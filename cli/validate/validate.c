/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy validate: checks the memory policy that each config.json requests. */
#include <stdio.h>

#include "files.h"
#include "style.h"

/* A policy in linux.memoryPolicy is printed with the names used there; one from another place in
 * the hook's notation, with the place. */
static void print_policy(const struct findings *findings)
{
	char policy[MEMPOLICY_NOTATION_TEXT], place[PLACE_POINTER];

	if (findings->place.kind == PLACE_OBJECT || findings->place.kind == PLACE_NONE) {
		mempolicy_format(&findings->policy, policy, sizeof(policy));
		puts(policy);
		return;
	}
	mempolicy_notation_format(&findings->notation, policy, sizeof(policy));
	printf("%s, from %s\n", policy, place_text(&findings->place, place));
}

static void print_warnings(const struct findings *findings)
{
	size_t warnings = 0;

	for (size_t i = 0; i < findings->count; i++)
		warnings += findings->list[i].level == LEVEL_WARNING;
	if (warnings)
		printf(", with %zu warning%s", warnings, warnings == 1 ? "" : "s");
}

static void print(const struct findings *findings, const struct host *host)
{
	(void)host;
	files_print_findings(findings);
	if (findings->errors)
		return;
	printf("%s: %svalid%s", findings->input.name, style(STYLE_GREEN), style(STYLE_PLAIN));
	print_warnings(findings);
	printf(": ");
	if (findings->asks)
		print_policy(findings);
	else
		puts("no memory policy is requested");
}

static json_t *to_json(const struct findings *findings, const struct host *host)
{
	(void)host;
	return files_json(findings);
}

static int run_validate(const struct subcommand *subcommand, int argc, char **argv,
			struct mempolicy_error *err)
{
	static const struct files_output output = {LEVEL_NOTE, print, to_json};

	return files_run(subcommand, argc, argv, false, &output, err);
}

const struct subcommand subcommand_validate = {
	.name = "validate",
	.summary = "check the memory policy of a config.json",
	.help = "[OPTION]... [BUNDLE|CONFIG.JSON|-]...\n"
		"       oci-mempolicy validate [OPTION]... --policy POLICY\n"
		"\n"
		"Checks the memory policy that each bundle (or config.json, or standard input)\n"
		"requests in linux.memoryPolicy, in the annotation or in options of hook\n"
		"entries. Prints errors and probable mistakes, each with line, column, JSON\n"
		"pointer and remedy. Without an argument, checks the bundle in the current\n"
		"directory. Exits with 65 if a file has an error, with 66 if one cannot be read,\n"
		"and with 69 if this kernel lacks a mode or flag; warnings and notes do not\n"
		"change the exit status.\n"
		"\n"
		"  --host      also check against this machine: its kernel, its nodes and CPUs,\n"
		"              and whether the hook is installed\n"
		"  --no-host   check only what holds on every machine (the default)\n"
		"  --policy POLICY\n"
		"              check this policy, such as interleave:0-3 or (with --host)\n"
		"              bind:cpus, instead of files\n"
		"  --format FORMAT\n"
		"              text (the default), json, or sarif (2.1.0) for code hosts\n"
		"  --json      the same as --format json\n"
		"  --quiet     print errors only\n"
		"  --warnings-as-errors\n"
		"              treat warnings as errors\n",
	.examples =
		"  oci-mempolicy validate /run/bundles/db1\n"
		"  oci-mempolicy validate --host --json */config.json\n"
		"  oci-mempolicy validate --format sarif */config.json >mempolicy.sarif\n"
		"  jq '.linux.memoryPolicy.nodes = \"0-1\"' config.json | oci-mempolicy validate -\n",
	.options = files_check_options,
	.run = run_validate,
};
