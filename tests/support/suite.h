/* SPDX-License-Identifier: Apache-2.0 */
/* The elements of test programs: suites, cases, tests, and their main(). */
#ifndef SUPPORT_SUITE_H
#define SUPPORT_SUITE_H

#include <check.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Every file of tests has such a function, which adds its tests to a case. */
typedef void test_adder(TCase *tcase);
/* A case, selected by its name in CK_RUN_CASE. */
struct tests {
	const char *name;
	test_adder *add;
};

/* Adds tests, given by name, to be run once, or `times` times with _i from 0. */
#define add_tests(tcase, ...) add_loop_tests(tcase, 1, __VA_ARGS__)
#define add_loop_tests(tcase, times, ...)                                                          \
	suite_add_tests(tcase, (int)(times), (const TTest *const[]){__VA_ARGS__, NULL})
void suite_add_tests(TCase *tcase, int times, const TTest *const tests[]);

/* Runs suites that each have one case of the same name; returns the program's exit code. Each test
 * may take a minute unless its case sets another limit; this only catches tests that hang. */
int run_suites(const struct tests *suites, size_t count);
/* The same for one suite with cases, each prepared first unless that function is NULL. */
int run_suite(const char *name, const struct tests *cases, size_t count, test_adder *prepare);

#endif
