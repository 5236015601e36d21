/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RUNTIME_TESTS_SUITES_H
#define RUNTIME_TESTS_SUITES_H

#include "suite.h"

test_adder add_arguments, add_edit, add_image;

#endif
