/* SPDX-License-Identifier: Apache-2.0 */
/* Mode x nodes x flags. Source: mpol_new() and sanitize_mpol_flags() in mm/mempolicy.c. */
#include "rules.h"

#include "error.h"
#include "pointers.h"

#define STATIC	  MEMPOLICY_F_STATIC_NODES
#define RELATIVE  MEMPOLICY_F_RELATIVE_NODES
#define BALANCING MEMPOLICY_F_NUMA_BALANCING

enum wants_nodes { NO_NODES, MAY_HAVE_NODES, NEEDS_NODES };

struct rule {
	enum wants_nodes nodes;
	unsigned int flags; /* accepted by the mode */
};

/* PREFERRED_MANY accepts NUMA_BALANCING since Linux 6.10. Whether this kernel does is not a rule
 * for the object, see mempolicy_features_check(). */
static const struct rule rules[MEMPOLICY_MODES] = {
	[MEMPOLICY_DEFAULT] = {NO_NODES, 0},
	[MEMPOLICY_PREFERRED] = {MAY_HAVE_NODES, STATIC | RELATIVE},
	[MEMPOLICY_BIND] = {NEEDS_NODES, STATIC | RELATIVE | BALANCING},
	[MEMPOLICY_INTERLEAVE] = {NEEDS_NODES, STATIC | RELATIVE},
	[MEMPOLICY_LOCAL] = {NO_NODES, 0},
	[MEMPOLICY_PREFERRED_MANY] = {NEEDS_NODES, STATIC | RELATIVE | BALANCING},
	[MEMPOLICY_WEIGHTED_INTERLEAVE] = {NEEDS_NODES, STATIC | RELATIVE},
};

bool mp_rules_take_nodes(enum mempolicy_mode mode)
{
	return rules[mode].nodes != NO_NODES;
}

static int takes_no_nodes(const struct mempolicy *policy, struct mempolicy_error *err)
{
	char text[256];

	if (rules[policy->mode].nodes != NO_NODES || mempolicy_nodes_empty(&policy->nodes))
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_NODES,
		     "invalid memory policy nodes \"%s\": %s takes no nodes",
		     mp_error_nodes(text, sizeof(text), &policy->nodes),
		     mempolicy_mode_name(policy->mode));
	return mp_error_remedy(err, "remove nodes, or choose a mode that takes nodes");
}

static int needs_nodes(const struct mempolicy *policy, struct mempolicy_error *err)
{
	if (rules[policy->mode].nodes != NEEDS_NODES || !mempolicy_nodes_empty(&policy->nodes))
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_NODES,
		     "invalid memory policy nodes \"\": %s needs at least one node",
		     mempolicy_mode_name(policy->mode));
	return mp_error_remedy(err, "name the nodes, such as \"0-3,7\"");
}

static int flag_error(unsigned int flag, struct mempolicy_error *err, const char *rule)
{
	return mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_FLAGS,
			    "invalid memory policy flag \"%s\": %s", mempolicy_flag_name(flag),
			    rule);
}

static int takes_flags(const struct mempolicy *policy, struct mempolicy_error *err)
{
	unsigned int extra = policy->flags & ~rules[policy->mode].flags;
	unsigned int first = extra & -extra;
	const char *mode = mempolicy_mode_name(policy->mode);

	if (!first)
		return 0;
	if (rules[policy->mode].flags == 0) {
		mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_FLAGS,
			     "invalid memory policy flag \"%s\": %s takes no flags",
			     mempolicy_flag_name(first), mode);
		return mp_error_remedy(err, "remove flags, or choose a mode that takes them");
	}
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_FLAGS,
		     "invalid memory policy flag \"%s\": it is valid only with MPOL_BIND and "
		     "MPOL_PREFERRED_MANY, not with %s",
		     mempolicy_flag_name(first), mode);
	return mp_error_remedy(err, "remove the flag, or choose one of these modes");
}

static int static_or_relative(const struct mempolicy *policy, struct mempolicy_error *err)
{
	if (!(policy->flags & STATIC) || !(policy->flags & RELATIVE))
		return 0;
	flag_error(STATIC, err, "it cannot be combined with MPOL_F_RELATIVE_NODES");
	return mp_error_remedy(err, "keep one of the two");
}

static int flag_needs_nodes(const struct mempolicy *policy, struct mempolicy_error *err)
{
	unsigned int flags = policy->flags & (STATIC | RELATIVE);

	if (!flags || rules[policy->mode].nodes != MAY_HAVE_NODES ||
	    !mempolicy_nodes_empty(&policy->nodes))
		return 0;
	flag_error(flags & -flags, err, "MPOL_PREFERRED accepts it only with nodes");
	return mp_error_remedy(err, "name a node, or remove the flag");
}

/* In the order in which they are reported. */
static const struct {
	unsigned int needs; /* the members that must be known */
	int (*check)(const struct mempolicy *policy, struct mempolicy_error *err);
} checks[] = {
	{RULES_MODE | RULES_NODES, takes_no_nodes},
	{RULES_MODE | RULES_NODES, needs_nodes},
	{RULES_MODE, takes_flags},
	{0, static_or_relative},
	{RULES_MODE | RULES_NODES, flag_needs_nodes},
};
#define CHECKS (sizeof(checks) / sizeof(checks[0]))

int mempolicy_check(const struct mempolicy *policy, struct mempolicy_error *err)
{
	for (size_t i = 0; i < CHECKS; i++)
		if (checks[i].check(policy, err))
			return -1;
	return 0;
}

size_t mp_rules_find_errors(const struct mempolicy *policy, unsigned int known,
			    mempolicy_take_error *take, void *data)
{
	struct mempolicy_error err;
	size_t count = 0;

	for (size_t i = 0; i < CHECKS; i++)
		if ((checks[i].needs & ~known) == 0 && checks[i].check(policy, &err)) {
			take(data, &err);
			count++;
		}
	return count;
}
