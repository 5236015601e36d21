/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

#include <stdlib.h>

TCase *add_case(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return tcase;
}

void suite_add_tests(TCase *tcase, int times, const TTest *const tests[])
{
	for (; *tests; tests++)
		tcase_add_loop_test(tcase, *tests, 0, times);
}

static int run_all(SRunner *runner)
{
	int failed;

	/* Each test in a process of its own: they set memory policies, descriptors, filters. */
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int run_suites(const struct suite *suites, size_t count)
{
	SRunner *runner = srunner_create(NULL);

	for (size_t i = 0; i < count; i++) {
		Suite *suite = suite_create(suites[i].name);

		suites[i].add(suite);
		srunner_add_suite(runner, suite);
	}
	return run_all(runner);
}

int run_suite(const char *name, case_adder *const adders[], size_t count)
{
	Suite *suite = suite_create(name);

	for (size_t i = 0; i < count; i++)
		adders[i](suite);
	return run_all(srunner_create(suite));
}
