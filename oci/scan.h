/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goes over a JSON text once, to see that it is complete and where the parts that matter stand in
 * it, so that only these need to be understood. Others write the text: it may be of any shape, and
 * costs time by its length alone. Allocates nothing and does not recurse.
 *
 * A text is complete when it is one value by the grammar of RFC 8259. What characters and numbers
 * mean is not looked at: bytes that are not UTF-8, halves of surrogate pairs and numbers beyond any
 * type are for whoever reads the part that they are in.
 */
#ifndef MEMPOLICY_SCAN_H
#define MEMPOLICY_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* What to look for, and where it is. */
struct scan_part {
	const char *const *path; /* keys, the outermost first */
	size_t depth;		 /* how many; none lead to the whole value */
	const char *text;	 /* NULL when it is absent */
	size_t length;
	size_t reached; /* of scan(): how many of the keys lead to where it is */
};

/* A part that is absent yet, by its keys. */
#define SCAN_PART(...)                                                                             \
	{                                                                                          \
		.path = (const char *const[]){__VA_ARGS__},                                        \
		.depth = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)         \
	}

/* Why a text is not JSON. */
enum scan_reason {
	SCAN_COMPLETE, /* it is */
	SCAN_EMPTY,
	SCAN_TRUNCATED,
	SCAN_BOM,
	SCAN_VALUE,
	SCAN_KEY,
	SCAN_COLON,
	SCAN_ARRAY,
	SCAN_OBJECT,
	SCAN_WORD,
	SCAN_NUMBER,
	SCAN_ESCAPE,
	SCAN_CONTROL,
	SCAN_TRAILING,
};

/* The place is where what does not belong there begins; the end of a text that ends too early.
 * Nothing of the text is in it. */
struct scan_error {
	enum scan_reason reason;
	size_t offset;
	size_t line, column; /* counted from 1; column in characters of UTF-8 */
};

/*
 * How many bytes scan() needs to remember the brackets that are open: a bit for each level. There
 * cannot be more levels than bytes, so there is no limit to them. Any limit would refuse what some
 * runtime takes: encoding/json of Go ends at 10,000 levels, yajl only with the memory. It costs
 * little: memory is used as far as a text is nested, and mostly that is one word.
 */
#define SCAN_NESTING(length) (((length) / 64 + 1) * sizeof(uint64_t))

/*
 * Returns 0 when text is complete, and finds the parts; else -1, and all parts are absent.
 *
 * Keys are compared as bytes of UTF-8, after their escapes are undone. Of a key that stands twice
 * in an object the last counts, and what the first led to is forgotten.
 *
 * nesting    SCAN_NESTING(length) bytes of anything
 * parts      path and depth given, the rest 0; count may be 0
 * ret_error  reason is SCAN_COMPLETE, and the rest 0, when there is none
 */
int scan(const char *text, size_t length, uint64_t *nesting, struct scan_part *parts, size_t count,
	 struct scan_error *ret_error);

/* "it ends before it is complete" */
const char *scan_reason_text(enum scan_reason reason);

#endif
