/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONFINEMENT_SUITES_H
#define CONFINEMENT_SUITES_H

#include "suite.h"

/* Each adds its test case. */
test_adder add_holes, add_hooks, add_rights;

#endif
