/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy validate: all that is wrong with the policy of each config.json. */
#include <stdio.h>

#include "files.h"
#include "style.h"

/* As memoryPolicy has it; elsewhere, as it is written there. */
static void print_policy(const struct findings *findings)
{
	char policy[MEMPOLICY_NOTATION_TEXT], place[PLACE_POINTER];

	if (findings->place.kind == PLACE_OBJECT || findings->place.kind == PLACE_NONE) {
		mempolicy_format(&findings->policy, policy, sizeof(policy));
		puts(policy);
		return;
	}
	mempolicy_notation_format(&findings->notation, policy, sizeof(policy));
	printf("%s, by %s\n", policy, place_text(&findings->place, place));
}

static void print(const struct findings *findings, const struct host *host)
{
	(void)host;
	files_print_findings(findings);
	if (findings->errors)
		return;
	printf("%s: %svalid%s: ", findings->input.name, style(STYLE_GREEN), style(STYLE_PLAIN));
	if (findings->asks)
		print_policy(findings);
	else
		puts("no memory policy is asked for");
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
	.summary = "all that is wrong with the policy of a config.json",
	.help = "[OPTION]... [BUNDLE|CONFIG.JSON|-]...\n"
		"       oci-mempolicy validate [OPTION]... --policy POLICY\n"
		"\n"
		"Checks the memory policy that each bundle (or config.json, or standard input)\n"
		"asks for: linux.memoryPolicy, the annotation, and options of hook entries.\n"
		"Prints what is wrong and what is probably a mistake, with line, column, JSON\n"
		"pointer and remedy. Without an argument, the bundle is the directory it is run\n"
		"in. Exits with 65 if one is wrong, with 66 if one cannot be read, with 69 if\n"
		"this kernel lacks what one asks for. Warnings and notes do not count.\n"
		"\n"
		"  --host      also check against this kernel, its nodes, the bundle's cpu.mems\n"
		"              and cpu.cpus, and whether the hook is there\n"
		"  --no-host   check only what holds on every machine (the default)\n"
		"  --policy POLICY\n"
		"              check this one, such as interleave:0-3 or bind:cpus\n"
		"  --format FORMAT\n"
		"              text (the default), json, or sarif (2.1.0) for code hosts\n"
		"  --json      the same as --format json\n"
		"  --quiet     tell errors only\n"
		"  --warnings-as-errors\n"
		"              warnings count as errors\n",
	.examples =
		"  oci-mempolicy validate /run/bundles/db1\n"
		"  oci-mempolicy validate --host --json */config.json\n"
		"  oci-mempolicy validate --format sarif */config.json >mempolicy.sarif\n"
		"  jq '.linux.memoryPolicy.nodes = \"0-1\"' config.json | oci-mempolicy validate -\n",
	.options = files_check_options,
	.run = run_validate,
};
