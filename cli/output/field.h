/* SPDX-License-Identifier: Apache-2.0 */
/* Prints lines with a name and a text, which may be sentences. */
#ifndef CLI_FIELD_H
#define CLI_FIELD_H

/* The width of names. */
#define FIELD_NAME 13

/*
 * Prints a name and a text, which continues below its beginning if it does not fit on the line.
 * Lines are as wide as style_width(), but at most 80 columns. The text must be ASCII.
 */
__attribute__((format(printf, 2, 3))) void field_print(const char *name, const char *format, ...);
/* The same, with the first word of the text in a color of style.h. */
__attribute__((format(printf, 3, 4))) void
field_print_coloured(const char *name, const char *colour, const char *format, ...);

#endif
