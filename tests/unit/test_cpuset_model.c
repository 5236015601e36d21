/* SPDX-License-Identifier: Apache-2.0 */
/* mempolicy_resolve() against a second implementation, written after the kernel's own definitions
 * (lib/bitmap.c, mm/mempolicy.c) and as simple as can be: one bool for each node. */
#include <stdio.h>
#include <string.h>

#include "unit.h"

#define NODES MEMPOLICY_MAX_NODES

struct bits {
	bool at[NODES];
};

/* ---- lib/bitmap.c ---- */

static unsigned int weight(const struct bits *set)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < NODES; i++)
		count += set->at[i];
	return count;
}

/* The n-th member, counted from 0; n is below the weight. */
static unsigned int nth(const struct bits *set, unsigned int n)
{
	unsigned int i = 0;

	while (!set->at[i] || n-- > 0)
		i++;
	return i;
}

/* How many members are below i. */
static unsigned int ordinal(const struct bits *set, unsigned int i)
{
	unsigned int count = 0;

	while (i-- > 0)
		count += set->at[i];
	return count;
}

static struct bits intersection(const struct bits *a, const struct bits *b)
{
	struct bits both;

	for (unsigned int i = 0; i < NODES; i++)
		both.at[i] = a->at[i] && b->at[i];
	return both;
}

/* bitmap_fold(): position i becomes i modulo size. */
static struct bits fold(const struct bits *original, unsigned int size)
{
	struct bits folded = {{false}};

	for (unsigned int i = 0; i < NODES; i++)
		if (original->at[i])
			folded.at[i % size] = true;
	return folded;
}

/* bitmap_onto(): the n-th member of the map is in, if position n is. */
static struct bits onto(const struct bits *original, const struct bits *map)
{
	struct bits result = {{false}};

	for (unsigned int i = 0; i < NODES; i++)
		if (map->at[i])
			result.at[i] = original->at[ordinal(map, i)];
	return result;
}

/* bitmap_remap(): the n-th member of old becomes the (n modulo weight)-th of new. */
static struct bits remap(
	const struct bits *source, const struct bits *old, const struct bits *new_set)
{
	struct bits result = {{false}};
	unsigned int size = weight(new_set);

	for (unsigned int i = 0; i < NODES; i++) {
		if (!source->at[i])
			continue;
		if (!old->at[i] || !size)
			result.at[i] = true;
		else
			result.at[nth(new_set, ordinal(old, i) % size)] = true;
	}
	return result;
}

