/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with a text that others wrote, as numbers and at most one short value. This lets
 * one process find the defect, and another one, which does not trust the first, report it in its
 * own words.
 */
#ifndef MEMPOLICY_DEFECT_H
#define MEMPOLICY_DEFECT_H

#include <stddef.h>

#include "error.h"

enum defect_kind {
	DEFECT_NONE,
	/* linux.memoryPolicy. Types are jansson's. */
	DEFECT_POLICY_TYPE, /* numbers: type */
	DEFECT_MODE_MISSING,
	DEFECT_MODE_TYPE,    /* numbers: type */
	DEFECT_MODE_UNKNOWN, /* value */
	DEFECT_FLAGS_TYPE,   /* numbers: type */
	DEFECT_FLAG_TYPE,    /* numbers: type, index */
	DEFECT_FLAG_UNKNOWN, /* value; numbers: 0, index */
	DEFECT_NODES_TYPE,   /* numbers: type */
	DEFECT_NODES_LIST,   /* value; numbers: enum ranges_reason, position, byte */

	/* The notation for people. The value is the whole text. */
	DEFECT_NOTATION,      /* numbers: enum notation_reason, position */
	DEFECT_NOTATION_LIST, /* numbers: enum nodes_reason, position, byte */

	DEFECT_MEMORY, /* out of memory while reading the text */
	DEFECT_KINDS,  /* the kinds of oci_defect.h continue here */
};

/* How many bytes of a value are kept. */
#define DEFECT_VALUE 64

struct defect {
	unsigned int kind; /* of enum defect_kind, or of an enum that continues it */
	unsigned int numbers[3];
	size_t value_length; /* of the whole value */
	char value[DEFECT_VALUE];
};

/* Fills *ret, with neither numbers nor a value; returns -1. */
int mp_defect_set(struct defect *ret, unsigned int kind);
/* Fills *ret, with numbers; returns -1. */
int mp_defect_numbers(struct defect *ret, unsigned int kind, unsigned int first,
		      unsigned int second, unsigned int third);
/* Adds a value, which may contain NUL; returns -1. */
int mp_defect_value(struct defect *ret, const char *value, size_t length);

/* Writes the value in quotes, ending with "..." if it was truncated. Returns buf. */
const char *mp_defect_quote(const struct defect *defect, char buf[ERROR_QUOTED]);

#endif
