/* SPDX-License-Identifier: Apache-2.0 */
/* What programs of tests are made of: suites, cases, tests, and their main(). */
#ifndef SUPPORT_SUITE_H
#define SUPPORT_SUITE_H

#include <check.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Each file of tests has one of these, for what it has. */
typedef void case_adder(Suite *suite);

/* A new case of the suite. Each of its tests may take a minute, which only catches what hangs. */
TCase *add_case(Suite *suite, const char *name);

/* Adds tests, by their names: to be run once, or `times` times, with _i from 0. */
#define add_tests(tcase, ...) add_loop_tests(tcase, 1, __VA_ARGS__)
#define add_loop_tests(tcase, times, ...)                                                          \
	suite_add_tests(tcase, (int)(times), (const TTest *const[]){__VA_ARGS__, NULL})
void suite_add_tests(TCase *tcase, int times, const TTest *const tests[]);

/* A suite of one file. */
struct suite {
	const char *name;
	case_adder *add;
};
/* Runs suites; the exit code of the program. */
int run_suites(const struct suite *suites, size_t count);
/* The same of one suite of many files. */
int run_suite(const char *name, case_adder *const adders[], size_t count);

#endif
