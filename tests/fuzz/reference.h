/* SPDX-License-Identifier: Apache-2.0 */
/* The memoryPolicy object read a second time: written from the runtime-spec (config-linux.md,
 * "Memory policy") and set_mempolicy(2), sharing no code with the library. Where that reads by
 * hand, this matches regular expressions. */
#ifndef FUZZ_REFERENCE_H
#define FUZZ_REFERENCE_H

#include <jansson.h>

#include "kernel_model.h"

/* A node list; false when it is none. */
bool reference_nodes(const char *list, struct bits *ret);

enum verdict {
	MALFORMED,     /* a type, a name or the node list is wrong */
	AGAINST_RULES, /* mode, flags and nodes do not go together */
	VALID,
};

struct reference {
	int mode;	    /* as set_mempolicy(2) numbers it */
	unsigned int flags; /* likewise */
	struct bits nodes;
};

/* *ret is set unless the object is malformed. */
enum verdict reference_policy(const json_t *object, struct reference *ret);

#endif
