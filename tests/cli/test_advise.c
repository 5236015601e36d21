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
	const char *reason; /* how it begins */
} cases[] = {
#define STATIC "|MPOL_F_STATIC_NODES"
	{invent_cxl, ADVICE_STRICT, NULL, "MPOL_BIND" STATIC ":0-1",
	 "Memory comes from the nodes 0-1, nearest to the CPUs, or not at all: keep "},
	{invent_cxl, ADVICE_STRICT, "4,6-7", "MPOL_BIND" STATIC ":1",
	 "Memory comes from node 1, nearest to these CPUs, or not at all: keep "},
	{invent_cxl, ADVICE_BANDWIDTH, NULL, "MPOL_WEIGHTED_INTERLEAVE" STATIC ":0-2",
	 "Pages go round the nodes 0-2 in proportion to this machine's weights, "},
	{invent_cxl, ADVICE_BANDWIDTH, "0-3", "MPOL_WEIGHTED_INTERLEAVE" STATIC ":0,2",
	 "Pages go round the nodes 0,2 in proportion "},
	{invent_cxl, ADVICE_BANDWIDTH, "4-7", "MPOL_PREFERRED:1",
	 "Memory comes from node 1, the only one near these CPUs, and from the others "},
	{invent_cxl, ADVICE_LATENCY, NULL, "MPOL_LOCAL",
	 "Each page comes from the node of the CPU "},
	{invent_cxl, ADVICE_LATENCY, "5", "MPOL_PREFERRED:1",
	 "Memory comes from node 1, nearest to these CPUs, and from the others when it is "},
	{invent_cxl, ADVICE_LATENCY, "3-4", "MPOL_PREFERRED_MANY:0-1",
	 "Memory comes from the nodes 0-1, nearest to these CPUs, and from the others "},
	{invent_cxl, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY|MPOL_F_NUMA_BALANCING:0-1",
	 "Memory comes from the nodes 0-1, the fastest, and from the others when they are full. From "
	 "slower nodes nothing brings pages back that are used much while automatic NUMA balancing "
	 "is off: write 2 to "},
	{invent_cxl, ADVICE_TIERED, "0", "MPOL_PREFERRED_MANY|MPOL_F_NUMA_BALANCING:0",
	 "Memory comes from node 0, the fastest, "},
	{invent_cxl, ADVICE_TIERED, "7", "MPOL_LOCAL",
	 "Each page comes from the node of the CPU that first touches it, or the nearest one with "
	 "room. All memory near these CPUs is equally fast: there is no slower tier to fall back "
	 "to."},
	{invent_four, ADVICE_STRICT, "0-7", "MPOL_BIND" STATIC ":0-1",
	 "Memory comes from the nodes"},
	{invent_four, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":0-3",
	 "Pages go round the nodes 0-3, so that all of them are busy."},
	{invent_four, ADVICE_BANDWIDTH, "8-15", "MPOL_INTERLEAVE" STATIC ":2-3",
	 "Pages go round the nodes 2-3, "},
	{invent_four, ADVICE_TIERED, NULL, "MPOL_LOCAL",
	 "Each page comes from the node of the CPU that first touches it, or the nearest one with "
	 "room. All memory is equally fast: there is no slower tier to fall back to."},
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
	assert_advice(
		&advice, "MPOL_INTERLEAVE" STATIC ":0-1",
		"Pages go round the nodes 0-1, so that all of them are busy; slower ones (2) would "
		"hold them up.");
	/* Nor is told of weights, which it has not. */
	ck_assert_ptr_null(strstr(advice.reason, "weight"));
	advice = ask(&machine.machine, &old, ADVICE_TIERED, NULL);
	assert_advice(&advice, "MPOL_LOCAL",
		      "Memory of the nodes 0-1, the fastest, would be best, but this kernel has no "
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
		"Pages go round the nodes 0-1, so that all of them are busy; slower ones (2) would "
		"hold them up. To use node 2 as well, write weights ");
	/* Without tiers, those with CPUs are taken for fast. */
	cxl.nodes[0].tier = cxl.nodes[1].tier = cxl.nodes[2].tier = MACHINE_UNKNOWN;
	expect_advice(
		&cxl.machine, ADVICE_BANDWIDTH, NULL, "MPOL_INTERLEAVE" STATIC ":0-1",
		"Pages go round the nodes 0-1, so that all of them are busy; slower ones (2) would "
		"hold them up. To use node 2 as well, write weights ");
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
		"Each page comes from the node of the CPU that first touches it, or the nearest "
		"one with room. Automatic NUMA balancing, which is on here, moves pages to the "
		"CPUs that use them: MPOL_LOCAL would switch it off for the container.");
	expect_advice(&cxl.machine, ADVICE_LATENCY, "5", "MPOL_PREFERRED_MANY" BALANCED ":1", "");
	expect_advice(&cxl.machine, ADVICE_BANDWIDTH, "5", "MPOL_PREFERRED_MANY" BALANCED ":1", "");
	expect_advice(&cxl.machine, ADVICE_TIERED, "7", "MPOL_DEFAULT", "");
	expect_advice(&cxl.machine, ADVICE_STRICT, NULL, "MPOL_BIND" BALANCED STATIC ":0-1", "");
	expect_advice(&cxl.machine, ADVICE_STRICT, "5", "MPOL_BIND" STATIC ":1", "");
	before_6_10.numa_balancing_preferred_many = false;
	advice = ask(&cxl.machine, &before_6_10, ADVICE_LATENCY, "5");
	assert_advice(
		&advice, "MPOL_DEFAULT",
		"Without a policy, too, memory comes from node 1 first, nearest to these CPUs; "
		"and automatic NUMA balancing, which is on here, ");
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
		      "Memory comes from the nodes 0-1, the fastest, and from the others when they "
		      "are full. Automatic NUMA balancing, which is on here, brings pages that are "
		      "used much back from slower nodes.");
	expect_advice(&cxl.machine, ADVICE_TIERED, "0", "MPOL_PREFERRED_MANY" BALANCED ":0", "");
	before_6_10.numa_balancing_preferred_many = false;
	advice = ask(&cxl.machine, &before_6_10, ADVICE_TIERED, "0");
	assert_advice(&advice, "MPOL_DEFAULT", "Without a policy, too, memory comes from node 0 ");
	/* Without one, it would not come from the fastest first. */
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
	ck_assert_ptr_nonnull(strstr(advice.reason, "Demotion is on: where memory runs short, the "
						    "kernel moves pages to slower nodes (2) "));
	cxl.machine.demotion_heeds_cpuset = true;
	advise(&cxl.machine, &newest, ADVICE_STRICT, &container, &advice);
	ck_assert_ptr_null(strstr(advice.reason, "Demotion"));
}
END_TEST

