/* SPDX-License-Identifier: Apache-2.0 */
/* Tables by libsmartcols, with what all tables of this command have in common. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <libsmartcols.h>

#include "mempolicy.h"

/*
 * A table with colors and line-drawing characters if standard output supports them; the caller
 * drops it with table_drop(). NULL when out of memory.
 */
struct libscols_table *table_new(void);
void table_drop(struct libscols_table **table);

/* Adds a column; flags are SCOLS_FL_*. With SCOLS_FL_WRAP, cells that are too long (lists in ASCII)
 * are broken into several lines. */
void table_column(struct libscols_table *table, const char *name, int flags);

/* Adds a line with these cells, in the order of the columns and up to NULL. They are copied. */
struct libscols_line *table_line(struct libscols_table *table, const char *const cells[]);
/* Sets one more cell of a line, as printf(3) does. */
__attribute__((format(printf, 3, 4))) void table_cell(struct libscols_line *line, size_t column,
						      const char *format, ...);

/* Prints it to standard output, within style_width(). err: SYSTEM, also if adding to the table
 * failed. */
int table_print(struct libscols_table *table, struct mempolicy_error *err);

/* Bytes for people: "7.2 GiB". Returns buf. */
#define TABLE_SIZE_TEXT 24
const char *table_size(char buf[TABLE_SIZE_TEXT], unsigned long long bytes);

#endif
