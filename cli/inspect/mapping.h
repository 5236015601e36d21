/* SPDX-License-Identifier: Apache-2.0 */
/* What a line of /proc/PID/numa_maps says of a mapping. */
#ifndef CLI_MAPPING_H
#define CLI_MAPPING_H

#include "numa_maps_words.h"
#include "placement.h"

struct mapping {
	struct span policy; /* "bind:0": its own, or that of the process's first thread */
	bool is_stack, has_file, is_huge, is_shared;
	unsigned long long pages; /* on all nodes */
	unsigned long long anonymous;
	unsigned long long page_size; /* bytes */
	size_t count;
	struct {
		unsigned int node;
		unsigned long long pages;
	} on[MEMPOLICY_MAX_NODES];
};

/* Of the array only the beginning is filled in. *ret borrows from line, which is without its
 * newline. err: SYSTEM, it is no such line */
int mapping_read(const char *line, size_t length, struct mapping *ret, struct mempolicy_error *err);

/* Where its two kinds of pages belong to. */
enum page_kind mapping_anonymous_kind(const struct mapping *mapping);
enum page_kind mapping_other_kind(const struct mapping *mapping);

/* Whether nobody gives such a mapping a policy of its own: the stack, or a file on a disk. */
bool mapping_shows_thread(const struct mapping *mapping);

#endif
