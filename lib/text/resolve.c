/* SPDX-License-Identifier: Apache-2.0 */
/* Resolves a policy to nodes. Pure: all input is in the arguments. */
#include "error.h"
#include "nodes.h"
#include "pointers.h"

/* A requirement on nodes, and the message for a node that does not meet it. */
struct limit {
	const struct mempolicy_nodes *set;
	const char *lacks; /* "node 9 <lacks> (<set>)" */
	const char *remedy;
	enum mempolicy_error_reason reason;
};

static int node_error(const struct mempolicy *policy, unsigned int node, const struct limit *limit,
		      struct mempolicy_error *err)
{
	char asked[256], set[256];

	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_NODES,
		     "invalid memory policy nodes \"%s\": node %u %s (%s)",
		     mp_error_nodes(asked, sizeof(asked), &policy->nodes), node, limit->lacks,
		     mp_error_nodes(set, sizeof(set), limit->set));
	mp_error_reason(err, limit->reason);
	return mp_error_remedy(err, "%s", limit->remedy);
}

/* If no requested node is usable, leaving nodes out does not help, but a wider cpuset may. */
static enum mempolicy_error_reason reason_if_none_usable(enum mempolicy_error_reason reason)
{
	return reason == MEMPOLICY_REASON_NODE_OUTSIDE ? MEMPOLICY_REASON_NO_NODE_LEFT
						       : MEMPOLICY_REASON_NONE;
}

/* Every requested node must exist, have memory and be in both cpusets. They are checked in this
 * order, because the first failure says the most. */
static int check_absolute(const struct mempolicy *policy, const struct mempolicy_machine *machine,
			  const struct mempolicy_nodes *allowed, const struct mempolicy_nodes *mems,
			  const struct mempolicy_nodes *usable, struct mempolicy_error *err)
{
	struct mempolicy_nodes left = mempolicy_nodes_and(&policy->nodes, usable);
	const struct limit limits[] = {
		{&machine->online, "does not exist: it is not among this machine's nodes",
		 "name nodes that exist", MEMPOLICY_REASON_NODE_UNUSABLE},
		{&machine->with_memory, "has no memory: it is not among the nodes with memory",
		 "name nodes with memory", MEMPOLICY_REASON_NODE_UNUSABLE},
		{allowed, "is not in the cpuset", "name nodes of the cpuset",
		 MEMPOLICY_REASON_NODE_OUTSIDE},
		{mems, "is not in linux.resources.cpu.mems", "name nodes of the cpuset",
		 MEMPOLICY_REASON_NODE_OUTSIDE},
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct mempolicy_nodes missing =
			mempolicy_nodes_minus(&policy->nodes, limits[i].set);

		if (mempolicy_nodes_empty(&missing))
			continue;
		node_error(policy, mempolicy_nodes_first(&missing), &limits[i], err);
		if (mempolicy_nodes_empty(&left))
			mp_error_reason(err, reason_if_none_usable(limits[i].reason));
		return -1;
	}
	return 0;
}

static unsigned int last_position(const struct mempolicy *policy)
{
	unsigned int last = mempolicy_nodes_first(&policy->nodes);

	for (unsigned int node = last; node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(&policy->nodes, node))
		last = node;
	return last;
}

/* Whether no cpuset could have more nodes with memory. */
static bool is_widest(const struct mempolicy_machine *machine, const struct mempolicy_nodes *usable)
{
	struct mempolicy_nodes outside = mempolicy_nodes_minus(&machine->with_memory, usable);

	return mempolicy_nodes_empty(&outside);
}

static int nothing_left(const struct mempolicy *policy, const struct mempolicy_machine *machine,
			const struct mempolicy_nodes *usable, struct mempolicy_error *err)
{
	char asked[256], set[256];

	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_NODES,
		     "invalid memory policy nodes \"%s\": none of them has memory within the "
		     "cpuset (%s)",
		     mp_error_nodes(asked, sizeof(asked), &policy->nodes),
		     mp_error_nodes(set, sizeof(set), usable));
	if (!is_widest(machine, usable))
		mp_error_reason(err, MEMPOLICY_REASON_NO_NODE_LEFT);
	return mp_error_remedy(err, "name at least one node of the cpuset");
}

