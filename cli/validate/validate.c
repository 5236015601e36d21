/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy validate: all that is wrong with the policy of each config.json. */
#include <stdio.h>

#include "files.h"
#include "style.h"

static void print(const struct findings *findings, const struct host *host)
{
	char policy[256];

	(void)host;
	files_print_findings(findings);
	if (findings->errors)
		return;
	printf("%s: %svalid%s: ", findings->input.name, style(STYLE_GREEN), style(STYLE_PLAIN));
	if (!findings->has_policy) {
		puts("no linux.memoryPolicy");
		return;
	}
	mempolicy_format(&findings->policy, policy, sizeof(policy));
	puts(policy);
}

static json_t *to_json(const struct findings *findings, const struct host *host)
{
	(void)host;
	return files_json(findings);
}

static int run_validate(const struct subcommand *subcommand, int argc, char **argv,
			struct mempolicy_error *err)
{
	static const struct files_output output = {print, to_json};

	return files_run(subcommand, argc, argv, false, &output, err);
}

const struct subcommand subcommand_validate = {
	.name = "validate",
	.summary = "all that is wrong with the policy of a config.json",
	.help = "[--host|--no-host] [--json] BUNDLE|CONFIG.JSON|-...\n"
		"       oci-mempolicy validate [--host|--no-host] [--json] --policy POLICY\n"
		"\n"
		"Checks linux.memoryPolicy of each bundle (or config.json, or standard input), and\n"
		"prints every error and warning with its line, column, JSON pointer, rule and\n"
		"remedy. Exits with 65 if one is wrong, with 66 if one cannot be read, with 69 if\n"
		"this kernel lacks what one asks for. Warnings do not count.\n"
		"\n"
		"  --host      also check against this kernel, its nodes and the bundle's cpu.mems\n"
		"  --no-host   check only what holds on every machine (the default)\n"
		"  --policy POLICY\n"
		"              check this one, such as interleave:0-3 or bind:cpus\n"
		"  --json      print JSON\n",
	.examples =
		"  oci-mempolicy validate /run/bundles/db1\n"
		"  oci-mempolicy validate --host --json */config.json\n"
		"  jq '.linux.memoryPolicy.nodes = \"0-1\"' config.json | oci-mempolicy validate -\n",
	.options = files_options,
	.run = run_validate,
};
