/* SPDX-License-Identifier: Apache-2.0 */
#include "placement.h"

void placement_add(struct placement *sum, const struct placement *placement)
{
	for (size_t kind = 0; kind < PAGES_KINDS; kind++)
		for (size_t node = 0; node < MEMPOLICY_MAX_NODES; node++)
			sum->bytes[kind][node] += placement->bytes[kind][node];
	sum->estimated += placement->estimated;
	sum->mappings += placement->mappings;
}

/* The process's own memory on a node: the kinds that its policy places. */
static unsigned long long own_on(const struct placement *placement, unsigned int node)
{
	return placement->bytes[PAGES_ANONYMOUS][node] + placement->bytes[PAGES_HUGE][node];
}

double placement_locality(const struct placement *placement, const struct mempolicy_nodes *nodes)
{
	unsigned long long here = 0, all = 0;

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++) {
		all += own_on(placement, node);
		here += mempolicy_nodes_has(nodes, node) ? own_on(placement, node) : 0;
	}
	return all ? (double)here / (double)all : 1;
}

unsigned long long placement_outside(const struct placement *placement,
				     const struct mempolicy_nodes *nodes)
{
	unsigned long long outside = 0;

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
		outside += mempolicy_nodes_has(nodes, node) ? 0 : own_on(placement, node);
	return outside;
}

static unsigned int weight_of(const struct weights *weights, unsigned int node)
{
	return weights ? weights->of[node] : 1;
}

double placement_evenness(const struct placement *placement, const struct mempolicy_nodes *nodes,
			  const struct weights *weights)
{
	double bytes = 0, weight = 0, common = 0;
	unsigned int node;

	for (node = mempolicy_nodes_first(nodes); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(nodes, node)) {
		bytes += (double)own_on(placement, node);
		weight += weight_of(weights, node);
	}
	if (bytes == 0 || weight == 0)
		return 1;
	for (node = mempolicy_nodes_first(nodes); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(nodes, node)) {
		double is = (double)own_on(placement, node) / bytes;
		double wanted = weight_of(weights, node) / weight;

		common += is < wanted ? is : wanted;
	}
	return common;
}
