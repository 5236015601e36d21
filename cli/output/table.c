/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "error.h"
#include "fit.h"
#include "style.h"

struct libscols_table *table_new(void)
{
	struct libscols_table *table = scols_new_table();

	if (table) {
		scols_table_enable_colors(table, style_colours());
		scols_table_enable_ascii(table, !style_unicode());
	}
	return table;
}

void table_drop(struct libscols_table **table)
{
	scols_unref_table(*table);
}

void table_column(struct libscols_table *table, const char *name, int flags)
{
	scols_table_new_column(table, name, 0, flags);
}

struct libscols_line *table_line(struct libscols_table *table, const char *const cells[])
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	for (size_t column = 0; cells[column]; column++)
		scols_line_set_data(line, column, cells[column]);
	return line;
}

void table_cell(struct libscols_line *line, size_t column, const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) >= 0)
		scols_line_refer_data(line, column, text);
	va_end(args);
}

int table_print(struct libscols_table *table, struct mempolicy_error *err)
{
	if (table && fit_print(table, style_width()) == 0)
		return 0;
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot build the table");
}

const char *table_size(char buf[TABLE_SIZE_TEXT], unsigned long long bytes)
{
	static const char units[] = "KMGTPE";
	double value = (double)bytes / 1024;
	size_t unit = 0;

	while (value >= 1024 && units[unit + 1]) {
		value /= 1024;
		unit++;
	}
	snprintf(buf, TABLE_SIZE_TEXT, value < 10 && unit ? "%.1f %ciB" : "%.0f %ciB", value,
		 units[unit]);
	return buf;
}
