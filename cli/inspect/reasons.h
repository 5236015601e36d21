/* SPDX-License-Identifier: Apache-2.0 */
/* Why memory is not on the nodes of the policy, as far as the kernel shows. */
#ifndef CLI_REASONS_H
#define CLI_REASONS_H

#include <stdbool.h>
#include <stddef.h>

#define REASON_TEXT 256
#define REASONS_MAX 12

enum reason_kind {
	REASON_MAPPING_POLICY, /* the program set another policy for it */
	REASON_OTHER_POLICY,   /* its process runs under another policy */
	REASON_FULL,	       /* the policy's nodes were full */
	REASON_BALANCING,      /* automatic NUMA balancing moved it */
	REASON_DEMOTION,       /* it was demoted to slower nodes */
	REASON_CPUSET,	       /* the cpuset has changed */
	REASON_EARLIER,	       /* it was allocated before the policy was set */
	REASON_FILE_OF_OTHERS, /* file pages that others read first */
	REASON_FILE,
	REASON_SHARED,
};

struct reason {
	enum reason_kind kind;
	bool certain; /* otherwise possible */
	bool has_bytes;
	/* How much it explains: of processes' own memory, except for the last three kinds. */
	unsigned long long bytes;
	char text[REASON_TEXT]; /* a sentence */
};

struct reasons {
	unsigned long long outside; /* bytes of the processes' own memory on other nodes */
	unsigned long long shared_outside, file_outside;
	size_t count;
	struct reason list[REASONS_MAX];
};

/* The names in JSON: "mappingPolicy" and so on. */
const char *reason_name(enum reason_kind kind);

struct inspection;

/* Finds the reasons; there are none if there are no nodes to judge by, or all memory is on them.
 * Pure. */
void reasons_find(const struct inspection *inspection, struct reasons *ret);

#endif
