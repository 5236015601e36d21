/* SPDX-License-Identifier: Apache-2.0 */
/* Mode x nodes x flags. Source: mpol_new() and sanitize_mpol_flags() in mm/mempolicy.c. */
#include "error.h"

#define STATIC	  MEMPOLICY_F_STATIC_NODES
#define RELATIVE  MEMPOLICY_F_RELATIVE_NODES
#define BALANCING MEMPOLICY_F_NUMA_BALANCING

enum wants_nodes { NO_NODES, MAY_HAVE_NODES, NEEDS_NODES };

struct rule {
	enum wants_nodes nodes;
	unsigned int flags; /* those that the mode takes */
};

/* PREFERRED_MANY takes NUMA_BALANCING since Linux 6.10; whether this kernel does is not a matter of
 * the object alone, see mempolicy_features_check(). */
static const struct rule rules[MEMPOLICY_MODES] = {
	[MEMPOLICY_DEFAULT] = {NO_NODES, 0},
	[MEMPOLICY_PREFERRED] = {MAY_HAVE_NODES, STATIC | RELATIVE},
	[MEMPOLICY_BIND] = {NEEDS_NODES, STATIC | RELATIVE | BALANCING},
	[MEMPOLICY_INTERLEAVE] = {NEEDS_NODES, STATIC | RELATIVE},
	[MEMPOLICY_LOCAL] = {NO_NODES, 0},
	[MEMPOLICY_PREFERRED_MANY] = {NEEDS_NODES, STATIC | RELATIVE | BALANCING},
	[MEMPOLICY_WEIGHTED_INTERLEAVE] = {NEEDS_NODES, STATIC | RELATIVE},
};

static int check_nodes(const struct mempolicy *policy, struct mempolicy_error *err)
{
	enum wants_nodes wants = rules[policy->mode].nodes;
	bool empty = mempolicy_nodes_empty(&policy->nodes);
	const char *mode = mempolicy_mode_name(policy->mode);
	char text[256];

	if (wants == NO_NODES && !empty) {
		error_set(err, MEMPOLICY_ERROR_INVALID, "/linux/memoryPolicy/nodes",
			"invalid memory policy nodes \"%s\": %s takes no nodes",
			error_nodes(text, sizeof(text), &policy->nodes), mode);
		return error_remedy(err, "remove nodes, or choose a mode that takes nodes");
	}
	if (wants == NEEDS_NODES && empty) {
		error_set(err, MEMPOLICY_ERROR_INVALID, "/linux/memoryPolicy/nodes",
			"invalid memory policy nodes \"\": %s needs at least one node", mode);
		return error_remedy(err, "name the nodes, such as \"0-3,7\"");
	}
	return 0;
}

static int flag_error(unsigned int flag, struct mempolicy_error *err, const char *rule)
{
	return error_set(err, MEMPOLICY_ERROR_INVALID, "/linux/memoryPolicy/flags",
		"invalid memory policy flag \"%s\": %s", mempolicy_flag_name(flag), rule);
}

static int check_flags(const struct mempolicy *policy, struct mempolicy_error *err)
{
	unsigned int extra = policy->flags & ~rules[policy->mode].flags;
	unsigned int first = extra & -extra;
	const char *mode = mempolicy_mode_name(policy->mode);

	if (first && rules[policy->mode].flags == 0) {
		error_set(err, MEMPOLICY_ERROR_INVALID, "/linux/memoryPolicy/flags",
			"invalid memory policy flag \"%s\": %s takes no flags",
			mempolicy_flag_name(first), mode);
		return error_remedy(err, "remove flags, or choose a mode that takes them");
	}
	if (first) {
		error_set(err, MEMPOLICY_ERROR_INVALID, "/linux/memoryPolicy/flags",
			"invalid memory policy flag \"%s\": it goes only with MPOL_BIND and "
			"MPOL_PREFERRED_MANY, not with %s",
			mempolicy_flag_name(first), mode);
		return error_remedy(err, "remove the flag, or choose one of these modes");
	}
	if ((policy->flags & STATIC) && (policy->flags & RELATIVE)) {
		flag_error(STATIC, err, "it excludes MPOL_F_RELATIVE_NODES");
		return error_remedy(err, "keep one of the two");
	}
	if (policy->flags && mempolicy_nodes_empty(&policy->nodes)) {
		flag_error(policy->flags, err, "MPOL_PREFERRED takes it only with nodes");
		return error_remedy(err, "name a node, or remove the flag");
	}
	return 0;
}

int mempolicy_check(const struct mempolicy *policy, struct mempolicy_error *err)
{
	return check_nodes(policy, err) || check_flags(policy, err) ? -1 : 0;
}