/* Node 3 is as far from one CPU as from the other, as in tests/lab. */
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

/* What is advised to a container that needs so many GiB and may use these nodes. */
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
	assert_advice(&advice, "MPOL_BIND" STATIC ":0", "Memory comes from node 0, nearest ");
	ck_assert(advice.fits);
	ck_assert_ptr_nonnull(
		strstr(advice.reason, "The container's 4.0 GiB fit there: 4.0 GiB is available."));
	advice = ask_for(&cxl.machine, ADVICE_STRICT, 5, 0);
	assert_advice(
		&advice, "MPOL_BIND" STATIC ":0,2",
		"Memory comes from node 0, nearest to these CPUs, and for want of room there from "
		"node 2, next to that, or not at all: ");
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
	ck_assert_ptr_nonnull(strstr(advice.reason, "With all other nodes it is 16 GiB."));
	advice = ask_for(&cxl.machine, ADVICE_STRICT, 5, 3);
	assert_advice(&advice, "MPOL_BIND" STATIC ":0-1", "");
	advice = ask_for(&cxl.machine, ADVICE_STRICT, 5, 1);
	assert_advice(&advice, "MPOL_LOCAL", "The container's cpuset has one node with memory");
	ck_assert(!advice.fits);
}
END_TEST

/* Its tier is that of the others where the firmware does not tell how slow it is. */
START_TEST(memory_without_cpus_is_taken_for_slow)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[2].tier = cxl.nodes[0].tier;
	expect_advice(&cxl.machine, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY" BALANCED ":0-1", "");
}
END_TEST

