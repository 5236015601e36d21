/* SPDX-License-Identifier: Apache-2.0 */
/* Colors, characters beyond ASCII, and the width of the output. */
#ifndef CLI_STYLE_H
#define CLI_STYLE_H

#include <stdbool.h>
#include <stddef.h>

/* Sets "always", "never" or "auto", the default. Returns 0, or -1 if when is none of them. */
int style_choose(const char *when);

/* Whether standard output is a terminal. */
bool style_terminal(void);

/* Whether to print colors: as chosen; with "auto", if standard output is a terminal, not a dumb
 * one, and NO_COLOR is unset or empty (no-color.org). */
bool style_colours(void);

/* Whether to print characters beyond ASCII: on a terminal in a UTF-8 locale. */
bool style_unicode(void);

/* The number of columns: COLUMNS of the environment or, without it, those of the terminal; 0, for
 * no limit, if standard output is not a terminal. */
size_t style_width(void);

/* Colors, as escape sequences. */
#define STYLE_RED    "\x1b[1;31m"
#define STYLE_YELLOW "\x1b[1;33m"
#define STYLE_GREEN  "\x1b[32m"
#define STYLE_PLAIN  "\x1b[0m"

/* Returns colour if style_colours(), otherwise "". */
const char *style(const char *colour);

#endif
