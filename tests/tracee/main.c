/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of mempolicy_apply(): real processes are traced, and report afterwards whether they have
 * the policy and have noticed anything else. Requires root.
 *
 * TRACEE_ROUNDS  rounds of test_signals.c (default 1000)
 * TRACEE_SEED    seed for random choices in them (default: the time); printed
 */
#include "suites.h"

int main(void)
{
	static const struct tests suites[] = {
		{"states", add_states}, {"signals", add_signals},   {"rounds", add_rounds},
		{"shapes", add_shapes}, {"policies", add_policies}, {"refusals", add_refusals},
		{"deaths", add_deaths}, {"callers", add_callers},   {"execs", add_execs}};

	return run_suites(suites, LENGTH(suites));
}
