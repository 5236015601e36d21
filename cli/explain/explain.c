/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy explain: explains what the policy of each config.json does on this machine. */
#include <stdio.h>

#include "explanation.h"
#include "files.h"
#include "wrap.h"

#define INDENT 2

/* The nodes that a policy uses on any machine: MPOL_PREFERRED uses the first of several. */
static struct mempolicy_nodes nodes_anywhere(const struct mempolicy *policy)
{
	struct mempolicy_nodes first = {{0}};

	if (policy->mode != MEMPOLICY_PREFERRED)
		return policy->nodes;
	mempolicy_nodes_add(&first, mempolicy_nodes_first(&policy->nodes));
	return first;
}

static struct explanation explanation_of(const struct findings *findings, const struct host *host)
{
	struct mempolicy_nodes nodes =
		host ? findings->resolution.effective : nodes_anywhere(&findings->policy);
	struct explanation explanation;

	explain(findings->has_policy ? &findings->policy : NULL, &nodes,
		host ? &host->machine : NULL,
		findings->has_resolution ? &findings->resolution.allowed : NULL, &explanation);
	return explanation;
}

/* A node word means nothing without a machine. */
static bool needs_machine(const struct findings *findings)
{
	return findings->asks && !findings->has_policy;
}

static void print_sentences(const char *text)
{
	printf("%*s", INDENT, "");
	wrap_print(text, INDENT, INDENT);
}

static void print(const struct findings *findings, const struct host *host)
{
	struct explanation explanation;
	char policy[256] = "no linux.memoryPolicy";

	files_print_findings(findings);
	if (findings->errors)
		return;
	if (needs_machine(findings)) {
		mempolicy_notation_format(&findings->notation, policy, sizeof(policy));
		printf("%s: %s\n", findings->input.name, policy);
		print_sentences("Which nodes these are depends on the machine: drop --no-host.");
		return;
	}
	explanation = explanation_of(findings, host);
	if (findings->has_policy)
		mempolicy_format(&findings->policy, policy, sizeof(policy));
	printf("%s: %s\n", findings->input.name, policy);
	print_sentences(explanation.where);
	print_sentences(explanation.full);
	print_sentences(explanation.cpuset);
	if (*explanation.moved)
		print_sentences(explanation.moved);
}

static json_t *to_json(const struct findings *findings, const struct host *host)
{
	json_t *json = files_json(findings);
	struct explanation explanation;

	if (findings->errors || needs_machine(findings))
		return json;
	explanation = explanation_of(findings, host);
	json_object_set_new(json, "explanation",
			    json_pack("{s:s, s:s, s:s, s:s*}", "where", explanation.where, "full",
				      explanation.full, "cpuset", explanation.cpuset, "moved",
				      *explanation.moved ? explanation.moved : NULL));
	return json;
}

static int run_explain(const struct subcommand *subcommand, int argc, char **argv,
		       struct mempolicy_error *err)
{
	static const struct files_output output = {LEVEL_WARNING, print, to_json};

	return files_run(subcommand, argc, argv, true, &output, err);
}

const struct subcommand subcommand_explain = {
	.name = "explain",
	.summary = "explain what the policy of a config.json does on this machine",
	.help = "[OPTION]... [BUNDLE|CONFIG.JSON|-]...\n"
		"       oci-mempolicy explain [OPTION]... --policy POLICY\n"
		"\n"
		"Explains what the memory policy of each BUNDLE (or CONFIG.JSON, or standard\n"
		"input as \"-\"; the default is the current directory) does on this machine:\n"
		"which nodes memory comes from, in which proportion, what happens when these\n"
		"nodes are full and when the cpuset changes, and whether pages are moved later.\n"
		"Errors, warnings and exit codes are those of validate.\n"
		"\n"
		"  --host      explain the policy for this machine (the default)\n"
		"  --no-host   explain the policy for any machine\n"
		"  --policy POLICY\n"
		"              explain POLICY, such as interleave:0-3 or bind:cpus\n"
		"  --json      print JSON\n",
	.examples = "  oci-mempolicy explain /run/bundles/db1\n"
		    "  oci-mempolicy explain --policy interleave:all\n"
		    "  jq '.linux.memoryPolicy.mode = \"MPOL_BIND\"' config.json |\n"
		    "      oci-mempolicy explain -\n",
	.options = files_options,
	.run = run_explain,
};
