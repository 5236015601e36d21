/* SPDX-License-Identifier: Apache-2.0 */
/* What oci-mempolicy advise suggests for invented machines. */
#include <stdio.h>
#include <string.h>

#include "advice.h"
#include "cli.h"
#include "invented.h"

static const struct mempolicy_features newest = {
	.modes = {true, true, true, true, true, true, true},
	.static_nodes = true,
	.relative_nodes = true,
	.numa_balancing_bind = true,
	.numa_balancing_preferred_many = true,
};

/* Linux 5.4 */
static const struct mempolicy_features old = {
	.modes = {true, true, true, true, true},
	.static_nodes = true,
	.relative_nodes = true,
};

/* All advice is valid, and fits the machine and the kernel. */
static void assert_right(const struct mempolicy *policy, const struct machine *machine,
			 const struct mempolicy_features *features)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;

	ck_assert_int_eq(mempolicy_check(policy, &err), 0);
	ck_assert_int_eq(mempolicy_features_check(features, policy, &err), 0);
	ck_assert_int_eq(mempolicy_resolve(policy, &machine->sets, &machine->sets.with_memory, NULL,
					   false, &resolution, &err),
			 0);
}

static struct advice ask(const struct machine *machine, const struct mempolicy_features *features,
			 enum advice_goal goal, const char *cpus)
{
	struct advice_container container = {.size = 0};
	struct mempolicy_nodes nodes;
	struct mempolicy_error err;
	struct advice advice;

	if (cpus)
		ck_assert_int_eq(advice_cpu_nodes(machine, cpus, "--cpus", &nodes, &err), 0);
	container.cpu_nodes = cpus ? &nodes : NULL;
	advise(machine, features, goal, &container, &advice);
	assert_right(&advice.policy, machine, features);
	return advice;
}

typedef void inventor(struct invented *);

static const struct {
	inventor *invent;
	enum advice_goal goal;
	const char *cpus;
	const char *policy;
	const char *reason; /* the beginning of the reason */
} cases[] = {
#define STATIC "|MPOL_F_STATIC_NODES"
	{invent_cxl, ADVICE_STRICT, NULL, "MPOL_BIND" STATIC ":0-1",
	 "Memory comes only from nodes 0-1, nearest to the CPUs: keep linux.resources.memory.limit "
	 "below what is available there (8.0 GiB)."},
	{invent_cxl, ADVICE_STRICT, "4,6-7", "MPOL_BIND" STATIC ":1",
	 "Memory comes only from node 1, nearest to these CPUs: keep "},
	{invent_cxl, ADVICE_BANDWIDTH, NULL, "MPOL_WEIGHTED_INTERLEAVE" STATIC ":0-2",
	 "Pages are spread over nodes 0-2 in proportion to this machine's weights, to keep all of "
	 "them busy."},
	{invent_cxl, ADVICE_BANDWIDTH, "0-3", "MPOL_WEIGHTED_INTERLEAVE" STATIC ":0,2",
	 "Pages are spread over nodes 0,2 in proportion "},
	{invent_cxl, ADVICE_BANDWIDTH, "4-7", "MPOL_PREFERRED:1",
	 "Memory comes from node 1, the only one near these CPUs, and from other nodes "},
	{invent_cxl, ADVICE_LATENCY, NULL, "MPOL_LOCAL",
	 "Each page comes from the node of the CPU "},
	{invent_cxl, ADVICE_LATENCY, "5", "MPOL_PREFERRED:1",
	 "Memory comes from node 1, nearest to these CPUs, and from other nodes when it is "},
	{invent_cxl, ADVICE_LATENCY, "3-4", "MPOL_PREFERRED_MANY:0-1",
	 "Memory comes from nodes 0-1, nearest to these CPUs, and from other nodes "},
	{invent_cxl, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY|MPOL_F_NUMA_BALANCING:0-1",
	 "Memory comes from nodes 0-1, the fastest, and from other nodes when they are full. "
	 "While automatic NUMA balancing is off, nothing brings frequently used pages back from "
	 "slower nodes: write 2 to "},
	{invent_cxl, ADVICE_TIERED, "0", "MPOL_PREFERRED_MANY|MPOL_F_NUMA_BALANCING:0",
	 "Memory comes from node 0, the fastest, "},
	{invent_cxl, ADVICE_TIERED, "7", "MPOL_LOCAL",
	 "Each page comes from the node of the CPU that first touches it, or from the nearest node "
	 "with room. All memory near these CPUs is equally fast: there is no slower tier to fall back "
	 "to."},
	{invent_four, ADVICE_STRICT, "0-7", "MPOL_BIND" STATIC ":0-1",
	 "Memory comes only from nodes 0-1"},
	{invent_four, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":0-3",
	 "Pages are spread evenly over nodes 0-3 to keep all of them busy."},
	{invent_four, ADVICE_BANDWIDTH, "8-15", "MPOL_INTERLEAVE" STATIC ":2-3",
	 "Pages are spread evenly over nodes 2-3 "},
	{invent_four, ADVICE_TIERED, NULL, "MPOL_LOCAL",
	 "Each page comes from the node of the CPU that first touches it, or from the nearest node "
	 "with room. All memory is equally fast: there is no slower tier to fall back to."},
	{invent_one, ADVICE_STRICT, NULL, "MPOL_LOCAL",
	 "This machine has only one node with memory"},
	{invent_one, ADVICE_BANDWIDTH, "0-3", "MPOL_LOCAL",
	 "This machine has only one node with memory"},
};
#define CASES ((int)(sizeof(cases) / sizeof(cases[0])))

