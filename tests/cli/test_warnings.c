/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings about a machine, on invented ones. */
#include <string.h>

#include "cleanup.h"
#include "cli.h"
#include "invented.h"
#include "oci_policy.h"
#include "warnings.h"

/* The last warning, and how many there were. */
struct heard {
	size_t count;
	struct mempolicy_error last;
};

static void hear(void *data, const struct mempolicy_error *err)
{
	struct heard *heard = data;

	heard->count++;
	heard->last = *err;
}

static struct heard warnings_of(const char *config, const struct machine *machine)
{
	CLEANUP(cleanup_json) json_t *root = oci_config_value(config, strlen(config));
	struct oci_config read;
	struct mempolicy policy;
	struct mempolicy_resolution resolution;
	const struct warned about = {&policy, root, machine, &resolution};
	struct mempolicy_error err;
	struct heard heard = {.count = 0};

	ck_assert_int_eq(oci_config_parse(config, strlen(config), &read, &err), 0);
	ck_assert_int_eq(oci_policy_parse(&read, &policy, &err), 0);
	oci_config_drop(&read);
	ck_assert_int_eq(mempolicy_resolve(&policy, &machine->sets, &machine->sets.with_memory,
					   NULL, false, &resolution, &err),
			 0);
	warnings_find(&about, hear, &heard);
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
		"the nodes 0-1 have 8192 MiB free, less than linux.resources.memory.limit (8192 "
		"MiB): memory may run out below the limit, while other nodes have some");
	assert_silent(WITH_LIMIT("8589934593", "{\"mode\": \"MPOL_INTERLEAVE\", \"nodes\": \"0\"}"),
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
		     "all weights are 1: MPOL_WEIGHTED_INTERLEAVE does what MPOL_INTERLEAVE does");
	assert_silent(POLICY("{\"mode\": \"MPOL_WEIGHTED_INTERLEAVE\", \"nodes\": \"2\"}"),
		      &machine.machine);
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
		     "MPOL_F_NUMA_BALANCING does nothing: automatic NUMA balancing is off");
	four.machine.numa_balancing = MACHINE_UNKNOWN;
	assert_warns(
		config, &four.machine,
		"MPOL_F_NUMA_BALANCING does nothing: automatic NUMA balancing is not built into "
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
		"demotion is on: where memory runs short, the kernel moves pages to slower nodes (2), "
		"in spite of MPOL_BIND");
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
		"this machine has one node with memory (0): no policy changes where memory lies");
	assert_silent(POLICY("{\"mode\": \"MPOL_LOCAL\"}"), &one.machine);
}
END_TEST

void add_warnings(TCase *tcase)
{
	add_tests(tcase, binding_below_the_memory_limit_is_warned_of,
		  weights_that_are_all_one_are_warned_of, balancing_that_is_off_is_warned_of,
		  demotion_is_warned_of, one_node_is_warned_of);
}
