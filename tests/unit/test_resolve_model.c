/* SPDX-License-Identifier: Apache-2.0 */
/* mempolicy_resolve() compared with a model of the kernel, in random situations. */
#include <stdio.h>

#include "kernel_model.h"
#include "unit.h"

static void assert_same_nodes(const char *name, const struct mempolicy_nodes *found,
			      const struct bits *expected)
{
	struct mempolicy_nodes nodes = bits_to_nodes(expected);
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
						    MEMPOLICY_WEIGHTED_INTERLEAVE,
						    MEMPOLICY_PREFERRED, MEMPOLICY_PREFERRED_MANY};
	static const unsigned int flags[] = {0, 0, MEMPOLICY_F_STATIC_NODES,
					     MEMPOLICY_F_RELATIVE_NODES};
	struct situation s = {
		.possible = random_bits(random, limit),
		.with_memory = random_bits(random, limit),
		.allowed = random_bits(random, limit),
		.mems = random_bits(random, limit),
		.mode = modes[next_random(random) % LENGTH(modes)],
		.flags = flags[next_random(random) % LENGTH(flags)],
		/* Some positions must need folding. */
		.nodes = random_bits(random, limit + limit / 2 > MEMPOLICY_MAX_NODES
						     ? MEMPOLICY_MAX_NODES
						     : limit + limit / 2),
	};

	/* As in the kernel: only possible nodes have memory, and cpusets contain only nodes with
	 * memory. */
	s.with_memory = bits_and(&s.with_memory, &s.possible);
	s.allowed = bits_and(&s.allowed, &s.with_memory);
	if (next_random(random) % 3 == 0)
		s.mems = s.allowed;
	/* Often use a policy that fits, because a random one seldom does. */
	if (next_random(random) % 2 == 0) {
		s.nodes = bits_and(&s.nodes, &s.allowed);
		s.nodes = bits_and(&s.nodes, &s.mems);
	}
	if (!bits_weight(&s.nodes))
		s.nodes.at[0] = true;
	return s;
}

static int resolve(const struct situation *s, bool allow_degraded, struct mempolicy_resolution *ret,
		   struct mempolicy_error *err)
{
	const struct mempolicy policy = {s->mode, s->flags, bits_to_nodes(&s->nodes)};
	const struct mempolicy_machine machine = {bits_to_nodes(&s->possible),
						  bits_to_nodes(&s->with_memory),
						  bits_to_nodes(&s->with_memory)};
	const struct mempolicy_nodes allowed = bits_to_nodes(&s->allowed);
	const struct mempolicy_nodes mems = bits_to_nodes(&s->mems);
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

/* How often each outcome occurred: a comparison that never reaches some of them proves little. */
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

		if (!bits_weight(&s.mems)) /* cpu.mems "" means none */
			s.mems = s.allowed;
		expected = foresee(&s);
		count(&tally, &expected);
		snprintf(name, sizeof(name), "%u nodes, round %u, mode %d, flags %#x", limit, round,
			 (int)s.mode, s.flags);
		compare(name, &s, &expected);
	}
	/* On a large machine, something is always left. */
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

void add_cpuset_model(TCase *tcase)
{
	tcase_set_timeout(tcase, 120);
	add_loop_tests(tcase, 3, small_machines_are_resolved_as_the_kernel_does);
	add_loop_tests(tcase, 2, machines_of_several_words_are_resolved_as_the_kernel_does);
}
