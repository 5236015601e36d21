/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TRACEE_SUITES_H
#define TRACEE_SUITES_H

#include "suite.h"

test_adder add_states, add_signals, add_rounds, add_shapes, add_policies, add_refusals, add_deaths,
	add_callers, add_execs, add_faults, add_rseq, add_cpusets;

#endif
