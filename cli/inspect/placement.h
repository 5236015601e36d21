/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where memory lies. /proc/PID/numa_maps has a line for each mapping: a policy, what is mapped, how
 * many pages on which node.
 */
#ifndef CLI_PLACEMENT_H
#define CLI_PLACEMENT_H

#include "mempolicy.h"

/* Kinds of pages that are kept apart. */
enum page_kind {
	PAGES_ANONYMOUS, /* the process's own: heap, stacks, private copies of pages of files;
			    transparent huge pages are among them, not to be told apart */
	PAGES_FILE,	 /* of files: they lie where their first reader put them */
	PAGES_SHARED, /* memfd, SysV, /dev/shm, shared anonymous: told from files by the name, the
			 only sign of it, so that files of other tmpfs mounts count as files */
	PAGES_HUGE,   /* the process's own, of hugetlbfs, in their own size */
	PAGES_HUGE_SHARED, /* of files and shared memory of hugetlbfs */
	PAGES_KINDS,
};

/* What a process has mapped. Pages that several processes map count for each of them. */
struct placement {
	unsigned long long bytes[PAGES_KINDS][MEMPOLICY_MAX_NODES]; /* by kind and node */
	/* So many bytes of ANONYMOUS and HUGE may lie on another node than the one they count for:
	 * a line has one number for all kinds of pages on a node, and only "anon=" says how many of
	 * the mapping are the process's own. Where a private mapping of a file has pages of both
	 * kinds on several nodes (a program's data), they are taken to be mixed alike on each. */
	unsigned long long estimated;
	unsigned long mappings; /* lines of numa_maps */
};

/* The nodes' weights for MPOL_WEIGHTED_INTERLEAVE, by node, from /sys/kernel/mm/mempolicy. */
struct weights {
	unsigned char of[MEMPOLICY_MAX_NODES];
};

/* Adds one line, without its newline. err: SYSTEM, it is no such line; nothing is added then */
int placement_add_line(struct placement *placement, const char *line, size_t length,
		       struct mempolicy_error *err);

struct mapping_policies;

/*
 * Reads all of it, of a process that is not stopped, as /proc numbers it. Policies are added to
 * *ret_policies.
 *
 * err  SYSTEM (sys_errno ENOENT or ESRCH when it is gone), PERMISSION
 */
int placement_read(pid_t proc_pid, struct placement *ret, struct mapping_policies *ret_policies,
		   struct mempolicy_error *err);

void placement_add(struct placement *sum, const struct placement *placement);

/* The share of the process's own memory (ANONYMOUS and HUGE) that lies on these nodes, from 0 to 1;
 * 1 if there is none. */
double placement_locality(const struct placement *placement, const struct mempolicy_nodes *nodes);

/* Bytes of it that lie elsewhere. */
unsigned long long placement_outside(const struct placement *placement,
				     const struct mempolicy_nodes *nodes);

/*
 * How evenly the process's own memory on these nodes is spread over them: the share of it that lies
 * where an exact spreading would have put it, from 0 to 1. All on one of two nodes is 0.5. weights
 * is NULL for equal shares.
 */
double placement_evenness(const struct placement *placement, const struct mempolicy_nodes *nodes,
			  const struct weights *weights);

#endif
