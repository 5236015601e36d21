/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy advise: prints the memoryPolicy object that suits this machine. */
#include <stdio.h>
#include <sysexits.h>

#include "advice.h"
#include "cleanup.h"
#include "error.h"
#include "findings.h"
#include "needs.h"
#include "oci_policy.h"
#include "style.h"
#include "subcommand.h"
#include "table.h"

enum {
	OPT_STRICT = 256,
	OPT_BANDWIDTH,
	OPT_LATENCY,
	OPT_TIERED,
	OPT_CPUS,
	OPT_MEMORY,
	OPT_CONFIG,
	OPT_JSON,
};

static const struct option options[] = {
	{"strict", no_argument, NULL, OPT_STRICT},
	{"bandwidth", no_argument, NULL, OPT_BANDWIDTH},
	{"latency", no_argument, NULL, OPT_LATENCY},
	{"tiered", no_argument, NULL, OPT_TIERED},
	{"cpus", required_argument, NULL, OPT_CPUS},
	{"memory", required_argument, NULL, OPT_MEMORY},
	{"config", required_argument, NULL, OPT_CONFIG},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

static const char *const goals[ADVICE_GOALS] = {
	[ADVICE_STRICT] = "strict",
	[ADVICE_BANDWIDTH] = "bandwidth",
	[ADVICE_LATENCY] = "latency",
	[ADVICE_TIERED] = "tiered",
};

struct settings {
	unsigned int goals; /* how many were given */
	enum advice_goal goal;
	struct needs_options needs;
	bool json;
};

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct settings *settings = data;

	(void)err;
	switch (option) {
	case OPT_CPUS:
		settings->needs.cpus = value;
		break;
	case OPT_MEMORY:
		settings->needs.memory = value;
		break;
	case OPT_CONFIG:
		settings->needs.config = value;
		break;
	case OPT_JSON:
		settings->json = true;
		break;
	default:
		settings->goal = (enum advice_goal)(ADVICE_STRICT + option - OPT_STRICT);
		settings->goals++;
	}
	return 0;
}

static int check(const struct settings *settings, struct mempolicy_error *err)
{
	if (settings->goals <= 1)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
		     "only one of --strict, --bandwidth, --latency and --tiered may be given");
	return mp_error_remedy(err, "omit all of them to compare them");
}

static json_t *advice_json(const struct advice *advice, const struct needs *needs)
{
	json_t *json = json_pack("{s:o, s:s}", "policy", oci_policy_json(&advice->policy), "reason",
				 advice->reason);

	if (json && needs->container.size)
		json_object_update_new(json, json_pack("{s:I, s:I, s:b}", "needed",
						       (json_int_t)needs->container.size,
						       "available", (json_int_t)advice->available,
						       "fits", advice->fits));
	return json;
}

/* ---- one goal ---- */

static int print_one(const struct settings *settings, const struct host *host,
		     const struct needs *needs, struct mempolicy_error *err)
{
	struct advice advice = {.reason = ""};

	advise(&host->machine, &host->features, settings->goal, &needs->container, &advice);
	if (settings->json)
		return subcommand_print_json(advice_json(&advice, needs), err);
	fprintf(stderr, "%s\n", advice.reason);
	return subcommand_print_json(oci_policy_json(&advice.policy), err);
}

/* ---- all of them ---- */

static int print_all_json(const struct host *host, const struct needs *needs,
			  struct mempolicy_error *err)
{
	struct advice advice = {.reason = ""};
	json_t *all = json_object();

	for (unsigned int i = 0; i < ADVICE_GOALS; i++) {
		advise(&host->machine, &host->features, (enum advice_goal)i, &needs->container,
		       &advice);
		json_object_set_new(all, goals[i], advice_json(&advice, needs));
	}
	return subcommand_print_json(json_pack("{s:o}", "goals", all), err);
}

static int print_all(const struct host *host, const struct needs *needs,
		     struct mempolicy_error *err)
{
	CLEANUP(table_drop) struct libscols_table *table = table_new();

	table_column(table, "GOAL", 0);
	table_column(table, "POLICY", 0);
	if (needs->container.size)
		table_column(table, "FITS", 0);
	table_column(table, "WHY", SCOLS_FL_WRAP);

	for (unsigned int i = 0; i < ADVICE_GOALS; i++) {
		struct mempolicy_notation notation = {.word = {.kind = MEMPOLICY_WORD_NONE}};
		char policy[MEMPOLICY_NOTATION_TEXT];
		struct advice advice = {.reason = ""};

		advise(&host->machine, &host->features, (enum advice_goal)i, &needs->container,
		       &advice);
		notation.policy = advice.policy;
		mempolicy_notation_format(&notation, policy, sizeof(policy));
		if (needs->container.size)
			table_line(table, (const char *const[]){goals[i], policy,
								advice.fits ? "yes" : "no",
								advice.reason, NULL});
		else
			table_line(table,
				   (const char *const[]){goals[i], policy, advice.reason, NULL});
	}
	return table_print(table, err) ? -1 : EX_OK;
}

static int answer(const struct settings *settings, const struct host *host,
		  struct mempolicy_error *err)
{
	struct needs needs;

	if (needs_read(&settings->needs, &host->machine, &needs, err))
		return -1;
	if (settings->goals)
		return print_one(settings, host, &needs, err);
	return settings->json ? print_all_json(host, &needs, err) : print_all(host, &needs, err);
}

static int run_advise(const struct subcommand *subcommand, int argc, char **argv,
		      struct mempolicy_error *err)
{
	struct settings settings = {.goals = 0};
	struct host host = {.machine = {.count = 0}};
	int result;

	if (subcommand_only_options(subcommand, argc, argv, take_option, &settings, err) ||
	    check(&settings, err) || host_read(&host, err))
		return -1;
	result = answer(&settings, &host, err);
	host_drop(&host);
	return result;
}

const struct subcommand subcommand_advise = {
	.name = "advise",
	.summary = "suggest a memoryPolicy object for this machine",
	.help = "[OPTION]...\n"
		"\n"
		"Prints a memoryPolicy object to paste into config.json, chosen for this kernel\n"
		"and this machine's nodes, distances, tiers and weights. The reason goes to\n"
		"standard error. Without a goal (one of the first four options), prints a table\n"
		"of all four.\n"
		"\n"
		"  --strict         memory from the nodes nearest to the CPUs only\n"
		"  --bandwidth      memory from many nodes at once\n"
		"  --latency        memory near the CPUs that use it\n"
		"  --tiered         memory from fast nodes first, from slow nodes when those\n"
		"                   are full\n"
		"  --cpus LIST      the container runs on these CPUs, such as 0-3,8\n"
		"  --memory SIZE    the container needs this much memory, such as 24G: does it\n"
		"                   fit?\n"
		"  --config BUNDLE  read CPUs, nodes and the memory limit from linux.resources\n"
		"                   in its config.json\n"
		"  --json           print JSON: the policy and the reason\n",
	.examples = "  oci-mempolicy advise\n"
		    "  oci-mempolicy advise --bandwidth\n"
		    "  oci-mempolicy advise --strict --cpus 0-3 --memory 24G\n"
		    "  jq --argjson p \"$(oci-mempolicy advise --latency)\" \\\n"
		    "      '.linux.memoryPolicy = $p' config.json\n",
	.options = options,
	.run = run_advise,
};
