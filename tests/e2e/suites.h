/* SPDX-License-Identifier: Apache-2.0 */
/* The test cases: each test_*.c adds one. */
#ifndef E2E_SUITES_H
#define E2E_SUITES_H

#include "suite.h"

test_adder add_asking, add_degraded, add_hostile, add_input, add_limits, add_many, add_outlets,
	add_places, add_policies, add_refusals, add_reporting, add_rootless, add_shapes, add_syslog,
	add_target, add_threads, add_unreadable, add_watchdog;
/* Adds none, and prints a message, if CRIU does not work. */
test_adder add_restored;

#endif
