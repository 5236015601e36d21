/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scans a JSON text once, to check that it is complete and to find the parts that matter, so that
 * only these need to be parsed. The text comes from others and may have any shape; the time needed
 * depends only on its length. Allocates no memory and does not recurse.
 *
 * A text is complete if it is one value by the grammar of RFC 8259. The meaning of characters and
 * numbers is not checked: bytes that are not UTF-8, halves of surrogate pairs and numbers that fit
 * no type are left to whoever reads the part that contains them.
 */
#ifndef MEMPOLICY_SCAN_H
#define MEMPOLICY_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* A part to look for, and where it is. */
struct scan_part {
	const char *const *path; /* keys, the outermost first */
	size_t depth;		 /* number of keys; 0: the part is the whole value */
	const char *text;	 /* NULL when absent */
	size_t length;
	size_t reached; /* used by scan(): how many of the keys match its position */
};

/* A part to look for, given by its keys. */
#define SCAN_PART(...)                                                                             \
	{                                                                                          \
		.path = (const char *const[]){__VA_ARGS__},                                        \
		.depth = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)         \
	}

/* Why a text is not JSON. */
enum scan_reason {
	SCAN_COMPLETE, /* it is JSON */
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

/* The position where the first invalid element begins, or the end of a text that ends too early.
 * Contains nothing of the text. */
struct scan_error {
	enum scan_reason reason;
	size_t offset;
	size_t line, column; /* counted from 1; columns in UTF-8 characters */
};

/*
 * How many bytes scan() needs to remember the open brackets: one bit for each level. A text cannot
 * have more levels than bytes, so depth is not limited. Any limit would reject a text that some
 * runtime accepts: Go's encoding/json stops at 10,000 levels, yajl only when memory is exhausted.
 * This costs little, because memory is touched only as deep as a text is nested, usually one word.
 */
#define SCAN_NESTING(length) (((length) / 64 + 1) * sizeof(uint64_t))

/*
 * Finds the parts and returns 0 if text is complete. Otherwise returns -1, and all parts are
 * absent.
 *
 * Keys are compared as UTF-8 bytes, with escapes decoded. If an object has a key twice, the last
 * one counts, and parts found in the value of the first are discarded.
 *
 * nesting    SCAN_NESTING(length) bytes, which need not be initialized
 * parts      path and depth are given, the rest is 0; count may be 0
 * ret_error  on success reason is SCAN_COMPLETE, and the rest 0
 */
int scan(const char *text, size_t length, uint64_t *nesting, struct scan_part *parts, size_t count,
	 struct scan_error *ret_error);

/* The reason as text, such as "it ends before it is complete". */
const char *scan_reason_text(enum scan_reason reason);

#endif
