/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of what inspect prints for people. */
#ifndef CLI_INSPECTION_PRINT_H
#define CLI_INSPECTION_PRINT_H

#include "inspection.h"

/* What stands above the tables: a line for each fact. */
void inspection_print_head(const struct inspection *inspection);

#endif
