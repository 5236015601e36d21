/* SPDX-License-Identifier: Apache-2.0 */
/* Names by which cases speak of nodes ("@first"), and their numbers on this machine. */
#ifndef CONFORMANCE_SYMBOLS_H
#define CONFORMANCE_SYMBOLS_H

#include <jansson.h>

#include "machine.h"

/* Room for a text in which symbols are replaced, and for why they cannot be. */
#define SYMBOLS_TEXT   4096
#define SYMBOLS_REASON 256

/*
 * A copy of a value in which symbols within strings, and within keys of objects, are replaced by
 * numbers, {LIST} by the list in its shortest form, and {"@repeat": [TEXT, COUNT]} by the text so
 * many times. NULL where this machine has no such node: reason then says what it lacks.
 */
json_t *symbols_resolve(const struct machine *machine, const json_t *value,
			char reason[SYMBOLS_REASON]);

/* Parses a list that is resolved already; one that is wrong is the case's fault: exits. */
struct mempolicy_nodes symbols_nodes(const char *list);

#endif
