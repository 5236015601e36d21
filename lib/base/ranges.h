/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of numbers such as "0-3,7": the format of CPUs and nodes in the kernel (cpuset(7), "List
 * format") and in config.json. Pure. */
#ifndef MEMPOLICY_RANGES_H
#define MEMPOLICY_RANGES_H

#include <stdbool.h>
#include <stddef.h>

/* Why reading a list has stopped. */
enum ranges_reason {
	RANGES_END, /* the end of a valid list */
	RANGES_MISSING,
	RANGES_MISSING_AT_END,
	RANGES_UNEXPECTED,
	RANGES_TOO_HIGH,
	RANGES_BACKWARDS,
	RANGES_THREE_ENDS,
	RANGES_NUL,
	RANGES_REASONS,
};

struct ranges {
	const char *list; /* followed by NUL, and may contain NUL */
	size_t length;
	unsigned long highest; /* greatest valid number */
	size_t at;	       /* how far it has been read, or where it is wrong */
	unsigned long first, last;
	enum ranges_reason reason;
};

/* Begins to read a list. */
static inline struct ranges ranges_of(const char *list, size_t length, unsigned long highest)
{
	return (struct ranges){.list = list, .length = length, .highest = highest};
}

/* Reads the next number or range into first and last. False at the end of the list or where it is
 * wrong: see reason. */
bool mp_ranges_next(struct ranges *ranges);

#endif