/* Relative nodes are positions within the usable set. */
static int check_relative(const struct mempolicy *policy, const struct mempolicy_machine *machine,
			  const struct mempolicy_nodes *usable, struct mempolicy_error *err)
{
	char asked[256], set[256];
	unsigned int size = mempolicy_nodes_count(usable);

	if (last_position(policy) < size)
		return 0;
	if (size == 0)
		return nothing_left(policy, machine, usable, err);
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_NODES,
		     "invalid memory policy nodes \"%s\": with MPOL_F_RELATIVE_NODES they are "
		     "positions, counted from 0, in the cpuset (%s), which has no position "
		     "%u",
		     mp_error_nodes(asked, sizeof(asked), &policy->nodes),
		     mp_error_nodes(set, sizeof(set), usable), last_position(policy));
	mp_error_reason(err, is_widest(machine, usable) ? MEMPOLICY_REASON_POSITION_BEYOND
							: MEMPOLICY_REASON_POSITION_OUTSIDE);
	return mp_error_remedy(err, "name positions below %u", size);
}

/* Position n, folded into the size of the set, becomes the set's n-th member. */
static struct mempolicy_nodes fold_onto(const struct mempolicy_nodes *positions,
					const struct mempolicy_nodes *set)
{
	struct mempolicy_nodes folded = {{0}}, result = {{0}};
	unsigned int size = mempolicy_nodes_count(set), position = 0;

	for (unsigned int node = mempolicy_nodes_first(positions); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(positions, node))
		if (size)
			mempolicy_nodes_add(&folded, node % size);
	for (unsigned int node = mempolicy_nodes_first(set); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(set, node), position++)
		if (mempolicy_nodes_has(&folded, position))
			mempolicy_nodes_add(&result, node);
	return result;
}

static struct mempolicy_nodes only_first(const struct mempolicy_nodes *nodes)
{
	struct mempolicy_nodes first = {{0}};

	mempolicy_nodes_add(&first, mempolicy_nodes_first(nodes));
	return first;
}

static int read_cpu_mems(const char *cpu_mems, const struct mempolicy_nodes *otherwise,
			 struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	struct mempolicy_error reason;
	char quoted[ERROR_QUOTED];
	size_t length = 0;

	if (!cpu_mems || !*cpu_mems) {
		*ret = *otherwise;
		return 0;
	}
	if (mempolicy_nodes_parse(cpu_mems, ret, &reason) == 0)
		return 0;
	while (cpu_mems[length])
		length++;
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_MEMS,
		     "invalid memory nodes %s of the cpuset, against which the memory policy is "
		     "checked: %s",
		     mp_error_quote(quoted, sizeof(quoted), cpu_mems, length), reason.message);
	return mp_error_remedy(err, NODES_REMEDY);
}

/*
 * Computes request, readback and effective.
 *
 * usable   the nodes with memory that the process can use once cpu.mems is applied
 */
static int contextualize(const struct mempolicy *policy, const struct mempolicy_machine *machine,
			 const struct mempolicy_nodes *usable,
			 struct mempolicy_resolution *resolution, struct mempolicy_error *err)
{
	bool relative = policy->flags & MEMPOLICY_F_RELATIVE_NODES;
	/* The kernel rejects the whole set if it contains a node that can never exist. */
	struct mempolicy_nodes request =
		relative ? policy->nodes : mempolicy_nodes_and(&policy->nodes, &machine->possible);
	struct mempolicy_nodes effective;

	if (!relative)
		request = mempolicy_nodes_and(&request, usable);
	effective = relative ? fold_onto(&request, usable) : request;
	if (mempolicy_nodes_empty(&effective))
		return nothing_left(policy, machine, usable, err);
	resolution->degraded = relative ? last_position(policy) >= mempolicy_nodes_count(usable)
					: !mempolicy_nodes_equal(&effective, &policy->nodes);
	resolution->request.nodes = request;
	resolution->effective =
		policy->mode == MEMPOLICY_PREFERRED ? only_first(&effective) : effective;
	/* With either flag the kernel keeps and reports the nodes as they were requested. */
	resolution->readback.nodes =
		(policy->flags & (MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_RELATIVE_NODES))
			? request
			: resolution->effective;
	return 0;
}

/* Like nodes_remap(): the n-th node of a cpuset becomes the n-th of the next one, wrapping around
 * if that has fewer nodes. */
static struct mempolicy_nodes remap(const struct mempolicy_nodes *nodes,
				    const struct mempolicy_nodes *now,
				    const struct mempolicy_nodes *later)
{
	struct mempolicy_nodes positions = {{0}};
	unsigned int position = 0;

	for (unsigned int node = mempolicy_nodes_first(now); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(now, node), position++)
		if (mempolicy_nodes_has(nodes, node))
			mempolicy_nodes_add(&positions, position);
	return fold_onto(&positions, later);
}

