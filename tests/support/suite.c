/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

#include <stdlib.h>

void suite_add_tests(TCase *tcase, int times, const TTest *const tests[])
{
	for (; *tests; tests++)
		tcase_add_loop_test(tcase, *tests, 0, times);
}

static void add_case(Suite *suite, const struct tests *tests, test_adder *prepare)
{
	TCase *tcase = tcase_create(tests->name);

	tcase_set_timeout(tcase, 60);
	if (prepare)
		prepare(tcase);
	tests->add(tcase);
	suite_add_tcase(suite, tcase);
}

static int run_all(SRunner *runner)
{
	int failed;

	/* Each test has its own process, because they set memory policies, descriptors, filters. */
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int run_suites(const struct tests *suites, size_t count)
{
	SRunner *runner = srunner_create(NULL);

	for (size_t i = 0; i < count; i++) {
		Suite *suite = suite_create(suites[i].name);

		add_case(suite, &suites[i], NULL);
		srunner_add_suite(runner, suite);
	}
	return run_all(runner);
}

int run_suite(const char *name, const struct tests *cases, size_t count, test_adder *prepare)
{
	Suite *suite = suite_create(name);

	for (size_t i = 0; i < count; i++)
		add_case(suite, &cases[i], prepare);
	return run_all(srunner_create(suite));
}
