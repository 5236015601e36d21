/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hook killed and broken everywhere: user code does not run, or runs under the very policy
 * asked for. Takes root. With FULL in the environment, everything is tried everywhere.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "suites.h"
#include "trial.h"

static void delete_left(void)
{
	trial_tell();
	scratch_processes(SIGKILL);
	bundle_delete_left();
}

TCase *add_case(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, getenv("FULL") ? 3600 : 600);
	/* Of tests that failed. Others delete what they make. */
	tcase_add_unchecked_fixture(tcase, NULL, delete_left);
	suite_add_tcase(suite, tcase);
	return tcase;
}

int main(void)
{
	Suite *suite = suite_create("faults");
	SRunner *runner;
	int failed;

	if (geteuid() != 0) {
		fputs("faults-tests: must be run by root\n", stderr);
		return EXIT_FAILURE;
	}
	if (!scratch_make())
		return EXIT_FAILURE;
	trial_share();
	add_killed(suite);
	add_errors(suite);
	add_memory(suite);
	add_init(suite);
	add_config(suite);
	add_paths(suite);
	add_records(suite);
	add_soak(suite);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	scratch_remove();
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
