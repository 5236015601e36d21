/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The complete computation, from the bytes of config.json to the nodes that the kernel will use,
 * compared with the reference and a model of the kernel. The machine is also in the input, next to
 * "linux":
 *
 *   "machine": {"possible": "0-7", "online": "0-3", "memory": "0-1,3", "allowed": "0-1"}
 */
#include "fuzz.h"
#include "oci_policy.h"
#include "reference.h"

struct machine {
	struct bits possible;
	struct bits online;
	struct bits memory;
	struct bits allowed;
};

/* A set of the machine: a subset of another one, as in the kernel. */
static struct bits machine_set(json_t *machine, const char *key, const char *otherwise,
			       const struct bits *within)
{
	const char *list = json_string_value(json_object_get(machine, key));
	struct bits set;

	if (!list || !reference_nodes(list, &set))
		reference_nodes(otherwise, &set);
	return within ? bits_and(&set, within) : set;
}

static struct machine read_machine(json_t *root)
{
	json_t *object = json_object_get(root, "machine");
	struct machine machine;

	machine.possible = machine_set(object, "possible", "0-7", NULL);
	machine.online = machine_set(object, "online", "0-3", &machine.possible);
	machine.memory = machine_set(object, "memory", "0-1,3", &machine.online);
	machine.allowed = machine_set(object, "allowed", "0-3", &machine.memory);
	return machine;
}

/* The result that is expected of the library; false if it must refuse on any machine. */
static bool foresee_config(const struct oci_config *config, const struct machine *machine,
			   struct situation *ret_situation, struct outcome *ret)
{
	struct situation *s = ret_situation;
	struct reference policy;

	if (reference_policy(config->memory_policy, &policy) != VALID)
		return false;
	*s = (struct situation){.possible = machine->possible,
				.with_memory = machine->memory,
				.allowed = machine->allowed,
				.mems = machine->allowed,
				.mode = (enum mempolicy_mode)policy.mode,
				.flags = policy.flags,
				.nodes = policy.nodes};
	if (!bits_weight(&policy.nodes)) {
		*ret = (struct outcome){.complete = true};
		return true;
	}
	if (config->cpu_mems && *config->cpu_mems && !reference_nodes(config->cpu_mems, &s->mems))
		return false;
	*ret = foresee(s);
	return true;
}

static int resolve(const struct oci_config *config, const struct machine *machine,
		   bool allow_degraded, struct mempolicy_resolution *ret,
		   struct mempolicy_error *err)
{
	const struct mempolicy_machine nodes = {bits_to_nodes(&machine->possible),
						bits_to_nodes(&machine->online),
						bits_to_nodes(&machine->memory)};
	const struct mempolicy_nodes allowed = bits_to_nodes(&machine->allowed);
	struct mempolicy policy;

	if (oci_policy_parse(config, &policy, err) || mempolicy_check(&policy, err))
		return -1;
	return mempolicy_resolve(&policy, &nodes, &allowed, config->cpu_mems, allow_degraded, ret,
				 err);
}

static void check_nodes(const char *what, const struct mempolicy_nodes *found,
			const struct bits *expected)
{
	struct mempolicy_nodes nodes = bits_to_nodes(expected);
	char text[2][MEMPOLICY_NODES_TEXT];

	if (mempolicy_nodes_equal(found, &nodes))
		return;
	mempolicy_nodes_format(found, text[0], sizeof(text[0]));
	mempolicy_nodes_format(&nodes, text[1], sizeof(text[1]));
	fuzz_fail("%s nodes \"%s\" instead of \"%s\"", what, text[0], text[1]);
}

/* What is passed to the kernel must result in the promised nodes. */
static void check_request(const struct mempolicy_resolution *found,
			  const struct situation *situation)
{
	struct situation asked = *situation;
	struct outcome outcome = {.refused = false};

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
		asked.nodes.at[node] = mempolicy_nodes_has(&found->request.nodes, node);
	if (bits_weight(&asked.nodes))
		outcome = foresee(&asked);
	check_nodes("effective", &found->effective, &outcome.effective);
}

static void check_resolution(const struct mempolicy_resolution *found,
			     const struct situation *situation, const struct outcome *expected)
{
	check_nodes("effective", &found->effective, &expected->effective);
	check_request(found, situation);
	check_nodes("read back", &found->readback.nodes, &expected->readback);
	if (found->degraded == expected->complete)
		fuzz_fail("degraded: %d", found->degraded);
	if (found->request.mode != situation->mode || found->readback.mode != situation->mode ||
	    found->request.flags != situation->flags || found->readback.flags != situation->flags)
		fuzz_fail("mode or flags have changed");
}

static void check(const struct oci_config *config, const struct machine *machine)
{
	struct situation situation;
	struct outcome outcome;
	bool possible = foresee_config(config, machine, &situation, &outcome) && !outcome.refused &&
			!outcome.moved;

	for (int allow_degraded = 0; allow_degraded <= 1; allow_degraded++) {
		struct mempolicy_resolution resolution;
		struct mempolicy_error err;
		bool found = resolve(config, machine, allow_degraded, &resolution, &err) == 0;

		if (found != (possible && (allow_degraded || outcome.complete)))
			fuzz_fail("allow_degraded %d: %s", allow_degraded,
				  found ? "accepted" : err.message);
		if (found)
			check_resolution(&resolution, &situation, &outcome);
		else
			fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = fuzz_guarded(data, size);
	struct oci_config config;
	struct mempolicy_error err;

	if (oci_config_parse(text, size, &config, &err) == 0 && config.memory_policy) {
		json_t *root = oci_config_value(text, size);
		struct machine machine = read_machine(root);

		check(&config, &machine);
		json_decref(root);
	}
	oci_config_drop(&config);
	return 0;
}
