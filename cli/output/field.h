/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a name and a text, which may be sentences. */
#ifndef CLI_FIELD_H
#define CLI_FIELD_H

/* Columns for names. */
#define FIELD_NAME 13

/*
 * Prints a name and a text behind it, which goes on below itself where it is longer than the line:
 * as wide as style_width() has it, but never wider than 80 columns. All of it is ASCII.
 */
__attribute__((format(printf, 2, 3))) void field_print(const char *name, const char *format, ...);
/* The same in a colour of style.h, for the first word of the text. */
__attribute__((format(printf, 3, 4))) void
field_print_coloured(const char *name, const char *colour, const char *format, ...);

#endif
