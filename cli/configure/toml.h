/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a TOML file of an engine says of one key, as far as configure has to know. No parser: it
 * may see a key where there is none (in a string of several lines), and then configure leaves the
 * file to the administrator. Comments are known.
 */
#ifndef CLI_TOML_H
#define CLI_TOML_H

#include <stdbool.h>

/* The value of the first line, outside of comments, that begins with KEY =, up to the end of its
 * brackets. The caller frees it; NULL if there is none. */
char *toml_value(const char *text, const char *key);

/* Whether a word stands outside of comments. */
bool toml_mentions(const char *text, const char *word);

#endif
