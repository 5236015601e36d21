/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks up a key in an engine's TOML file, as far as configure needs it. This is not a parser: it
 * may find a key where there is none (in a multi-line string), and then configure leaves the file
 * to the administrator. It knows comments.
 */
#ifndef CLI_TOML_H
#define CLI_TOML_H

#include <stdbool.h>

/* Returns the value of the first line outside comments that begins with KEY =, up to the end of its
 * brackets; NULL if there is none. The caller frees it. */
char *toml_value(const char *text, const char *key);

/* Whether a word occurs outside comments. */
bool toml_mentions(const char *text, const char *word);

#endif
