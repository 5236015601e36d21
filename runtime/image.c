/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source: mpol_rebind_policy() and its callees, mm/mempolicy.c. When a thread enters a cpuset, the
 * kernel
 * - recomputes the nodes of a policy with STATIC or RELATIVE from the nodes that were requested;
 * - moves the nodes of other policies by position, from the old cpuset to the new one;
 * - does neither with PREFERRED (from Linux 5.14 on) and PREFERRED_MANY: they keep their nodes,
 *   whatever the flags. (It forgets the requested nodes, so that get_mempolicy(2) shows the nodes
 *   of the cpuset instead.)
 */
#include "image.h"

#define GIVEN (MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_RELATIVE_NODES)

static unsigned int position_of(unsigned int node, const struct mempolicy_nodes *set)
{
	unsigned int position = 0;

	for (unsigned int i = mempolicy_nodes_first(set); i < node;
	     i = mempolicy_nodes_next(set, i))
		position++;
	return position;
}

static unsigned int at_position(unsigned int position, const struct mempolicy_nodes *set)
{
	unsigned int node = mempolicy_nodes_first(set);

	while (position-- > 0 && node < MEMPOLICY_MAX_NODES)
		node = mempolicy_nodes_next(set, node);
	return node;
}

/* Finds the nodes with the same positions here as the wanted nodes have there. False: there are
 * none. */
static bool moved_back(const struct mempolicy_nodes *wanted, const struct mempolicy_nodes *there,
		       const struct mempolicy_nodes *here, struct mempolicy_nodes *ret)
{
	*ret = (struct mempolicy_nodes){{0}};
	for (unsigned int node = mempolicy_nodes_first(wanted); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(wanted, node)) {
		unsigned int from = at_position(position_of(node, there), here);

		if (from == MEMPOLICY_MAX_NODES)
			return false;
		mempolicy_nodes_add(ret, from);
	}
	return true;
}

/* Finds what to request here so that exactly these nodes are effective; with RELATIVE, positions.
 */
static bool in_force_here(const struct mempolicy_nodes *wanted, const struct mempolicy_nodes *here,
			  bool relative, struct mempolicy_nodes *ret)
{
	struct mempolicy_nodes outside = mempolicy_nodes_minus(wanted, here);

	if (!mempolicy_nodes_empty(&outside))
		return false;
	if (!relative) {
		*ret = *wanted;
		return true;
	}
	*ret = (struct mempolicy_nodes){{0}};
	for (unsigned int node = mempolicy_nodes_first(wanted); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(wanted, node))
		mempolicy_nodes_add(ret, position_of(node, here));
	return true;
}

size_t image_candidates(const struct mempolicy_resolution *wanted,
			const struct mempolicy_nodes *here,
			const struct mempolicy_nodes *with_memory,
			struct mempolicy ret[IMAGE_CANDIDATES])
{
	const struct mempolicy *request = &wanted->request;
	struct mempolicy_nodes usable = mempolicy_nodes_and(here, with_memory);
	size_t count = 0;

	if (mempolicy_nodes_empty(&request->nodes)) {
		ret[0] = *request;
		return 1;
	}
	for (size_t i = 0; i < IMAGE_CANDIDATES; i++)
		ret[i] = *request;
	if ((request->mode == MEMPOLICY_PREFERRED || request->mode == MEMPOLICY_PREFERRED_MANY) &&
	    in_force_here(&wanted->effective, &usable, request->flags & MEMPOLICY_F_RELATIVE_NODES,
			  &ret[0].nodes))
		count++;
	if (request->flags & GIVEN ||
	    moved_back(&wanted->effective, &wanted->allowed, here, &ret[count].nodes))
		count++;
	return count;
}
