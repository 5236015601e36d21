/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where memory is. /proc/PID/numa_maps has a line for each mapping: its policy, what is mapped, and
 * the number of pages on each node.
 */
#ifndef CLI_PLACEMENT_H
#define CLI_PLACEMENT_H

#include "mempolicy.h"

/* Kinds of pages that are counted separately. */
enum page_kind {
	PAGES_ANONYMOUS, /* the process's own: heap, stacks, private copies of file pages;
			    including transparent huge pages, which look the same */
	PAGES_FILE,	 /* of files: placed by the first process that read them */
	PAGES_SHARED, /* memfd, SysV, /dev/shm, shared anonymous: only the name distinguishes them
			 from files, so that files on other tmpfs mounts count as files */
	PAGES_HUGE,   /* the process's own huge pages, of hugetlbfs */
	PAGES_HUGE_SHARED, /* files and shared memory of hugetlbfs */
	PAGES_KINDS,
};

/* What a process has mapped. Pages that several processes map count for each of them. */
struct placement {
	unsigned long long bytes[PAGES_KINDS][MEMPOLICY_MAX_NODES]; /* by kind and node */
	/* How many bytes of ANONYMOUS and HUGE may be on another node than the one they are counted
	 * for: a line has one number for all pages on a node, and only "anon=" says how many pages
	 * of the whole mapping are the process's own. If a private mapping of a file has pages of
	 * both kinds on several nodes (a program's data), each node is assumed to have the same
	 * mix. */
	unsigned long long estimated;
	unsigned long mappings; /* lines of numa_maps */
};

/* The weights for MPOL_WEIGHTED_INTERLEAVE, by node, from /sys/kernel/mm/mempolicy. */
struct weights {
	unsigned char of[MEMPOLICY_MAX_NODES];
};

/* Adds a line, without its newline. err: SYSTEM, it is not such a line; then nothing is added */
int placement_add_line(struct placement *placement, const char *line, size_t length,
		       struct mempolicy_error *err);

struct mapping_policies;

/*
 * Reads all mappings of a process, by its number in /proc, without stopping it. Policies are added
 * to *ret_policies.
 *
 * err  SYSTEM (sys_errno is ENOENT or ESRCH when the process is gone), PERMISSION
 */
int placement_read(pid_t proc_pid, struct placement *ret, struct mapping_policies *ret_policies,
		   struct mempolicy_error *err);

void placement_add(struct placement *sum, const struct placement *placement);

/* The share of the process's own memory (ANONYMOUS and HUGE) that is on these nodes, from 0 to 1; 1
 * if there is none. */
double placement_locality(const struct placement *placement, const struct mempolicy_nodes *nodes);

/* Bytes of it that are on other nodes. */
unsigned long long placement_outside(const struct placement *placement,
				     const struct mempolicy_nodes *nodes);

/*
 * How evenly the process's own memory on these nodes is spread over them: the share of it that is
 * where exact interleaving would have put it, from 0 to 1. All on one of two nodes is 0.5. weights
 * is NULL for equal shares.
 */
double placement_evenness(const struct placement *placement, const struct mempolicy_nodes *nodes,
			  const struct weights *weights);

#endif
