/* SPDX-License-Identifier: Apache-2.0 */
/* Prints a table that may be wider than the line. */
#ifndef CLI_FIT_H
#define CLI_FIT_H

#include <libsmartcols.h>

/*
 * Prints it to standard output within this width, or without a limit if that is 0: cells of columns
 * with SCOLS_FL_WRAP are broken into several lines; columns that do not fit next to the others are
 * printed below them, next to the first column again. Returns 0, or -1 when out of memory.
 */
int fit_print(struct libscols_table *table, size_t width);

#endif
