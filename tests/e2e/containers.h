/* SPDX-License-Identifier: Apache-2.0 */
/* Test programs that run containers. */
#ifndef E2E_CONTAINERS_H
#define E2E_CONTAINERS_H

#include "suite.h"

/* Gives a case enough time for many containers, and deletes afterwards what failed tests left. */
void prepare_containers(TCase *tcase);
/* Like run_suite(), as root, with a scratch directory. */
int run_container_suite(const char *name, const struct tests *cases, size_t count,
			test_adder *prepare);

#endif
