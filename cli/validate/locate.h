/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a text a JSON pointer leads: jansson does not say. */
#ifndef CLI_LOCATE_H
#define CLI_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

/* Counted from 1; column in characters of UTF-8. */
struct location {
	size_t line, column;
};

/*
 * Where the value that a pointer names begins; where there is none, the nearest value around it.
 * Of a key that stands twice in an object the last counts, as for scan() and jansson.
 *
 * text     JSON that scan() has accepted
 * pointer  such as "/linux/memoryPolicy/flags/0"; "~1" for "/" in a key
 */
struct location locate(const char *text, size_t length, const char *pointer);

/* Whether the key that a pointer ends with stands more than once in its object, and where the value
 * of the first begins. */
bool locate_twice(const char *text, size_t length, const char *pointer, struct location *ret_first);

/* That of a byte of the text. */
struct location locate_offset(const char *text, size_t offset);

#endif
