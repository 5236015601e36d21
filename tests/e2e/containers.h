/* SPDX-License-Identifier: Apache-2.0 */
/* Suites that run containers. */
#ifndef E2E_CONTAINERS_H
#define E2E_CONTAINERS_H

#include "suite.h"

/* As add_case(), with time for many containers; what failed tests left is deleted behind them. */
TCase *add_container_case(Suite *suite, const char *name);
/* As run_suite(), as root, with a scratch directory. */
int run_container_suite(const char *name, case_adder *const adders[], size_t count);

#endif
