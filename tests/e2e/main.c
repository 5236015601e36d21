/* SPDX-License-Identifier: Apache-2.0 */
/* Containers of real runtimes with the hook in their config.json. Takes root. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bundle.h"
#include "suites.h"

static void delete_left(void)
{
	scratch_processes(SIGKILL);
	bundle_delete_left();
}

TCase *add_case(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	/* A container takes well below a second; the slowest test runs 200. */
	tcase_set_timeout(tcase, 600);
	/* Of tests that failed. Others delete what they make. */
	tcase_add_unchecked_fixture(tcase, NULL, delete_left);
	suite_add_tcase(suite, tcase);
	return tcase;
}

int main(void)
{
	Suite *suite = suite_create("e2e");
	SRunner *runner;
	int failed;

	if (geteuid() != 0) {
		fputs("e2e-tests: must be run by root\n", stderr);
		return EXIT_FAILURE;
	}
	if (!scratch_make())
		return EXIT_FAILURE;
	add_policies(suite);
	add_refusals(suite);
	add_degraded(suite);
	add_target(suite);
	add_input(suite);
	add_shapes(suite);
	add_restored(suite);
	add_rootless(suite);
	add_reporting(suite);
	add_syslog(suite);
	add_outlets(suite);
	add_limits(suite);
	add_hostile(suite);
	add_unreadable(suite);
	add_threads(suite);
	add_watchdog(suite);
	add_many(suite);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	scratch_remove();
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
