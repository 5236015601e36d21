/* SPDX-License-Identifier: Apache-2.0 */
/* The test cases: each test_*.c adds one. */
#ifndef FAULTS_SUITES_H
#define FAULTS_SUITES_H

#include "suite.h"

test_adder add_killed, add_errors, add_errors_at_createRuntime, add_errors_of_the_reader,
	add_errors_with_half_a_policy, add_little, add_memory, add_init, add_config, add_paths,
	add_records, add_soak;

#endif
