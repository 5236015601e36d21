/* SPDX-License-Identifier: Apache-2.0 */
/* The elements of an array in a JSON text that scan() has found complete. */
#ifndef MEMPOLICY_ELEMENTS_H
#define MEMPOLICY_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>

struct elements {
	const char *at, *end;
	const char *text; /* of the element */
	size_t length;
};

/* Begins to go through an array: "[...]", length bytes. */
struct elements elements_of(const char *array, size_t length);

/* Moves to the next element. False when there are no more. */
bool elements_next(struct elements *elements);

#endif