static bool same(const struct bits *a, const struct bits *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* ---- mm/mempolicy.c ---- */

struct situation {
	struct bits possible;
	struct bits with_memory; /* all that is online has some */
	struct bits allowed;
	struct bits mems;
	enum mempolicy_mode mode;
	unsigned int flags;
	struct bits nodes;
};

struct outcome {
	bool refused;  /* EINVAL */
	bool moved;    /* by the change of the cpuset that is to come */
	bool complete; /* nothing is left out, no position folded */
	struct bits effective;
	struct bits readback;
};

/* mpol_set_nodemask(), mpol_new_nodemask(), mpol_new_preferred() */
static struct bits set_nodemask(const struct situation *s, const struct bits *usable)
{
	struct bits nodes = s->nodes, first = {{false}};

	if (s->flags & MEMPOLICY_F_RELATIVE_NODES)
		nodes = fold(&nodes, weight(usable));
	nodes = (s->flags & MEMPOLICY_F_RELATIVE_NODES) ? onto(&nodes, usable)
							: intersection(&nodes, usable);
	if (s->mode != MEMPOLICY_PREFERRED || !weight(&nodes))
		return nodes;
	first.at[nth(&nodes, 0)] = true;
	return first;
}

/* mpol_rebind_nodemask(): what the policy without a flag becomes when cpu.mems comes into force. */
static bool is_moved(const struct situation *s, const struct bits *nodes)
{
	struct bits later = intersection(&s->allowed, &s->mems);
	struct bits moved = remap(nodes, &s->allowed, &later);

	if (s->flags & (MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_RELATIVE_NODES))
		return false;
	if (s->mode == MEMPOLICY_PREFERRED || s->mode == MEMPOLICY_PREFERRED_MANY)
		return false;
	return !same(&moved, nodes);
}

static struct outcome foresee(const struct situation *s)
{
	struct outcome outcome = {.refused = true};
	struct bits usable = intersection(&s->allowed, &s->with_memory), given;

	usable = intersection(&usable, &s->mems);
	if (!weight(&usable))
		return outcome;
	outcome.effective = set_nodemask(s, &usable);
	if (!weight(&outcome.effective))
		return outcome;
	outcome.refused = false;
	outcome.moved = is_moved(s, &outcome.effective);
	/* What is asked of the kernel leaves out what cannot be had, but folds nothing. */
	given = intersection(&s->nodes, &usable);
	outcome.complete = same(&given, &s->nodes);
	outcome.readback = outcome.effective;
	if (s->flags & MEMPOLICY_F_STATIC_NODES)
		outcome.readback = given;
	if (s->flags & MEMPOLICY_F_RELATIVE_NODES) {
		struct bits folded = fold(&s->nodes, weight(&usable));

		outcome.complete = same(&folded, &s->nodes);
		outcome.readback = s->nodes;
	}
	return outcome;
}

/* ---- comparing ---- */

static struct mempolicy_nodes nodes_from(const struct bits *set)
{
	struct mempolicy_nodes nodes = {{0}};

	for (unsigned int i = 0; i < NODES; i++)
		if (set->at[i])
			mempolicy_nodes_add(&nodes, i);
	return nodes;
}

static void assert_same_nodes(
	const char *name, const struct mempolicy_nodes *found, const struct bits *expected)
{
	struct mempolicy_nodes nodes = nodes_from(expected);
	char list[MEMPOLICY_NODES_TEXT];

	mempolicy_nodes_format(&nodes, list, sizeof(list));
	assert_nodes(name, found, list);
}

static struct bits random_bits(unsigned long *random, unsigned int limit)
{
	unsigned long missing = next_random(random) % 5;
	struct bits set = {{false}};

	for (unsigned int i = 0; i < limit; i++)
		set.at[i] = next_random(random) % 8 >= missing;
	return set;
}

static struct situation random_situation(unsigned long *random, unsigned int limit)
{
	static const enum mempolicy_mode modes[] = {MEMPOLICY_BIND, MEMPOLICY_INTERLEAVE,
		MEMPOLICY_WEIGHTED_INTERLEAVE, MEMPOLICY_PREFERRED, MEMPOLICY_PREFERRED_MANY};
	static const unsigned int flags[] = {
		0, 0, MEMPOLICY_F_STATIC_NODES, MEMPOLICY_F_RELATIVE_NODES};
	struct situation s = {
		.possible = random_bits(random, limit),
		.with_memory = random_bits(random, limit),
		.allowed = random_bits(random, limit),
		.mems = random_bits(random, limit),
		.mode = modes[next_random(random) % LENGTH(modes)],
		.flags = flags[next_random(random) % LENGTH(flags)],
		/* Some positions are to be folded. */
		.nodes = random_bits(random, limit + limit / 2 > NODES ? NODES : limit + limit / 2),
	};

	/* As the kernel keeps it: memory only where it is possible, cpusets only of such nodes. */
	s.with_memory = intersection(&s.with_memory, &s.possible);
	s.allowed = intersection(&s.allowed, &s.with_memory);
	if (next_random(random) % 3 == 0)
		s.mems = s.allowed;
	/* Often a policy that fits, as a random one seldom does. */
	if (next_random(random) % 2 == 0) {
		s.nodes = intersection(&s.nodes, &s.allowed);
		s.nodes = intersection(&s.nodes, &s.mems);
	}
	if (!weight(&s.nodes))
		s.nodes.at[0] = true;
	return s;
}

static int resolve(const struct situation *s, bool allow_degraded, struct mempolicy_resolution *ret,
	struct mempolicy_error *err)
{
	const struct mempolicy policy = {s->mode, s->flags, nodes_from(&s->nodes)};
	const struct mempolicy_machine machine = {
		nodes_from(&s->possible), nodes_from(&s->with_memory), nodes_from(&s->with_memory)};
	const struct mempolicy_nodes allowed = nodes_from(&s->allowed);
	const struct mempolicy_nodes mems = nodes_from(&s->mems);
	char cpu_mems[MEMPOLICY_NODES_TEXT];

	mempolicy_nodes_format(&mems, cpu_mems, sizeof(cpu_mems));
	return mempolicy_resolve(&policy, &machine, &allowed, cpu_mems, allow_degraded, ret, err);
}

static void compare(const char *name, const struct situation *s, const struct outcome *expected)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;
	bool accepted = resolve(s, true, &resolution, &err) == 0;

	ck_assert_msg(accepted == (!expected->refused && !expected->moved), "%s: %s", name,
		accepted ? "accepted" : error_text(&err));
	if (accepted) {
		assert_same_nodes(name, &resolution.effective, &expected->effective);
		assert_same_nodes(name, &resolution.readback.nodes, &expected->readback);
		ck_assert_msg(resolution.degraded == !expected->complete, "%s: degraded", name);
	}
	accepted = accepted && expected->complete;
	ck_assert_msg((resolve(s, false, &resolution, &err) == 0) == accepted,
		"%s: without allow_degraded: %s", name, error_text(&err));
}

