/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that end between words. All text is ASCII. */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include <stddef.h>

/* How much of a text fits a line of this width: up to a space or after a comma; width if there is
 * neither. */
size_t wrap_length(const char *text, size_t width);

/*
 * Prints a text and a newline. If standard output is a terminal, or COLUMNS is set, lines are
 * broken between words, and further lines are indented. A word longer than a line is not broken, so
 * that a path or a command can be copied. Otherwise the text is one line.
 *
 * used    columns that are already taken on the first line; if more than indent, a space separates
 *         them from the text
 * indent  spaces before the other lines
 */
void wrap_print(const char *text, size_t used, size_t indent);

#endif
