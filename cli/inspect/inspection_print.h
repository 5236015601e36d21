/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of inspect's output for people. */
#ifndef CLI_INSPECTION_PRINT_H
#define CLI_INSPECTION_PRINT_H

#include "inspection.h"

/* Prints what is above the tables: a line for each fact. */
void inspection_print_head(const struct inspection *inspection);

#endif
