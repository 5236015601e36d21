/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cleanup.h"
#include "machine.h"

static json_t *distances_json(const struct machine *machine, size_t from)
{
	json_t *distances = json_object();

	for (size_t to = 0; to < machine->count; to++) {
		char id[16];

		snprintf(id, sizeof(id), "%u", machine->nodes[to].id);
		json_object_set_new(distances, id,
				    json_integer(machine_distance(machine, from, to)));
	}
	return distances;
}

/* NULL if unknown, which omits the key. */
static json_t *known(int value)
{
	return value == MACHINE_UNKNOWN ? NULL : json_integer(value);
}

static json_t *node_json(const struct machine *machine, size_t index)
{
	const struct machine_node *node = &machine->nodes[index];

	return json_pack("{s:i, s:s, s:{s:I, s:I, s:I}, s:o, s:o*, s:o*, s:o*}", "node",
			 (int)node->id, "cpus", node->cpus, "memory", "total",
			 (json_int_t)node->total, "free", (json_int_t)node->free, "available",
			 (json_int_t)node->available, "distances", distances_json(machine, index),
			 "weight", known(node->weight), "tier",
			 known(machine_tier_rank(machine, index)), "kernelTier", known(node->tier));
}

json_t *machine_to_json(const struct machine *machine)
{
	json_t *nodes = json_array();

	for (size_t i = 0; i < machine->count; i++)
		if (json_array_append_new(nodes, node_json(machine, i))) {
			json_decref(nodes);
			return NULL;
		}
	return json_pack("{s:o, s:o*, s:o*}", "nodes", nodes, "numaBalancing",
			 known(machine->numa_balancing), "demotion",
			 machine->demotion == MACHINE_UNKNOWN ? NULL
							      : json_boolean(machine->demotion));
}