static void assert_advice(const struct advice *advice, const char *policy, const char *reason)
{
	char text[256];

	mempolicy_format(&advice->policy, text, sizeof(text));
	ck_assert_str_eq(text, policy);
	ck_assert_msg(strncmp(advice->reason, reason, strlen(reason)) == 0, "%s: %s", policy,
		      advice->reason);
}

/* Advice for the newest kernel. */
static void expect_advice(const struct machine *machine, enum advice_goal goal, const char *cpus,
			  const char *policy, const char *reason)
{
	struct advice advice = ask(machine, &newest, goal, cpus);

	assert_advice(&advice, policy, reason);
}

START_TEST(each_machine_gets_its_advice)
{
	struct invented machine;

	cases[_i].invent(&machine);
	expect_advice(&machine.machine, cases[_i].goal, cases[_i].cpus, cases[_i].policy,
		      cases[_i].reason);
}
END_TEST

START_TEST(nothing_is_advised_that_the_kernel_lacks)
{
	struct invented machine;
	struct advice advice;

	for (int i = 0; i < CASES; i++) {
		cases[i].invent(&machine);
		ask(&machine.machine, &old, cases[i].goal, cases[i].cpus);
	}
	invent_cxl(&machine);
	advice = ask(&machine.machine, &old, ADVICE_BANDWIDTH, NULL);
	assert_advice(
		&advice, "MPOL_INTERLEAVE" STATIC ":0-1",
		"Pages are spread evenly over nodes 0-1 to keep all of them busy; slower nodes (2) "
		"would hold them up.");
	/* Nor weights, which the kernel lacks. */
	ck_assert_ptr_null(strstr(advice.reason, "weight"));
	advice = ask(&machine.machine, &old, ADVICE_TIERED, NULL);
	assert_advice(&advice, "MPOL_LOCAL",
		      "Memory from nodes 0-1, the fastest, would be best, but this kernel lacks "
		      "MPOL_PREFERRED_MANY");
}
END_TEST

START_TEST(slow_nodes_without_weights_of_their_own_are_left_out)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[0].weight = cxl.nodes[1].weight = cxl.nodes[2].weight = 1;
	expect_advice(
		&cxl.machine, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":0-1",
		"Pages are spread evenly over nodes 0-1 to keep all of them busy; slower nodes (2) "
		"would hold them up. To use node 2 as well, write weights ");
	/* Without tiers, nodes with CPUs are considered fast. */
	cxl.nodes[0].tier = cxl.nodes[1].tier = cxl.nodes[2].tier = MACHINE_UNKNOWN;
	expect_advice(
		&cxl.machine, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":0-1",
		"Pages are spread evenly over nodes 0-1 to keep all of them busy; slower nodes (2) "
		"would hold them up. To use node 2 as well, write weights ");
}
END_TEST

#define BALANCED "|MPOL_F_NUMA_BALANCING"

