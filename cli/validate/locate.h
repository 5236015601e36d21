/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a text a JSON pointer leads: jansson does not say. */
#ifndef CLI_LOCATE_H
#define CLI_LOCATE_H

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
 * pointer  such as "/linux/memoryPolicy/flags/0"; keys in it need no escaping
 */
struct location locate(const char *text, size_t length, const char *pointer);

#endif
