/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy advise, for invented machines. */
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

/* Whatever is advised is right, and fits the machine and the kernel. */
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
	struct mempolicy_nodes nodes;
	struct mempolicy_error err;
	struct advice advice;

	if (cpus)
		ck_assert_int_eq(advice_cpu_nodes(machine, cpus, &nodes, &err), 0);
	advise(machine, features, goal, cpus ? &nodes : NULL, &advice);
	assert_right(&advice.policy, machine, features);
	return advice;
}

typedef void inventor(struct invented *);

static const struct {
	inventor *invent;
	enum advice_goal goal;
	const char *cpus;
	const char *policy;
	const char *reason; /* how it begins */
} cases[] = {
#define STATIC "|MPOL_F_STATIC_NODES"
	{invent_cxl, ADVICE_STRICT, NULL, "MPOL_BIND" STATIC ":0-1",
	 "Memory comes from the nodes 0-1, nearest to the CPUs, or not at all: "},
	{invent_cxl, ADVICE_STRICT, "4,6-7", "MPOL_BIND" STATIC ":1",
	 "Memory comes from node 1, nearest to these CPUs, or not at all: "},
	{invent_cxl, ADVICE_BANDWIDTH, NULL, "MPOL_WEIGHTED_INTERLEAVE" STATIC ":0-2",
	 "Pages go round the nodes 0-2 in proportion to this machine's weights, "},
	{invent_cxl, ADVICE_BANDWIDTH, "0-3", "MPOL_WEIGHTED_INTERLEAVE" STATIC ":0,2",
	 "Pages go round the nodes 0,2 in proportion "},
	{invent_cxl, ADVICE_BANDWIDTH, "4-7", "MPOL_PREFERRED:1",
	 "Memory comes from node 1, the only one of its speed there, and from the others "},
	{invent_cxl, ADVICE_LATENCY, NULL, "MPOL_LOCAL",
	 "Each page comes from the node of the CPU "},
	{invent_cxl, ADVICE_LATENCY, "5", "MPOL_PREFERRED:1",
	 "Memory comes from node 1, nearest to these CPUs, and from the others when it is "},
	{invent_cxl, ADVICE_LATENCY, "3-4", "MPOL_PREFERRED_MANY:0-1",
	 "Memory comes from the nodes 0-1, nearest to these CPUs, and from the others "},
	{invent_cxl, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY:0-1",
	 "Memory comes from the nodes 0-1, the fastest, and from the others when they "
	 "are full."},
	{invent_cxl, ADVICE_TIERED, "0", "MPOL_PREFERRED:0",
	 "Memory comes from node 0, the fastest, "},
	{invent_cxl, ADVICE_TIERED, "7", "MPOL_LOCAL",
	 "All memory near these CPUs is equally fast: there is nothing to put second."},
	{invent_four, ADVICE_STRICT, "0-7", "MPOL_BIND" STATIC ":0-1",
	 "Memory comes from the nodes"},
	{invent_four, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":0-3",
	 "Pages go round the nodes 0-3, which are of one kind, "},
	{invent_four, ADVICE_BANDWIDTH, "8-15", "MPOL_INTERLEAVE" STATIC ":2-3",
	 "Pages go round the nodes 2-3, "},
	{invent_four, ADVICE_TIERED, NULL, "MPOL_LOCAL",
	 "All memory is equally fast: there is nothing to put second."},
	{invent_one, ADVICE_STRICT, NULL, "MPOL_LOCAL", "This machine has one node with memory"},
	{invent_one, ADVICE_BANDWIDTH, "0-3", "MPOL_LOCAL",
	 "This machine has one node with memory"},
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

/* The newest kernel's. */
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
	assert_advice(&advice, "MPOL_INTERLEAVE" STATIC ":0-1",
		      "Pages go round the nodes 0-1; slower ones (2) would hold them up. ");
	advice = ask(&machine.machine, &old, ADVICE_TIERED, NULL);
	assert_advice(&advice, "MPOL_LOCAL",
		      "The nodes 0-1, the fastest, would be best, but this kernel has no "
		      "MPOL_PREFERRED_MANY");
}
END_TEST

