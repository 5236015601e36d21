/* SPDX-License-Identifier: Apache-2.0 */
/* Why memory lies outside the nodes of the policy, as far as the kernel tells. */
#ifndef CLI_REASONS_H
#define CLI_REASONS_H

#include <stdbool.h>
#include <stddef.h>

#define REASON_TEXT 256
#define REASONS_MAX 12

enum reason_kind {
	REASON_MAPPING_POLICY, /* the program bound parts of its memory elsewhere */
	REASON_OTHER_POLICY,   /* processes that have another policy */
	REASON_FULL,	       /* the policy's nodes were full */
	REASON_BALANCING,      /* automatic NUMA balancing */
	REASON_DEMOTION,       /* to slower nodes */
	REASON_CPUSET,	       /* it has changed */
	REASON_EARLIER,	       /* memory from before */
	REASON_FILE_OF_OTHERS, /* of files, first read by others */
	REASON_FILE,
	REASON_SHARED,
};

struct reason {
	enum reason_kind kind;
	bool certain; /* else it is what may have been */
	bool has_bytes;
	unsigned long long
		bytes; /* that it explains; of processes' own memory, but for the last three */
	char text[REASON_TEXT]; /* a sentence */
};

struct reasons {
	unsigned long long outside; /* bytes of the processes' own memory */
	unsigned long long shared_outside, file_outside;
	size_t count;
	struct reason list[REASONS_MAX];
};

/* "mappingPolicy" and so on: names in JSON. */
const char *reason_name(enum reason_kind kind);

struct inspection;

/* Pure. None where there are no nodes to judge by, or all lies on them. */
void reasons_find(const struct inspection *inspection, struct reasons *ret);

#endif
