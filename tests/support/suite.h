/* SPDX-License-Identifier: Apache-2.0 */
/* What programs of tests are made of: suites, cases, tests, and their main(). */
#ifndef SUPPORT_SUITE_H
#define SUPPORT_SUITE_H

#include <check.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* What a file of tests has: adds them to a case. */
typedef void test_adder(TCase *tcase);
/* A case, named for CK_RUN_CASE. */
struct tests {
	const char *name;
	test_adder *add;
};

/* Adds tests, by their names: to be run once, or `times` times, with _i from 0. */
#define add_tests(tcase, ...) add_loop_tests(tcase, 1, __VA_ARGS__)
#define add_loop_tests(tcase, times, ...)                                                          \
	suite_add_tests(tcase, (int)(times), (const TTest *const[]){__VA_ARGS__, NULL})
void suite_add_tests(TCase *tcase, int times, const TTest *const tests[]);

/* Runs suites that each have a case of their name; the exit code of the program. Each test may take
 * a minute unless its case says otherwise, which only catches what hangs. */
int run_suites(const struct tests *suites, size_t count);
/* The same of one suite with cases, which are prepared first where that is not NULL. */
int run_suite(const char *name, const struct tests *cases, size_t count, test_adder *prepare);

#endif
