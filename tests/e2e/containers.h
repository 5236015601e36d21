/* SPDX-License-Identifier: Apache-2.0 */
/* Programs of tests that run containers. */
#ifndef E2E_CONTAINERS_H
#define E2E_CONTAINERS_H

#include "suite.h"

/* A case has time for many containers, and what failed tests left is deleted behind it. */
void prepare_containers(TCase *tcase);
/* As run_suite(), as root, with a scratch directory. */
int run_container_suite(const char *name, const struct tests *cases, size_t count,
			test_adder *prepare);

#endif
