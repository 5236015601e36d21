/* SPDX-License-Identifier: Apache-2.0 */
/* A second parser of the memoryPolicy object: written from the runtime-spec (config-linux.md,
 * "Memory policy") and set_mempolicy(2), sharing no code with the library. It uses regular
 * expressions where the library's parser is written by hand. */
#ifndef FUZZ_REFERENCE_H
#define FUZZ_REFERENCE_H

#include <jansson.h>

#include "kernel_model.h"

/* Parses a node list; returns false if it is malformed. */
bool reference_nodes(const char *list, struct bits *ret);

enum verdict {
	MALFORMED,     /* a type, a name or the node list is wrong */
	AGAINST_RULES, /* mode, flags and nodes do not fit together */
	VALID,
};

struct reference {
	int mode;	    /* the number that set_mempolicy(2) uses */
	unsigned int flags; /* likewise */
	struct bits nodes;
};

/* *ret is set unless the object is malformed. */
enum verdict reference_policy(const json_t *object, struct reference *ret);

#endif