/* How often each outcome came about: a comparison that never gets anywhere compares nothing. */
struct tally {
	unsigned int refused;
	unsigned int moved;
	unsigned int degraded;
	unsigned int complete;
};

static void count(struct tally *tally, const struct outcome *outcome)
{
	if (outcome->refused)
		tally->refused++;
	else if (outcome->moved)
		tally->moved++;
	else if (outcome->complete)
		tally->complete++;
	else
		tally->degraded++;
}

static void compare_at_random(unsigned int limit, unsigned int rounds)
{
	unsigned long random = 0x5eed0000UL + limit;
	struct tally tally = {0};

	for (unsigned int round = 0; round < rounds; round++) {
		struct situation s = random_situation(&random, limit);
		struct outcome expected;
		char name[64];

		if (!weight(&s.mems)) /* cpu.mems "" is none at all */
			s.mems = s.allowed;
		expected = foresee(&s);
		count(&tally, &expected);
		snprintf(name, sizeof(name), "%u nodes, round %u, mode %d, flags %#x", limit, round,
			(int)s.mode, s.flags);
		compare(name, &s, &expected);
	}
	/* A large machine has always something left. */
	ck_assert_msg((tally.refused > 9 || limit > 16) && tally.moved > 9 && tally.degraded > 9 &&
			      tally.complete > 9,
		"%u refused, %u moved, %u degraded, %u complete", tally.refused, tally.moved,
		tally.degraded, tally.complete);
}

START_TEST(small_machines_are_resolved_as_the_kernel_does)
{
	static const unsigned int limits[] = {4, 8, 16};

	compare_at_random(limits[_i], 3000);
}
END_TEST

START_TEST(machines_of_several_words_are_resolved_as_the_kernel_does)
{
	static const unsigned int limits[] = {66, 130};

	compare_at_random(limits[_i], 500);
}
END_TEST

Suite *cpuset_model_suite(void)
{
	Suite *suite = suite_create("cpuset as the kernel has it");
	TCase *tcase = tcase_create("model");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, small_machines_are_resolved_as_the_kernel_does, 0, 3);
	tcase_add_loop_test(tcase, machines_of_several_words_are_resolved_as_the_kernel_does, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}
