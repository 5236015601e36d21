/* SPDX-License-Identifier: Apache-2.0 */
/* What may be printed beside plain text, and how wide. */
#ifndef CLI_STYLE_H
#define CLI_STYLE_H

#include <stdbool.h>
#include <stddef.h>

/* Takes "always", "never" or "auto", which is so before. Returns 0, or -1 if it is none of them. */
int style_choose(const char *when);

/* Whether standard output is a terminal. */
bool style_terminal(void);

/* Whether to print colours: as was chosen; with "auto", if standard output is a terminal, not a
 * dumb one, and NO_COLOR is unset or empty (no-color.org). */
bool style_colours(void);

/* Whether it takes characters beyond ASCII: it is a terminal in a UTF-8 locale. */
bool style_unicode(void);

/* How many columns standard output has: COLUMNS of the environment, else those of the terminal; 0
 * for any, where it is none. */
size_t style_width(void);

/* Colours as terminals take them. */
#define STYLE_RED    "\x1b[1;31m"
#define STYLE_YELLOW "\x1b[1;33m"
#define STYLE_GREEN  "\x1b[32m"
#define STYLE_PLAIN  "\x1b[0m"

/* colour if style_colours(), else "". */
const char *style(const char *colour);

#endif
