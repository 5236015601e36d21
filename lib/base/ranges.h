/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of numbers such as "0-3,7", in which the kernel writes CPUs and nodes (cpuset(7), "List
 * format") and config.json has them. Pure. */
#ifndef MEMPOLICY_RANGES_H
#define MEMPOLICY_RANGES_H

#include <stdbool.h>
#include <stddef.h>

/* Why a list cannot be read on. */
enum ranges_reason {
	RANGES_END, /* there is nothing wrong with it */
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
	const char *list; /* ends with NUL, and may hold others */
	size_t length;
	unsigned long highest; /* that a number may be */
	size_t at;	       /* how far it has been read; or where it is wrong */
	unsigned long first, last;
	enum ranges_reason reason;
};

/* To begin with. */
static inline struct ranges ranges_of(const char *list, size_t length, unsigned long highest)
{
	return (struct ranges){.list = list, .length = length, .highest = highest};
}

/* Reads a number or a range into first and last. False at the end of the list, or where it is
 * wrong: reason tells. */
bool mp_ranges_next(struct ranges *ranges);

#endif