/*
 * The nodes in effect if the cpuset shrinks afterwards, from now to later. Without a flag the
 * kernel moves them by position: BIND to node 1 of 0-3 becomes BIND to node 2 of 1-2
 * (mpol_rebind_nodemask()). It moves PREFERRED only before Linux 5.14, but this function does not
 * know the kernel, and assumes the worst. With RELATIVE it computes the nodes again, except that
 * since 5.14 PREFERRED and PREFERRED_MANY keep their nodes (mpol_rebind_preferred()).
 */
static struct mempolicy_nodes rebound(const struct mempolicy_resolution *resolution,
				      const struct mempolicy_nodes *now,
				      const struct mempolicy_nodes *later)
{
	const struct mempolicy *request = &resolution->request;
	bool may_stay =
		request->mode == MEMPOLICY_PREFERRED || request->mode == MEMPOLICY_PREFERRED_MANY;
	struct mempolicy_nodes nodes;

	if (request->flags & MEMPOLICY_F_RELATIVE_NODES && may_stay) {
		nodes = fold_onto(&request->nodes, now);
		return request->mode == MEMPOLICY_PREFERRED ? only_first(&nodes) : nodes;
	}
	if (request->flags & (MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_RELATIVE_NODES) ||
	    request->mode == MEMPOLICY_PREFERRED_MANY)
		return resolution->effective;
	return remap(&resolution->effective, now, later);
}

/* If the cpuset is yet to shrink, this must not change the nodes of the policy. */
static int check_rebind(const struct mempolicy_resolution *resolution,
			const struct mempolicy_machine *machine, const struct mempolicy_nodes *mems,
			struct mempolicy_error *err)
{
	const struct mempolicy_nodes *allowed = &resolution->allowed;
	bool relative = resolution->request.flags & MEMPOLICY_F_RELATIVE_NODES;
	struct mempolicy_nodes usable = mempolicy_nodes_and(allowed, &machine->with_memory);
	struct mempolicy_nodes shrunk = mempolicy_nodes_and(allowed, mems);
	struct mempolicy_nodes nodes = rebound(resolution, relative ? &usable : allowed, &shrunk);
	char asked[256], now[256], later[256];

	if (mempolicy_nodes_equal(&nodes, &resolution->effective))
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_NODES,
		     "invalid memory policy nodes \"%s\": the cpuset (%s) will later become "
		     "linux.resources.cpu.mems (%s), and the kernel would then %s",
		     mp_error_nodes(asked, sizeof(asked), &resolution->request.nodes),
		     mp_error_nodes(now, sizeof(now), allowed),
		     mp_error_nodes(later, sizeof(later), mems),
		     relative ? "keep the policy on nodes of the old cpuset"
			      : "move the policy to other nodes");
	return mp_error_remedy(err, relative ? "name the nodes themselves, with MPOL_F_STATIC_NODES"
					     : "add MPOL_F_STATIC_NODES, which keeps the nodes as "
					       "they are");
}

int mempolicy_resolve(const struct mempolicy *policy, const struct mempolicy_machine *machine,
		      const struct mempolicy_nodes *allowed, const char *cpu_mems,
		      bool allow_degraded, struct mempolicy_resolution *ret,
		      struct mempolicy_error *err)
{
	struct mempolicy_resolution resolution = {.request = *policy,
						  .readback = *policy,
						  .allowed = *allowed};
	struct mempolicy_nodes mems, usable;

	if (mempolicy_nodes_empty(&policy->nodes)) {
		*ret = resolution;
		return 0;
	}
	if (read_cpu_mems(cpu_mems, allowed, &mems, err))
		return -1;
	usable = mempolicy_nodes_and(allowed, &machine->with_memory);
	usable = mempolicy_nodes_and(&usable, &mems);
	if (!allow_degraded) {
		bool relative = policy->flags & MEMPOLICY_F_RELATIVE_NODES;

		if (relative ? check_relative(policy, machine, &usable, err)
			     : check_absolute(policy, machine, allowed, &mems, &usable, err))
			return -1;
	}
	if (contextualize(policy, machine, &usable, &resolution, err) ||
	    check_rebind(&resolution, machine, &mems, err))
		return -1;
	*ret = resolution;
	return 0;
}
