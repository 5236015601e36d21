/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with a text that others wrote: in numbers, and at the most one short value. So one
 * process can find it, and another, which does not trust the first, can tell people in its own
 * words.
 */
#ifndef MEMPOLICY_DEFECT_H
#define MEMPOLICY_DEFECT_H

#include <stddef.h>

#include "error.h"

enum defect_kind {
	DEFECT_NONE,
	/* linux.memoryPolicy. Types are those of jansson. */
	DEFECT_POLICY_TYPE, /* numbers: type */
	DEFECT_MODE_MISSING,
	DEFECT_MODE_TYPE,    /* numbers: type */
	DEFECT_MODE_UNKNOWN, /* value */
	DEFECT_FLAGS_TYPE,   /* numbers: type */
	DEFECT_FLAG_TYPE,    /* numbers: type, index */
	DEFECT_FLAG_UNKNOWN, /* value; numbers: 0, index */
	DEFECT_NODES_TYPE,   /* numbers: type */
	DEFECT_NODES_LIST,   /* value; numbers: enum ranges_reason, position, byte */

	/* The notation for people; value: all of it. */
	DEFECT_NOTATION,      /* numbers: enum notation_reason, position */
	DEFECT_NOTATION_LIST, /* numbers: enum nodes_reason, position, byte */

	DEFECT_MEMORY, /* there was not enough to read it */
	DEFECT_KINDS,  /* those of oci_defect.h begin here */
};

/* So much of a value is kept. */
#define DEFECT_VALUE 64

struct defect {
	unsigned int kind; /* of enum defect_kind, or of another that goes on where it ends */
	unsigned int numbers[3];
	size_t value_length; /* of all of it */
	char value[DEFECT_VALUE];
};

/* Fills *ret, without numbers and value; returns -1. */
int mp_defect_set(struct defect *ret, unsigned int kind);
/* The same with numbers. */
int mp_defect_numbers(struct defect *ret, unsigned int kind, unsigned int first,
		      unsigned int second, unsigned int third);
/* Adds a value, which may hold NUL; returns -1. */
int mp_defect_value(struct defect *ret, const char *value, size_t length);

/* Writes the value between quotes, "..." inside if it was cut. Returns buf. */
const char *mp_defect_quote(const struct defect *defect, char buf[ERROR_QUOTED]);

#endif