START_TEST(balancing_that_is_on_is_not_switched_off)
{
	struct mempolicy_features before_6_10 = newest;
	struct advice advice;
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.machine.numa_balancing = MACHINE_BALANCES;
	expect_advice(
		&cxl.machine, ADVICE_LATENCY, NULL, "MPOL_DEFAULT",
		"Each page comes from the node of the CPU that first touches it, or from the "
		"nearest node with room. Automatic NUMA balancing, which is on, moves pages to the "
		"CPUs that use them; MPOL_LOCAL would turn it off for the container.");
	expect_advice(&cxl.machine, ADVICE_LATENCY, "5", "MPOL_PREFERRED_MANY" BALANCED ":1", "");
	expect_advice(&cxl.machine, ADVICE_BANDWIDTH, "5", "MPOL_PREFERRED_MANY" BALANCED ":1", "");
	expect_advice(&cxl.machine, ADVICE_TIERED, "7", "MPOL_DEFAULT", "");
	expect_advice(&cxl.machine, ADVICE_STRICT, NULL, "MPOL_BIND" BALANCED STATIC ":0-1", "");
	expect_advice(&cxl.machine, ADVICE_STRICT, "5", "MPOL_BIND" STATIC ":1", "");
	before_6_10.numa_balancing_preferred_many = false;
	advice = ask(&cxl.machine, &before_6_10, ADVICE_LATENCY, "5");
	assert_advice(
		&advice, "MPOL_DEFAULT",
		"Even without a policy, memory comes from node 1 first, nearest to these CPUs, and "
		"automatic NUMA balancing, which is on, ");
}
END_TEST

START_TEST(pages_come_back_from_slow_tiers)
{
	struct mempolicy_features before_6_10 = newest;
	struct advice advice;
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.machine.numa_balancing = MACHINE_PROMOTES;
	expect_advice(&cxl.machine, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY" BALANCED ":0-1",
		      "Memory comes from nodes 0-1, the fastest, and from other nodes when they "
		      "are full. Automatic NUMA balancing, which is on, brings frequently used "
		      "pages back from slower nodes.");
	expect_advice(&cxl.machine, ADVICE_TIERED, "0", "MPOL_PREFERRED_MANY" BALANCED ":0", "");
	before_6_10.numa_balancing_preferred_many = false;
	advice = ask(&cxl.machine, &before_6_10, ADVICE_TIERED, "0");
	assert_advice(&advice, "MPOL_DEFAULT", "Even without a policy, memory comes from node 0 ");
	/* Without a policy, memory would not come from the fastest node first. */
	cxl.nodes[2].tier = cxl.nodes[0].tier - 1;
	advice = ask(&cxl.machine, &before_6_10, ADVICE_TIERED, NULL);
	assert_advice(&advice, "MPOL_PREFERRED:2", "Memory comes from node 2, the fastest, ");
	ck_assert_ptr_nonnull(strstr(advice.reason, "leaves it where it is"));
}
END_TEST

START_TEST(demotion_weakens_strict_placement)
{
	struct mempolicy_nodes mems = {{3}};
	struct advice_container container = {.mems = &mems};
	struct advice advice;
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.machine.demotion = 1;
	advice = ask(&cxl.machine, &newest, ADVICE_STRICT, "0");
	ck_assert_ptr_nonnull(strstr(advice.reason,
				     "Demotion is on: when memory runs short, the "
				     "kernel still moves pages to slower nodes (2). "));
	cxl.machine.demotion_heeds_cpuset = true;
	advise(&cxl.machine, &newest, ADVICE_STRICT, &container, &advice);
	ck_assert_ptr_null(strstr(advice.reason, "Demotion"));
}
END_TEST

/* Node 3 is equally far from both CPUs, as in tests/lab. */
START_TEST(memory_is_attached_to_all_cpus_that_are_as_near)
{
	static const char *const cpus[] = {"0", "4"};
	struct invented four;

	invent_four(&four);
	four.nodes[3].cpu_count = 0;
	four.nodes[3].tier = 22;
	four.distances[2 * 4 + 3] = four.distances[3 * 4 + 2] = 32;
	expect_advice(&four.machine, ADVICE_TIERED, cpus[0], "MPOL_PREFERRED_MANY" BALANCED ":0",
		      "");
	expect_advice(&four.machine, ADVICE_TIERED, cpus[1], "MPOL_PREFERRED_MANY" BALANCED ":1",
		      "");
}
END_TEST

/* The advice for a container that needs that many GiB and may use these nodes. */
static struct advice ask_for(const struct machine *machine, enum advice_goal goal,
			     unsigned long long gib, unsigned long mems)
{
	struct mempolicy_nodes allowed = {{mems}}, cpus = {{1}};
	struct advice_container container = {&cpus, mems ? &allowed : NULL, gib << 30};
	struct advice advice;

	advise(machine, &newest, goal, &container, &advice);
	return advice;
}

