/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONFINEMENT_SUITES_H
#define CONFINEMENT_SUITES_H

#include <check.h>

/* Each adds its test case. */
void add_holes(Suite *suite);
void add_hooks(Suite *suite);
void add_rights(Suite *suite);

#endif
