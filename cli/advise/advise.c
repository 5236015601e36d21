/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy advise: prints the memoryPolicy object that suits this machine. */
#include <stdio.h>

#include "advice.h"
#include "error.h"
#include "findings.h"
#include "oci_policy.h"
#include "subcommand.h"

enum { OPT_STRICT = 256, OPT_BANDWIDTH, OPT_LATENCY, OPT_TIERED, OPT_CPUS, OPT_JSON };

static const struct option options[] = {
	{"strict", no_argument, NULL, OPT_STRICT},
	{"bandwidth", no_argument, NULL, OPT_BANDWIDTH},
	{"latency", no_argument, NULL, OPT_LATENCY},
	{"tiered", no_argument, NULL, OPT_TIERED},
	{"cpus", required_argument, NULL, OPT_CPUS},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct settings {
	unsigned int goals; /* how many were named */
	enum advice_goal goal;
	const char *cpus;
	bool json;
};

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct settings *settings = data;

	(void)err;
	if (option == OPT_CPUS) {
		settings->cpus = value;
	} else if (option == OPT_JSON) {
		settings->json = true;
	} else {
		settings->goal = (enum advice_goal)(ADVICE_STRICT + option - OPT_STRICT);
		settings->goals++;
	}
	return 0;
}

static int check(const struct settings *settings, struct mempolicy_error *err)
{
	if (settings->goals == 1)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
		     "name one of --strict, --bandwidth, --latency and --tiered");
	return mp_error_remedy(err, "see oci-mempolicy advise --help");
}

static int print(const struct settings *settings, const struct advice *advice,
		 struct mempolicy_error *err)
{
	json_t *policy = oci_policy_json(&advice->policy);

	if (settings->json)
		return subcommand_print_json(json_pack("{s:o, s:s}", "policy", policy, "reason",
						       advice->reason),
					     err);
	fprintf(stderr, "%s\n", advice->reason);
	return subcommand_print_json(policy, err);
}

static int answer(const struct settings *settings, const struct host *host,
		  struct mempolicy_error *err)
{
	struct mempolicy_nodes cpu_nodes;
	struct advice advice = {.reason = ""};

	if (settings->cpus && advice_cpu_nodes(&host->machine, settings->cpus, &cpu_nodes, err))
		return mp_error_remedy(err, "see oci-mempolicy topology");
	advise(&host->machine, &host->features, settings->goal, settings->cpus ? &cpu_nodes : NULL,
	       &advice);
	return print(settings, &advice, err);
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
	.summary = "the memoryPolicy object that suits this machine",
	.help = "--strict|--bandwidth|--latency|--tiered [--cpus LIST] [--json]\n"
		"\n"
		"Prints a memoryPolicy object to paste into config.json, for this kernel and this\n"
		"machine's nodes, distances, tiers and weights; and on standard error, why.\n"
		"\n"
		"  --strict      memory from the nodes of the CPUs, or none\n"
		"  --bandwidth   memory from many nodes at once\n"
		"  --latency     memory near the CPUs that use it\n"
		"  --tiered      memory from the fast nodes first, from slow ones when they are full\n"
		"  --cpus LIST   the container runs on these CPUs, such as 0-3,8\n"
		"  --json        print JSON: the policy and the reason\n",
	.examples =
		"  oci-mempolicy advise --bandwidth\n"
		"  oci-mempolicy advise --strict --cpus 0-3\n"
		"  jq --argjson p \"$(oci-mempolicy advise --latency)\" '.linux.memoryPolicy = $p' \\\n"
		"    config.json\n",
	.options = options,
	.run = run_advise,
};
