/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: Documentation/admin-guide/sysctl/kernel.rst (numa_balancing),
 * driver-api/cxl/allocation/reclaim.rst; mm/memory-tiers.c. */
#include "machine.h"

bool machine_balancing_is_on(const struct machine *machine)
{
	return machine->numa_balancing > 0;
}

/* Whether an earlier node has the same tier. */
static bool is_counted(const struct machine *machine, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (machine->nodes[i].tier == machine->nodes[index].tier)
			return true;
	return false;
}

int machine_tier_rank(const struct machine *machine, size_t index)
{
	int tier = machine->nodes[index].tier, rank = 0;

	if (tier == MACHINE_UNKNOWN)
		return MACHINE_UNKNOWN;
	for (size_t i = 0; i < machine->count; i++)
		rank += machine->nodes[i].tier != MACHINE_UNKNOWN &&
			machine->nodes[i].tier < tier && !is_counted(machine, i);
	return rank;
}

int machine_fastest_tier(const struct machine *machine, const struct mempolicy_nodes *nodes)
{
	int fastest = MACHINE_UNKNOWN;

	for (size_t i = 0; i < machine->count; i++) {
		int tier = machine->nodes[i].tier;

		if (mempolicy_nodes_has(nodes, machine->nodes[i].id) && tier != MACHINE_UNKNOWN &&
		    (fastest == MACHINE_UNKNOWN || tier < fastest))
			fastest = tier;
	}
	return fastest;
}

struct mempolicy_nodes machine_demotes_to(const struct machine *machine,
					  const struct mempolicy_nodes *from,
					  const struct mempolicy_nodes *allowed)
{
	int fastest = machine_fastest_tier(machine, from);
	struct mempolicy_nodes slower = {{0}};

	if (machine->demotion != 1 || fastest == MACHINE_UNKNOWN)
		return slower;
	for (size_t i = 0; i < machine->count; i++) {
		const struct machine_node *node = &machine->nodes[i];

		if (node->total && node->tier > fastest && !mempolicy_nodes_has(from, node->id) &&
		    (!allowed || !machine->demotion_heeds_cpuset ||
		     mempolicy_nodes_has(allowed, node->id)))
			mempolicy_nodes_add(&slower, node->id);
	}
	return slower;
}
