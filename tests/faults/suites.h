/* SPDX-License-Identifier: Apache-2.0 */
/* The test cases: each test_*.c adds one. */
#ifndef FAULTS_SUITES_H
#define FAULTS_SUITES_H

#include "suite.h"

case_adder add_killed, add_errors, add_memory, add_init, add_config, add_paths, add_records,
	add_soak;

#endif
