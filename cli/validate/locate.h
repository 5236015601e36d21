/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a text a JSON pointer leads, which jansson does not report. */
#ifndef CLI_LOCATE_H
#define CLI_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

/* Both count from 1; the column is in characters of UTF-8. */
struct location {
	size_t line, column;
};

/*
 * Where the value that a pointer names begins; if it does not exist, where the nearest value around
 * it begins. If an object has a key twice, the last one counts, as in scan() and jansson.
 *
 * text     JSON that scan() has accepted
 * pointer  such as "/linux/memoryPolicy/flags/0"; "~1" for "/" in a key
 */
struct location locate(const char *text, size_t length, const char *pointer);

/* Whether the key at the end of a pointer appears more than once in its object, and where the value
 * of the first one begins. */
bool locate_twice(const char *text, size_t length, const char *pointer, struct location *ret_first);

/* The location of a byte of the text. */
struct location locate_offset(const char *text, size_t offset);

#endif
