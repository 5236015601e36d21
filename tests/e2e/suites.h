/* SPDX-License-Identifier: Apache-2.0 */
/* The test cases: each test_*.c adds one. */
#ifndef E2E_SUITES_H
#define E2E_SUITES_H

#include <check.h>

/* A new test case of the suite. */
TCase *add_case(Suite *suite, const char *name);

void add_degraded(Suite *suite);
void add_hostile(Suite *suite);
void add_input(Suite *suite);
void add_limits(Suite *suite);
void add_many(Suite *suite);
void add_outlets(Suite *suite);
void add_policies(Suite *suite);
void add_refusals(Suite *suite);
void add_reporting(Suite *suite);
/* Adds none, and says so, where CRIU does not work. */
void add_restored(Suite *suite);
void add_rootless(Suite *suite);
void add_shapes(Suite *suite);
void add_syslog(Suite *suite);
void add_target(Suite *suite);
void add_threads(Suite *suite);
void add_unreadable(Suite *suite);
void add_watchdog(Suite *suite);

#endif
