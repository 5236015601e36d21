/* SPDX-License-Identifier: Apache-2.0 */
/* A mapping, as a line of /proc/PID/numa_maps describes it. */
#ifndef CLI_MAPPING_H
#define CLI_MAPPING_H

#include "numa_maps_words.h"
#include "placement.h"

struct mapping {
	struct span policy; /* "bind:0": its own, or the policy of the process's first thread */
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

/* Parses a line, without its newline; *ret points into it. Only the first count items of the array
 * are filled in. err: SYSTEM, it is not such a line */
int mapping_read(const char *line, size_t length, struct mapping *ret, struct mempolicy_error *err);

/* The kinds of its anonymous pages and of its other pages. */
enum page_kind mapping_anonymous_kind(const struct mapping *mapping);
enum page_kind mapping_other_kind(const struct mapping *mapping);

/* Whether a mapping can be assumed to have no policy of its own, so that it shows the thread's: the
 * stack, or a file on a disk. */
bool mapping_shows_thread(const struct mapping *mapping);

#endif