START_TEST(slow_nodes_without_weights_of_their_own_are_left_out)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[0].weight = cxl.nodes[1].weight = cxl.nodes[2].weight = 1;
	expect_advice(&cxl.machine, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":0-1",
		      "Pages go round the nodes 0-1; slower ones (2) ");
	/* Without tiers, those with CPUs are taken for fast. */
	cxl.nodes[0].tier = cxl.nodes[1].tier = cxl.nodes[2].tier = MACHINE_UNKNOWN;
	expect_advice(&cxl.machine, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":0-1",
		      "Pages go round the nodes 0-1; slower ones (2) ");
}
END_TEST

START_TEST(tiers_are_balanced_where_the_machine_does)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.machine.numa_balancing = 2;
	expect_advice(&cxl.machine, ADVICE_TIERED, NULL,
		      "MPOL_PREFERRED_MANY|MPOL_F_NUMA_BALANCING:0-1", "");
}
END_TEST

/* Its tier is that of the others where the firmware does not tell how slow it is. */
START_TEST(memory_without_cpus_is_taken_for_slow)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[2].tier = cxl.nodes[0].tier;
	expect_advice(&cxl.machine, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY:0-1", "");
}
END_TEST

/* As high-bandwidth memory is. */
START_TEST(memory_without_cpus_of_a_lower_tier_is_fast)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[2].tier = cxl.nodes[0].tier - 1;
	expect_advice(&cxl.machine, ADVICE_TIERED, NULL, "MPOL_PREFERRED:2",
		      "Memory comes from node 2, the fastest, ");
}
END_TEST

/* Node 0 has CPUs and no memory: the nearest is that of node 1. */
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
		ck_assert_int_eq(advice_cpu_nodes(&four.machine, wrong[i], &nodes, &err), -1);
		snprintf(expected, sizeof(expected),
			 "--cpus takes a list of CPUs such as 0-3,8, not \"%s\"", wrong[i]);
		ck_assert_str_eq(err.message, expected);
	}
	ck_assert_int_eq(advice_cpu_nodes(&four.machine, "14-18446744073709551615", &nodes, &err),
			 -1);
	ck_assert_str_eq(err.message, "CPU 16 of --cpus does not exist or is offline");
}
END_TEST

/* The reason goes to standard error, so that the object can be piped. */
START_TEST(the_object_and_the_reason_are_apart)
{
	struct command command;
	const char *mode, *reason;
	json_t *json;

	run_program(&command, "advise", "--latency");
	assert_ended(&command, 0, "{\n  \"mode\": \"MPOL_LOCAL\"\n}\n", command.err);
	ck_assert_str_ne(command.err, "");
	run_program(&command, "advise", "--latency", "--json");
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:{s:s!}, s:s!}", "policy", "mode", &mode, "reason",
				     &reason),
			 0);
	ck_assert_str_eq(mode, "MPOL_LOCAL");
	ck_assert_str_ne(reason, "");
	json_decref(json);
}
END_TEST

START_TEST(one_goal_is_needed)
{
	static const char *const more[] = {NULL, "--strict"};
	struct command command;

	for (size_t i = 0; i < 2; i++) {
		command_init(&command, PROGRAM, "advise", "--json", more[i],
			     more[i] ? "--tiered" : NULL, NULL);
		command_run(&command);
		assert_ended(
			&command, 64, "",
			"oci-mempolicy advise: name one of --strict, --bandwidth, --latency and "
			"--tiered; see oci-mempolicy advise --help\n");
	}
}
END_TEST

START_TEST(cpus_that_are_not_there_are_named)
{
	struct command command;

	run_program(&command, "advise", "--strict", "--cpus", "99999");
	assert_ended(&command, 64, "",
		     "oci-mempolicy advise: CPU 99999 of --cpus does not exist or is offline; see "
		     "oci-mempolicy topology\n");
}
END_TEST

void add_advise(TCase *tcase)
{
	add_loop_tests(tcase, CASES, each_machine_gets_its_advice);
	add_tests(tcase, nothing_is_advised_that_the_kernel_lacks,
		  slow_nodes_without_weights_of_their_own_are_left_out,
		  tiers_are_balanced_where_the_machine_does, memory_without_cpus_is_taken_for_slow,
		  memory_without_cpus_of_a_lower_tier_is_fast, cpus_without_memory_get_the_nearest,
		  wrong_cpus_are_refused, the_object_and_the_reason_are_apart, one_goal_is_needed,
		  cpus_that_are_not_there_are_named);
}
