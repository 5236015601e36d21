/* SPDX-License-Identifier: Apache-2.0 */
/* Prints a table that may be wider than the line. */
#ifndef CLI_FIT_H
#define CLI_FIT_H

#include <libsmartcols.h>

/*
 * Prints it to standard output within this width, 0 for any: cells of columns with SCOLS_FL_WRAP
 * take several lines; columns that find no place beside the others are printed below them, beside
 * the first again. Returns 0, or -1 when memory ran out.
 */
int fit_print(struct libscols_table *table, size_t width);

#endif
