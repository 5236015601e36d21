/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TRACEE_SUITES_H
#define TRACEE_SUITES_H

#include <check.h>

Suite *states_suite(void);
Suite *signals_suite(void);
Suite *shapes_suite(void);
Suite *policies_suite(void);
Suite *refusals_suite(void);
Suite *deaths_suite(void);
Suite *callers_suite(void);
Suite *execs_suite(void);
Suite *faults_suite(void);
Suite *rseq_suite(void);
Suite *cpusets_suite(void);

#endif
