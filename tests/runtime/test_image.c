/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies to set outside of a cpuset: every mode, flag, set of nodes and pair of cpusets on a
 * machine with four nodes, compared with a second implementation of what the kernel does when a
 * thread enters the cpuset.
 */
#include "image.h"
#include "suites.h"

#define NODES 4
#define SETS  (1U << NODES)

static struct mempolicy_nodes nodes_of(unsigned int set)
{
	struct mempolicy_nodes nodes = {{set}};

	return nodes;
}

static unsigned int weight(unsigned int set)
{
	return (unsigned int)__builtin_popcount(set);
}

/* Returns the n-th member. */
static unsigned int member(unsigned int set, unsigned int n)
{
	while (n-- > 0)
		set &= set - 1;
	return set & -set;
}

/* nodes_fold() and nodes_onto(): positions, wrapping around. */
static unsigned int onto(unsigned int positions, unsigned int set)
{
	unsigned int result = 0;

	for (unsigned int i = 0; i < NODES; i++)
		if (positions >> i & 1)
			result |= member(set, i % weight(set));
	return result;
}

/* nodes_remap() */
static unsigned int remap(unsigned int nodes, unsigned int from, unsigned int to)
{
	unsigned int result = 0;

	for (unsigned int i = 0; i < weight(from); i++)
		if (nodes & member(from, i))
			result |= member(to, i % weight(to));
	return result;
}

/* mpol_set_nodemask(); 0: EINVAL */
static unsigned int set_in(const struct mempolicy *policy, unsigned int cpuset)
{
	unsigned int given = (unsigned int)policy->nodes.words[0];
	unsigned int nodes =
		policy->flags & MEMPOLICY_F_RELATIVE_NODES ? onto(given, cpuset) : given & cpuset;

	return policy->mode == MEMPOLICY_PREFERRED ? nodes & -nodes : nodes;
}

/* mpol_rebind_policy(); keeps: PREFERRED keeps its nodes, as since Linux 5.14 */
static unsigned int entered(const struct mempolicy *policy, unsigned int from, unsigned int to,
			    bool keeps)
{
	unsigned int given = (unsigned int)policy->nodes.words[0], nodes = set_in(policy, from);

	if (policy->mode == MEMPOLICY_PREFERRED_MANY ||
	    (policy->mode == MEMPOLICY_PREFERRED && keeps))
		return nodes;
	if (policy->flags & (MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_RELATIVE_NODES)) {
		nodes = set_in(policy, to);
		return nodes ? nodes : policy->mode == MEMPOLICY_PREFERRED ? 0 : given & to;
	}
	return remap(nodes, from, to);
}

static bool one_is_right(const struct mempolicy_resolution *wanted, unsigned int here,
			 unsigned int there, bool keeps)
{
	const struct mempolicy_nodes from = nodes_of(here), all = nodes_of(SETS - 1);
	struct mempolicy candidates[IMAGE_CANDIDATES];
	size_t count = image_candidates(wanted, &from, &all, candidates);

	for (size_t i = 0; i < count; i++)
		if (set_in(&candidates[i], here) &&
		    entered(&candidates[i], here, there, keeps) == wanted->effective.words[0])
			return true;
	return false;
}

static void try_all_nodes(enum mempolicy_mode mode, unsigned int flags, unsigned int here,
			  unsigned int there, bool keeps)
{
	const struct mempolicy_nodes allowed = nodes_of(there);
	const struct mempolicy_machine machine = {nodes_of(SETS - 1), nodes_of(SETS - 1),
						  nodes_of(SETS - 1)};

	for (unsigned int nodes = 1; nodes < SETS; nodes++) {
		const struct mempolicy policy = {mode, flags, nodes_of(nodes)};
		struct mempolicy_resolution wanted;
		struct mempolicy_error err;

		if (mempolicy_resolve(&policy, &machine, &allowed, NULL, true, &wanted, &err))
			continue;
		ck_assert_msg(one_is_right(&wanted, here, there, keeps),
			      "mode %d, flags %x, nodes %x, from %x to %x", (int)mode, flags, nodes,
			      here, there);
	}
}

START_TEST(there_is_one_for_every_cpuset_within_this_one)
{
	static const enum mempolicy_mode modes[] = {MEMPOLICY_PREFERRED, MEMPOLICY_BIND,
						    MEMPOLICY_INTERLEAVE, MEMPOLICY_PREFERRED_MANY,
						    MEMPOLICY_WEIGHTED_INTERLEAVE};
	static const unsigned int flags[] = {0, MEMPOLICY_F_STATIC_NODES,
					     MEMPOLICY_F_RELATIVE_NODES};

	for (unsigned int here = 1; here < SETS; here++)
		for (unsigned int there = 1; there < SETS; there++)
			for (size_t flag = 0; (there & ~here) == 0 && flag < LENGTH(flags); flag++)
				try_all_nodes(modes[_i], flags[flag], here, there, true);
}
END_TEST

START_TEST(also_before_Linux_5_14)
{
	static const unsigned int flags[] = {0, MEMPOLICY_F_STATIC_NODES,
					     MEMPOLICY_F_RELATIVE_NODES};

	for (unsigned int here = 1; here < SETS; here++)
		for (unsigned int there = 1; there < SETS; there++)
			for (size_t flag = 0; (there & ~here) == 0 && flag < LENGTH(flags); flag++)
				try_all_nodes(MEMPOLICY_PREFERRED, flags[flag], here, there, false);
}
END_TEST

START_TEST(there_is_one_of_its_size_elsewhere)
{
	const struct mempolicy_nodes here = nodes_of(3), all = nodes_of(15);
	const struct mempolicy_resolution wanted = {.request = {MEMPOLICY_BIND, 0, nodes_of(8)},
						    .effective = nodes_of(8),
						    .allowed = nodes_of(12)};
	struct mempolicy found[IMAGE_CANDIDATES];

	ck_assert_uint_eq(image_candidates(&wanted, &here, &all, found), 1);
	ck_assert_uint_eq(found[0].nodes.words[0], 2);
}
END_TEST

START_TEST(there_is_none_in_a_smaller_one)
{
	const struct mempolicy_nodes here = nodes_of(1), all = nodes_of(15);
	const struct mempolicy_resolution wanted = {.request = {MEMPOLICY_BIND, 0, nodes_of(2)},
						    .effective = nodes_of(2),
						    .allowed = nodes_of(3)};
	struct mempolicy found[IMAGE_CANDIDATES];

	ck_assert_uint_eq(image_candidates(&wanted, &here, &all, found), 0);
}
END_TEST

START_TEST(without_nodes_it_is_the_same)
{
	const struct mempolicy_nodes here = nodes_of(1), all = nodes_of(15);
	const struct mempolicy_resolution wanted = {.request = {.mode = MEMPOLICY_LOCAL},
						    .allowed = nodes_of(2)};
	struct mempolicy found[IMAGE_CANDIDATES];

	ck_assert_uint_eq(image_candidates(&wanted, &here, &all, found), 1);
	ck_assert(mempolicy_equal(&found[0], &wanted.request));
}
END_TEST

void add_image(TCase *tcase)
{
	add_loop_tests(tcase, 5, there_is_one_for_every_cpuset_within_this_one);
	add_tests(tcase, also_before_Linux_5_14, there_is_one_of_its_size_elsewhere,
		  there_is_none_in_a_smaller_one, without_nodes_it_is_the_same);
}