START_TEST(memory_that_is_needed_is_weighed)
{
	struct advice advice;
	struct invented cxl;

	invent_cxl(&cxl);
	advice = ask_for(&cxl.machine, ADVICE_STRICT, 4, 0);
	assert_advice(&advice, "MPOL_BIND" STATIC ":0", "Memory comes only from node 0, nearest ");
	ck_assert(advice.fits);
	ck_assert_ptr_nonnull(
		strstr(advice.reason, "The container's 4.0 GiB fit there: 4.0 GiB is available."));
	advice = ask_for(&cxl.machine, ADVICE_STRICT, 5, 0);
	assert_advice(
		&advice, "MPOL_BIND" STATIC ":0,2",
		"Memory comes only from node 0, nearest to these CPUs, and from node 2, added to "
		"have enough room: keep linux.resources.memory.limit below what is available "
		"there. ");
	ck_assert(advice.fits);
	advice = ask_for(&cxl.machine, ADVICE_STRICT, 17, 0);
	assert_advice(&advice, "MPOL_BIND" STATIC ":0-2", "");
	ck_assert(!advice.fits);
	ck_assert_ptr_nonnull(
		strstr(advice.reason,
		       "The container's 17 GiB do not fit there: 16 GiB is available."));
	advice = ask_for(&cxl.machine, ADVICE_TIERED, 5, 0);
	ck_assert(!advice.fits);
	ck_assert_ptr_nonnull(
		strstr(advice.reason,
		       "do not fit there: 4.0 GiB is available. The rest comes from other nodes."));
	advice = ask_for(&cxl.machine, ADVICE_TIERED, 17, 0);
	ck_assert_ptr_nonnull(strstr(advice.reason, "All usable nodes together have 16 GiB."));
	advice = ask_for(&cxl.machine, ADVICE_STRICT, 5, 3);
	assert_advice(&advice, "MPOL_BIND" STATIC ":0-1", "");
	advice = ask_for(&cxl.machine, ADVICE_STRICT, 5, 1);
	assert_advice(&advice, "MPOL_LOCAL",
		      "The container's cpuset has only one node with memory");
	ck_assert(!advice.fits);
}
END_TEST

/* It has the same tier as the others if the firmware does not say how slow it is. */
START_TEST(memory_without_cpus_is_taken_for_slow)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[2].tier = cxl.nodes[0].tier;
	expect_advice(&cxl.machine, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY" BALANCED ":0-1", "");
}
END_TEST

/* Like high-bandwidth memory. */
START_TEST(memory_without_cpus_of_a_lower_tier_is_fast)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[2].tier = cxl.nodes[0].tier - 1;
	expect_advice(&cxl.machine, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY" BALANCED ":2",
		      "Memory comes from node 2, the fastest, ");
}
END_TEST

/* Node 0 has CPUs but no memory; the nearest memory is that of node 1. */
START_TEST(cpus_without_memory_get_the_nearest)
{
	struct invented four;

	invent_four(&four);
	four.nodes[0].total = four.nodes[0].free = 0;
	four.machine.sets.with_memory.words[0] = 0xe;
	expect_advice(&four.machine, ADVICE_STRICT, "0", "MPOL_BIND" STATIC ":1", "");
	expect_advice(&four.machine, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":1-3", "");
}
END_TEST

START_TEST(wrong_cpus_are_refused)
{
	static const char *const wrong[] = {"",	    "a",   "1-", "-1",	"3-1",
					    "0,,1", "0x1", " 1", "0;1", "0-18446744073709551616"};
	struct mempolicy_nodes nodes;
	struct mempolicy_error err;
	struct invented four;
	char expected[128];

	invent_four(&four);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ck_assert_int_eq(advice_cpu_nodes(&four.machine, wrong[i], "--cpus", &nodes, &err),
				 -1);
		snprintf(expected, sizeof(expected),
			 "--cpus takes a list of CPUs such as 0-3,8, not \"%s\"", wrong[i]);
		ck_assert_str_eq(err.message, expected);
	}
	ck_assert_int_eq(advice_cpu_nodes(&four.machine, "14-18446744073709551615", "--cpus",
					  &nodes, &err),
			 -1);
	ck_assert_str_eq(err.message, "CPU 16 of --cpus does not exist or is offline");
}
END_TEST

void add_advise(TCase *tcase)
{
	add_loop_tests(tcase, CASES, each_machine_gets_its_advice);
	add_tests(tcase, nothing_is_advised_that_the_kernel_lacks,
		  slow_nodes_without_weights_of_their_own_are_left_out,
		  balancing_that_is_on_is_not_switched_off, pages_come_back_from_slow_tiers,
		  demotion_weakens_strict_placement,
		  memory_is_attached_to_all_cpus_that_are_as_near, memory_that_is_needed_is_weighed,
		  memory_without_cpus_is_taken_for_slow,
		  memory_without_cpus_of_a_lower_tier_is_fast, cpus_without_memory_get_the_nearest,
		  wrong_cpus_are_refused);
}
