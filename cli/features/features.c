/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy features: prints what the running kernel supports, in the form of a runtime's
 * features object (runtime-spec features-linux.md, "MemoryPolicy"). */
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
	.summary = "print which modes and flags this kernel supports, as JSON",
	.help = "[--host]\n"
		"\n"
		"Finds out which modes and flags the running kernel supports, and prints them as\n"
		"linux.memoryPolicy of the runtime-spec's features object, as JSON.\n"
		"\n"
		"  --host   also print the machine: nodes, CPUs, memory, distances, weights,\n"
		"           tiers\n"
		"  --json   no effect: the output is always JSON\n",
	.examples = "  oci-mempolicy features\n"
		    "  oci-mempolicy features | jq -r '.linux.memoryPolicy.modes[]'\n",
	.options = options,
	.run = run_features,
};
