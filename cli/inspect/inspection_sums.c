/* SPDX-License-Identifier: Apache-2.0 */
/* Sums over all processes. Pure. */
#include "inspection.h"

const char *inspection_kind(enum page_kind kind)
{
	static const char *const names[] = {
		[PAGES_ANONYMOUS] = "anonymous",    [PAGES_FILE] = "file",
		[PAGES_SHARED] = "shared",	    [PAGES_HUGE] = "huge",
		[PAGES_HUGE_SHARED] = "hugeShared",
	};

	return names[kind];
}

unsigned long long inspection_bytes(const struct inspection *inspection, enum page_kind kind)
{
	unsigned long long sum = 0;

	for (size_t node = 0; node < MEMPOLICY_MAX_NODES; node++)
		sum += inspection->placement.bytes[kind][node];
	return sum;
}

unsigned long long inspection_on_node(const struct inspection *inspection, unsigned int node,
				      bool own_only)
{
	unsigned long long sum = 0;

	for (int kind = 0; kind < PAGES_KINDS; kind++)
		if (!own_only || kind == PAGES_ANONYMOUS || kind == PAGES_HUGE)
			sum += inspection->placement.bytes[kind][node];
	return sum;
}

unsigned long long inspection_fullest(const struct inspection *inspection)
{
	unsigned long long fullest = 1;

	for (size_t i = 0; i < inspection->machine.count; i++) {
		unsigned long long bytes =
			inspection_on_node(inspection, inspection->machine.nodes[i].id, false);

		fullest = bytes > fullest ? bytes : fullest;
	}
	return fullest;
}

const char *moved_of(enum moved_by by)
{
	static const char *const names[] = {
		[MOVED_UNKNOWN] = "",
		[MOVED_CGROUP] = "of the container's cgroup",
		[MOVED_MACHINE] = "of the whole machine",
	};

	return names[by];
}

double inspection_percent(double share)
{
	return (double)(long)(share * 1000) / 10;
}

size_t inspection_threads(const struct inspection *inspection)
{
	size_t sum = 0;

	for (size_t i = 0; i < inspection->count; i++)
		sum += inspection->processes[i].count;
	return sum;
}

static double shared_locality(const struct inspection *inspection)
{
	unsigned long long here = 0, all = 0;

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++) {
		unsigned long long bytes = inspection->placement.bytes[PAGES_SHARED][node] +
					   inspection->placement.bytes[PAGES_HUGE_SHARED][node];

		all += bytes;
		here += mempolicy_nodes_has(&inspection->nodes, node) ? bytes : 0;
	}
	return all ? (double)here / (double)all : 1;
}

void inspection_judge_memory(struct inspection *inspection)
{
	struct weights weights = {{0}};
	bool weighted = inspection->judged.mode == MEMPOLICY_WEIGHTED_INTERLEAVE;

	inspection->locality = placement_locality(&inspection->placement, &inspection->nodes);
	inspection->shared_locality = shared_locality(inspection);
	inspection->has_evenness = (weighted || inspection->judged.mode == MEMPOLICY_INTERLEAVE) &&
				   !mempolicy_nodes_empty(&inspection->nodes);
	for (size_t i = 0; i < inspection->machine.count; i++) {
		const struct machine_node *node = &inspection->machine.nodes[i];

		weights.of[node->id] =
			node->weight == MACHINE_UNKNOWN ? 1 : (unsigned char)node->weight;
	}
	inspection->evenness = placement_evenness(&inspection->placement, &inspection->nodes,
						  weighted ? &weights : NULL);
}
