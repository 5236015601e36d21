/* SPDX-License-Identifier: Apache-2.0 */
/* Resolves the names of nodes in cases ("@first") to their numbers on this machine. */
#ifndef CONFORMANCE_SYMBOLS_H
#define CONFORMANCE_SYMBOLS_H

#include <jansson.h>

#include "machine.h"

/* The size of a text in which symbols are replaced, and of the reason why they cannot be. */
#define SYMBOLS_TEXT   4096
#define SYMBOLS_REASON 256

/*
 * Copies a value, replacing symbols in strings and in keys of objects by numbers, {LIST} by the
 * list in its shortest form, and {"@repeat": [TEXT, COUNT]} by COUNT copies of the text. Returns
 * NULL if this machine has no such node: reason then says what it lacks.
 */
json_t *symbols_resolve(const struct machine *machine, const json_t *value,
			char reason[SYMBOLS_REASON]);

/* Parses a resolved list. Exits if it is not valid, because then the case is wrong. */
struct mempolicy_nodes symbols_nodes(const char *list);

#endif
