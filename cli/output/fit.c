/* SPDX-License-Identifier: Apache-2.0 */
#include "fit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "wrap.h"

/* The narrowest column into which cells are folded. */
#define FOLDED_MIN 16

static struct libscols_column *column_at(const struct libscols_table *table, size_t index)
{
	return scols_table_get_column((struct libscols_table *)table, index);
}

static size_t width_of(const struct libscols_table *table, size_t index)
{
	return scols_column_get_width(column_at(table, index));
}

/* Prints the table to nowhere: the widths of columns are known only after that. */
static int measure(struct libscols_table *table)
{
	CLEANUP(cleanup_free) char *text = NULL;

	return scols_print_table_to_string(table, &text) ? -1 : 0;
}

/* The width of all columns, with a space between them. */
static size_t width_of_all(const struct libscols_table *table)
{
	size_t count = scols_table_get_ncols(table), width = count - 1;

	for (size_t i = 0; i < count; i++)
		width += width_of(table, i);
	return width;
}

/* ---- several lines for a cell ---- */

/* Breaks a text, which must be ASCII, into lines of at most width, without spaces at the breaks.
 * The caller frees the result; NULL when out of memory. */
static char *fold(const char *text, size_t width)
{
	char *folded = malloc(2 * strlen(text) + 1), *to = folded;

	while (folded && *text) {
		size_t end = wrap_length(text, width);

		memcpy(to, text, end);
		to += end;
		text += end;
		text += strspn(text, " ");
		if (*text)
			*to++ = '\n';
	}
	if (folded)
		*to = '\0';
	return folded;
}

static int fold_column(struct libscols_table *table, size_t index, size_t width)
{
	struct libscols_column *column = column_at(table, index);

	scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
	scols_column_set_safechars(column, "\n");
	for (size_t i = 0; i < scols_table_get_nlines(table); i++) {
		struct libscols_cell *cell =
			scols_line_get_cell(scols_table_get_line(table, i), index);
		const char *text = scols_cell_get_data(cell);
		char *folded = text ? fold(text, width) : NULL;

		if (text && (!folded || scols_cell_refer_data(cell, folded)))
			return -1;
	}
	return 0;
}

/* Folds columns that may have several lines into the width that the others leave, but not less than
 * FOLDED_MIN. */
static int fold_columns(struct libscols_table *table, size_t width)
{
	for (size_t i = 0; i < scols_table_get_ncols(table); i++) {
		size_t all = width_of_all(table), own = width_of(table, i), left;

		if (!scols_column_is_wrap(column_at(table, i)) || all <= width)
			continue;
		left = all - width < own ? own - (all - width) : 0;
		if (left < FOLDED_MIN)
			left = FOLDED_MIN;
		if (left < own && (fold_column(table, i, left) || measure(table)))
			return -1;
	}
	return 0;
}

/* ---- several tables ---- */

static void show(struct libscols_table *table, size_t index, bool shown)
{
	struct libscols_column *column = column_at(table, index);
	int flags = scols_column_get_flags(column);

	scols_column_set_flags(column, shown ? flags & ~SCOLS_FL_HIDDEN : flags | SCOLS_FL_HIDDEN);
}

/* How many columns, counting from this one, fit next to the first; at least one. */
static size_t fitting(const size_t *widths, size_t count, size_t from, size_t width)
{
	size_t used = widths[0], to = from;

	while (to < count && (to == from || used + 1 + widths[to] <= width))
		used += 1 + widths[to++];
	return to - from;
}

static int print_parts(struct libscols_table *table, size_t width)
{
	size_t count = scols_table_get_ncols(table), from = 1;
	CLEANUP(cleanup_free) size_t *widths = calloc(count, sizeof(*widths));

	if (!widths)
		return -1;
	for (size_t i = 0; i < count; i++)
		widths[i] = width_of(table, i);
	while (from < count) {
		size_t to = from + fitting(widths, count, from, width);

		for (size_t i = 1; i < count; i++)
			show(table, i, i >= from && i < to);
		if (from > 1)
			putchar('\n');
		if (scols_print_table(table))
			return -1;
		from = to;
	}
	return 0;
}

int fit_print(struct libscols_table *table, size_t width)
{
	/* Keep libsmartcols from truncating columns. */
	scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	if (width && (measure(table) || fold_columns(table, width)))
		return -1;
	if (width && width_of_all(table) > width)
		return print_parts(table, width);
	return scols_print_table(table) ? -1 : 0;
}
