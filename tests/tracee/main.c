/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of mempolicy_apply(): real processes are traced, and tell afterwards whether they have the
 * policy and have noticed anything else. To be run by root.
 *
 * TRACEE_ROUNDS  rounds of test_signals.c (default 1000)
 * TRACEE_SEED    seed of what is random in them (default: the time); printed
 */
#include <stdlib.h>

#include "suites.h"

int main(void)
{
	SRunner *runner = srunner_create(states_suite());
	int failed;

	srunner_add_suite(runner, signals_suite());
	srunner_add_suite(runner, shapes_suite());
	srunner_add_suite(runner, policies_suite());
	srunner_add_suite(runner, refusals_suite());
	srunner_add_suite(runner, deaths_suite());
	srunner_add_suite(runner, callers_suite());
	srunner_add_suite(runner, execs_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
