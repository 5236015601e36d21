/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings about a machine, on invented machines. */
#include <string.h>

#include "cleanup.h"
#include "cli.h"
#include "invented.h"
#include "oci_policy.h"
#include "warnings.h"

/* The last warning, and the number of warnings. */
struct heard {
	size_t count;
	struct mempolicy_error last;
};

static void hear(void *data, enum rule rule, const struct mempolicy_error *err)
{
	struct heard *heard = data;

	if (rules[rule].level == LEVEL_NOTE)
		return;
	heard->count++;
	heard->last = *err;
}

static struct heard warnings_of(const char *config, const struct machine *machine)
{
	CLEANUP(cleanup_json) json_t *root = oci_config_value(config, strlen(config));
	struct oci_config read;
	struct mempolicy policy;
	struct mempolicy_resolution resolution;
	struct warned about = {
		.policy = &policy,
		.config = root,
		.machine = machine,
		.resolution = &resolution,
	};
	struct mempolicy_error err;
	struct heard heard = {.count = 0};
	const struct listener listener = {hear, &heard};

	ck_assert_int_eq(oci_config_parse(config, strlen(config), &read, &err), 0);
	ck_assert_int_eq(oci_policy_parse(&read, &policy, &err), 0);
	about.cpu_cpus = read.cpu_cpus;
	ck_assert_int_eq(mempolicy_resolve(&policy, &machine->sets, &machine->sets.with_memory,
					   NULL, false, &resolution, &err),
			 0);
	warnings_find(&about, &listener);
	warnings_of_cpuset(read.cpu_mems, machine, &listener);
	oci_config_drop(&read);
	return heard;
}

#define POLICY(object) "{\"linux\": {\"memoryPolicy\": " object "}}"
#define WITH_LIMIT(limit, object)                                                                  \
	"{\"linux\": {\"resources\": {\"memory\": {\"limit\": " limit                              \
	"}}, \"memoryPolicy\": " object "}}"
#define BIND_01 "{\"mode\": \"MPOL_BIND\", \"nodes\": \"0-1\"}"

static void assert_silent(const char *config, const struct machine *machine)
{
	struct heard heard = warnings_of(config, machine);

	ck_assert_msg(heard.count == 0, "%s: %s", config, heard.last.message);
}

static void assert_warns(const char *config, const struct machine *machine, const char *message)
{
	struct heard heard = warnings_of(config, machine);

	ck_assert_msg(heard.count == 1, "%s: %zu warnings, the last: %s", config, heard.count,
		      heard.last.message);
	ck_assert_str_eq(heard.last.message, message);
}

START_TEST(binding_below_the_memory_limit_is_warned_of)
{
	struct invented cxl;

	invent_cxl(&cxl);
	assert_silent(POLICY(BIND_01), &cxl.machine);
	assert_silent(WITH_LIMIT("-1", BIND_01), &cxl.machine);
	assert_silent(WITH_LIMIT("8589934592", BIND_01), &cxl.machine);
	assert_warns(
		WITH_LIMIT("8589934593", BIND_01), &cxl.machine,
		"nodes 0-1 have 8192 MiB available, less than linux.resources.memory.limit (8192 "
		"MiB): the container may run out of memory below its limit, even if other nodes "
		"have free memory");
	assert_silent(WITH_LIMIT("8589934593",
				 "{\"mode\": \"MPOL_INTERLEAVE\", \"nodes\": \"0-1\"}"),
		      &cxl.machine);
}
END_TEST

START_TEST(weights_that_are_all_one_are_warned_of)
{
	static const char config[] =
		POLICY("{\"mode\": \"MPOL_WEIGHTED_INTERLEAVE\", \"nodes\": \"0-2\"}");
	struct invented machine;

	invent_cxl(&machine);
	assert_silent(config, &machine.machine);
	invent_four(&machine);
	assert_warns(config, &machine.machine,
		     "the weights of all nodes are 1: MPOL_WEIGHTED_INTERLEAVE spreads pages just "
		     "as MPOL_INTERLEAVE does");
	assert_warns(
		POLICY("{\"mode\": \"MPOL_WEIGHTED_INTERLEAVE\", \"nodes\": \"2\"}"),
		&machine.machine,
		"MPOL_WEIGHTED_INTERLEAVE over a single node (2) spreads nothing: all memory comes "
		"from that node");
}
END_TEST