/* As high-bandwidth memory is. */
START_TEST(memory_without_cpus_of_a_lower_tier_is_fast)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[2].tier = cxl.nodes[0].tier - 1;
	expect_advice(&cxl.machine, ADVICE_TIERED, NULL, "MPOL_PREFERRED_MANY" BALANCED ":2",
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

START_TEST(goals_are_compared)
{
	static const char *const goals[] = {"strict", "bandwidth", "latency", "tiered"};
	struct command command;
	json_t *json;

	run_program(&command, "advise");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(strncmp(command.out, "GOAL      POLICY WHY\nstrict    ", 31), 0);
	run_program(&command, "advise", "--memory=1M");
	ck_assert_int_eq(strncmp(command.out, "GOAL      POLICY FITS WHY\nstrict    ", 36), 0);
	run_program(&command, "advise", "--json");
	json = output_json(&command);
	for (size_t i = 0; i < LENGTH(goals); i++) {
		const char *mode, *reason;

		ck_assert_ptr_nonnull(strstr(command.out, goals[i]));
		ck_assert_int_eq(json_unpack(json, "{s:{s:{s:{s:s}, s:s!}}}", "goals", goals[i],
					     "policy", "mode", &mode, "reason", &reason),
				 0);
	}
	json_decref(json);
	run_program(&command, "advise", "--json", "--strict", "--tiered");
	assert_ended(&command, 64, "",
		     "oci-mempolicy advise: name one of --strict, --bandwidth, --latency and "
		     "--tiered, or none to compare them; see oci-mempolicy advise --help\n");
}
END_TEST

START_TEST(sizes_are_taken_with_units)
{
	static const struct {
		const char *text;
		long long bytes;
	} right[] = {{"4096", 4096},
		     {"512M", 512LL << 20},
		     {"24GiB", 24LL << 30},
		     {"1k", 1024},
		     {"3TB", 3LL << 40}};
	static const char *const wrong[] = {"", "0", "-1", " 1", "G", "1X", "1GG", "99999999999T"};
	struct command command;
	char expected[160];

	for (size_t i = 0; i < LENGTH(right); i++) {
		json_int_t needed = 0;
		json_t *json;

		run_program(&command, "advise", "--latency", "--json", "--memory", right[i].text);
		json = output_json(&command);
		json_unpack(json, "{s:I}", "needed", &needed);
		ck_assert_int_eq(needed, right[i].bytes);
		json_decref(json);
	}
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		run_program(&command, "advise", "--memory", wrong[i]);
		snprintf(expected, sizeof(expected),
			 "oci-mempolicy advise: --memory takes a size such as 512M or 24G, not "
			 "\"%s\"; see oci-mempolicy advise --help\n",
			 wrong[i]);
		assert_ended(&command, 64, "", expected);
	}
}
END_TEST

/* Runs advise --latency --json with this config.json on standard input, and an option or NULL. */
static void advise_config(struct command *command, const char *resources, const char *option)
{
	char script[512];

	snprintf(script, sizeof(script),
		 "printf '%%s' '{\"linux\": {\"resources\": %s}}' | " PROGRAM
		 " advise --latency --json --config - %s",
		 resources, option ? option : "");
	command_init(command, "/bin/sh", "-c", script, NULL);
	command_run(command);
}

START_TEST(a_config_tells_cpus_nodes_and_limit)
{
	struct command command;
	json_int_t needed = 0;
	json_t *json;

	advise_config(
		&command,
		"{\"cpu\": {\"cpus\": \"0\", \"mems\": \"0\"}, \"memory\": {\"limit\": 2097152}}",
		NULL);
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:I}", "needed", &needed), 0);
	ck_assert_int_eq(needed, 2097152);
	json_decref(json);
	ck_assert_ptr_nonnull(strstr(command.out, "The container's cpuset has one node"));
	advise_config(&command, "{\"memory\": {\"limit\": 2097152}}", "--memory 1M");
	ck_assert_ptr_nonnull(strstr(command.out, "\"needed\": 1048576"));
	advise_config(&command, "{\"memory\": {\"limit\": -1}, \"cpu\": {\"cpus\": \"\"}}", NULL);
	ck_assert_ptr_null(strstr(command.out, "needed"));
	advise_config(&command, "{\"cpu\": {\"cpus\": \"99999\"}}", NULL);
	assert_ended(
		&command, 65, "",
		"oci-mempolicy advise: CPU 99999 of linux.resources.cpu.cpus does not exist or "
		"is offline; see oci-mempolicy topology\n");
	advise_config(&command, "{\"cpu\": {\"mems\": \"1023\"}}", NULL);
	assert_ended(
		&command, 65, "",
		"oci-mempolicy advise: /linux/resources/cpu/mems: none of the nodes has memory "
		"here; see oci-mempolicy topology\n");
	run_program(&command, "advise", "--config", "/nowhere");
	assert_ended(&command, 66, "",
		     "oci-mempolicy advise: --config /nowhere: there is no such file or directory; "
		     "name a bundle's directory or its config.json\n");
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
		  balancing_that_is_on_is_not_switched_off, pages_come_back_from_slow_tiers,
		  demotion_weakens_strict_placement,
		  memory_is_attached_to_all_cpus_that_are_as_near, memory_that_is_needed_is_weighed,
		  memory_without_cpus_is_taken_for_slow,
		  memory_without_cpus_of_a_lower_tier_is_fast, cpus_without_memory_get_the_nearest,
		  wrong_cpus_are_refused, the_object_and_the_reason_are_apart, goals_are_compared,
		  sizes_are_taken_with_units, a_config_tells_cpus_nodes_and_limit,
		  cpus_that_are_not_there_are_named);
}
