/* SPDX-License-Identifier: Apache-2.0 */
/* Every possible policy reaches the container, and overrides the one that the runtime was started
 * under. */
#include "expect.h"
#include "suites.h"

#define NB "MPOL_F_NUMA_BALANCING"
#define RN "MPOL_F_RELATIVE_NODES"
#define SN "MPOL_F_STATIC_NODES"

static const struct policy policies[] = {
	{"MPOL_DEFAULT", NULL, {NULL}, DEFAULT},
	{"MPOL_LOCAL", NULL, {NULL}, LOCAL},
	/* The kernel's other name for local. */
	{"MPOL_PREFERRED", NULL, {NULL}, LOCAL},
	{"MPOL_PREFERRED", "0", {NULL}, PREFERRED},
	{"MPOL_PREFERRED", "0", {SN}, PREFERRED | STATIC_NODES},
	{"MPOL_PREFERRED", "0", {RN}, PREFERRED | RELATIVE_NODES},
	{"MPOL_BIND", "0", {NULL}, BIND},
	{"MPOL_BIND", "0", {SN}, BIND | STATIC_NODES},
	{"MPOL_BIND", "0", {RN}, BIND | RELATIVE_NODES},
	{"MPOL_BIND", "0", {NB}, BIND | NUMA_BALANCING},
	{"MPOL_BIND", "0", {NB, SN}, BIND | NUMA_BALANCING | STATIC_NODES},
	{"MPOL_BIND", "0", {RN, NB}, BIND | NUMA_BALANCING | RELATIVE_NODES},
	{"MPOL_INTERLEAVE", "0", {NULL}, INTERLEAVE},
	{"MPOL_INTERLEAVE", "0", {SN}, INTERLEAVE | STATIC_NODES},
	{"MPOL_INTERLEAVE", "0", {RN}, INTERLEAVE | RELATIVE_NODES},
	{"MPOL_PREFERRED_MANY", "0", {NULL}, PREFERRED_MANY},
	{"MPOL_PREFERRED_MANY", "0", {SN}, PREFERRED_MANY | STATIC_NODES},
	{"MPOL_PREFERRED_MANY", "0", {RN}, PREFERRED_MANY | RELATIVE_NODES},
	{"MPOL_PREFERRED_MANY", "0", {NB}, PREFERRED_MANY | NUMA_BALANCING},
	{"MPOL_PREFERRED_MANY", "0", {SN, NB}, PREFERRED_MANY | NUMA_BALANCING | STATIC_NODES},
	{"MPOL_PREFERRED_MANY", "0", {NB, RN}, PREFERRED_MANY | NUMA_BALANCING | RELATIVE_NODES},
	{"MPOL_WEIGHTED_INTERLEAVE", "0", {NULL}, WEIGHTED_INTERLEAVE},
	{"MPOL_WEIGHTED_INTERLEAVE", "0", {SN}, WEIGHTED_INTERLEAVE | STATIC_NODES},
	{"MPOL_WEIGHTED_INTERLEAVE", "0", {RN}, WEIGHTED_INTERLEAVE | RELATIVE_NODES},
};
#define POLICIES ((int)(sizeof(policies) / sizeof(policies[0])))

START_TEST(every_policy_reaches_the_container_at_each_stage_and_at_both)
{
	const struct policy *policy = &policies[_i / RUNTIMES % POLICIES];
	struct bundle bundle;

	bundle_open_asking(&bundle, _i, policy);
	expect_runs(&bundle, &stages[_i / RUNTIMES / POLICIES], policy);
	bundle_close(&bundle);
}
END_TEST

START_TEST(at_both_stages_the_first_applies_and_the_second_verifies)
{
	struct bundle bundle;

	bundle_open_asking(&bundle, _i, &bind_0);
	bundle_hook_at(&bundle, &stages[2], bundle.log);
	bundle_run(&bundle);
	expect_ran(&bundle, &bind_0);
	ck_assert_uint_eq(log_lines(bundle.log), 2);
	expect_logged(bundle.log, 0, "stage", "createRuntime", "outcome", "applied", "verified",
		      "read-back", NULL);
	expect_logged(bundle.log, 1, "stage", "createContainer", "outcome", "in-place", "verified",
		      "inherited", NULL);
	bundle_close(&bundle);
}
END_TEST

/* Loops over runtimes and stages. The runtime itself has another policy, which init inherits. */
static void run_under_interleave(int index, const struct policy *asked, const struct policy *seen)
{
	struct bundle bundle;

	bundle_open(&bundle, index);
	bundle.under[0] = "numactl";
	bundle.under[1] = "--interleave=0";
	if (asked)
		bundle_ask(&bundle, asked);
	expect_runs(&bundle, &stages[index / RUNTIMES], seen);
	bundle_close(&bundle);
}

START_TEST(default_replaces_the_runtimes_own_policy)
{
	run_under_interleave(_i, &no_policy, &no_policy);
}
END_TEST

START_TEST(bind_replaces_the_runtimes_own_policy)
{
	run_under_interleave(_i, &bind_0, &bind_0);
}
END_TEST

START_TEST(without_memoryPolicy_the_runtimes_own_policy_stays)
{
	run_under_interleave(_i, NULL, &interleave_0);
}
END_TEST

START_TEST(a_policy_that_init_has_already_is_only_verified)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	expect_only_verified(&bundle);
	bundle_close(&bundle);
}
END_TEST

void add_policies(TCase *tcase)
{
	const int staged = STAGES * RUNTIMES;

	add_loop_tests(tcase, POLICIES * STAGES * RUNTIMES,
		       every_policy_reaches_the_container_at_each_stage_and_at_both);
	add_loop_tests(tcase, RUNTIMES, at_both_stages_the_first_applies_and_the_second_verifies,
		       a_policy_that_init_has_already_is_only_verified);
	add_loop_tests(tcase, staged, default_replaces_the_runtimes_own_policy,
		       bind_replaces_the_runtimes_own_policy,
		       without_memoryPolicy_the_runtimes_own_policy_stays);
}
