/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy features: what the running kernel takes, as a runtime's features object says it
 * (runtime-spec features-linux.md, "MemoryPolicy"). */
#include <stdbool.h>
#include <stddef.h>

#include "machine.h"
#include "subcommand.h"

enum { OPT_HOST = 256, OPT_JSON };

static const struct option options[] = {
	{"host", no_argument, NULL, OPT_HOST},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	bool *host = data;

	(void)value;
	(void)err;
	if (option == OPT_HOST)
		*host = true;
	return 0;
}

static json_t *modes_json(const struct mempolicy_features *features)
{
	json_t *modes = json_array();

	for (int mode = 0; mode < MEMPOLICY_MODES; mode++)
		if (features->modes[mode])
			json_array_append_new(modes, json_string(mempolicy_mode_name(
							     (enum mempolicy_mode)mode)));
	return modes;
}

static json_t *flags_json(const struct mempolicy_features *features)
{
	const struct {
		unsigned int flag;
		bool there;
	} all[] = {
		{MEMPOLICY_F_NUMA_BALANCING,
		 features->numa_balancing_bind || features->numa_balancing_preferred_many},
		{MEMPOLICY_F_RELATIVE_NODES, features->relative_nodes},
		{MEMPOLICY_F_STATIC_NODES, features->static_nodes},
	};
	json_t *flags = json_array();

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].there)
			json_array_append_new(flags, json_string(mempolicy_flag_name(all[i].flag)));
	return flags;
}

static int run_features(const struct subcommand *subcommand, int argc, char **argv,
			struct mempolicy_error *err)
{
	struct mempolicy_features features;
	struct machine machine = {.count = 0};
	bool host = false;
	json_t *host_json = NULL;

	if (subcommand_only_options(subcommand, argc, argv, take_option, &host, err) ||
	    mempolicy_features_probe(&features, err) || (host && machine_read(&machine, err)))
		return -1;
	if (host)
		host_json = machine_to_json(&machine);
	machine_drop(&machine);
	return subcommand_print_json(json_pack("{s:{s:{s:o, s:o}}, s:o*}", "linux", "memoryPolicy",
					       "modes", modes_json(&features), "flags",
					       flags_json(&features), "host", host_json),
				     err);
}

const struct subcommand subcommand_features = {
	.name = "features",
	.summary = "what this kernel takes, as a runtime's features object",
	.help = "[--host]\n"
		"\n"
		"Asks the running kernel which modes and flags it takes, and prints them as\n"
		"linux.memoryPolicy of the runtime-spec's features object. Always JSON.\n"
		"\n"
		"  --host   also the machine: nodes, CPUs, memory, distances, weights, tiers\n"
		"  --json   changes nothing; other commands have it\n",
	.examples = "  oci-mempolicy features\n"
		    "  oci-mempolicy features | jq -r '.linux.memoryPolicy.modes[]'\n",
	.options = options,
	.run = run_features,
};
