/* SPDX-License-Identifier: Apache-2.0 */
/* The test cases: each test_*.c adds one. */
#ifndef FAULTS_SUITES_H
#define FAULTS_SUITES_H

#include <check.h>

/* A new test case of the suite. */
TCase *add_case(Suite *suite, const char *name);

void add_killed(Suite *suite);
void add_errors(Suite *suite);
void add_memory(Suite *suite);
void add_init(Suite *suite);
void add_config(Suite *suite);
void add_paths(Suite *suite);
void add_records(Suite *suite);
void add_soak(Suite *suite);

#endif