START_TEST(balancing_that_is_off_is_warned_of)
{
	static const char config[] =
		POLICY("{\"mode\": \"MPOL_BIND\", \"nodes\": \"0\", \"flags\": "
		       "[\"MPOL_F_NUMA_BALANCING\"]}");
	struct invented four;

	invent_four(&four);
	assert_warns(config, &four.machine,
		     "MPOL_F_NUMA_BALANCING has no effect: automatic NUMA balancing is off");
	four.machine.numa_balancing = MACHINE_UNKNOWN;
	assert_warns(
		config, &four.machine,
		"MPOL_F_NUMA_BALANCING has no effect: automatic NUMA balancing is not built into "
		"this kernel");
	four.machine.numa_balancing = 1;
	assert_silent(config, &four.machine);
}
END_TEST

START_TEST(demotion_is_warned_of)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.machine.demotion = 1;
	assert_warns(
		POLICY("{\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}"), &cxl.machine,
		"demotion is on: when memory runs short, the kernel moves pages to slower nodes (2) "
		"despite MPOL_BIND");
	assert_silent(POLICY("{\"mode\": \"MPOL_BIND\", \"nodes\": \"2\"}"), &cxl.machine);
	assert_silent(POLICY("{\"mode\": \"MPOL_PREFERRED\", \"nodes\": \"0\"}"), &cxl.machine);
	cxl.machine.demotion = 0;
	assert_silent(POLICY(BIND_01), &cxl.machine);
}
END_TEST

START_TEST(one_node_is_warned_of)
{
	struct invented one;

	invent_one(&one);
	assert_warns(
		POLICY("{\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}"), &one.machine,
		"this machine has only one node with memory (0): no policy changes where memory "
		"is placed");
	assert_silent(POLICY("{\"mode\": \"MPOL_LOCAL\"}"), &one.machine);
}
END_TEST

#define WITH_CPU(cpu, object)                                                                      \
	"{\"linux\": {\"resources\": {\"cpu\": {" cpu "}}, \"memoryPolicy\": " object "}}"
#define BIND(nodes) "{\"mode\": \"MPOL_BIND\", \"nodes\": \"" nodes "\"}"

START_TEST(memory_away_from_all_cpus_is_warned_of)
{
	struct invented four, cxl;

	invent_four(&four);
	assert_warns(WITH_CPU("\"cpus\": \"0-5\"", BIND("2-3")), &four.machine,
		     "the CPUs 0-5 (linux.resources.cpu.cpus) are on nodes 0-1, but the memory is "
		     "on 2-3: every access goes to another node");
	assert_silent(WITH_CPU("\"cpus\": \"0-5\"", BIND("1-2")), &four.machine);
	assert_silent(WITH_CPU("\"cpus\": \"\"", BIND("2-3")), &four.machine);
	assert_silent(WITH_CPU("\"cpus\": \"100\"", BIND("2-3")), &four.machine);
	assert_silent(WITH_CPU("\"cpus\": \"0-3\"", "{\"mode\": \"MPOL_LOCAL\"}"), &four.machine);
	/* A node without CPUs is remote for every CPU. */
	invent_cxl(&cxl);
	assert_silent(WITH_CPU("\"cpus\": \"0-3\"", BIND("2")), &cxl.machine);
	assert_warns(WITH_CPU("\"cpus\": \"0-3\"", BIND("1")), &cxl.machine,
		     "the CPUs 0-3 (linux.resources.cpu.cpus) are on node 0, but the memory is on "
		     "1: every access goes to another node");
}
END_TEST

START_TEST(nodes_of_the_cpuset_that_are_not_there_are_warned_of)
{
	struct invented four;

	invent_four(&four);
	assert_silent(WITH_CPU("\"mems\": \"0-3\"", BIND("0")), &four.machine);
	assert_warns(WITH_CPU("\"mems\": \"0,4\"", BIND("0")), &four.machine,
		     "some of the nodes \"0,4\" do not exist on this machine, which has 0-3");
	four.machine.sets.with_memory.words[0] &= ~8UL;
	assert_warns(WITH_CPU("\"mems\": \"0-3\"", BIND("0")), &four.machine,
		     "some of the nodes \"0-3\" have no memory on this machine, only 0-2 do");
}
END_TEST

void add_warnings(TCase *tcase)
{
	add_tests(tcase, binding_below_the_memory_limit_is_warned_of,
		  weights_that_are_all_one_are_warned_of, balancing_that_is_off_is_warned_of,
		  demotion_is_warned_of, one_node_is_warned_of,
		  memory_away_from_all_cpus_is_warned_of,
		  nodes_of_the_cpuset_that_are_not_there_are_warned_of);
}
