/* SPDX-License-Identifier: Apache-2.0 */
/* What the memory controller counts for the cgroup that a container's processes are in. */
#ifndef CLI_CGROUP_MEMORY_H
#define CLI_CGROUP_MEMORY_H

#include "mempolicy.h"

/* Whose pages are counted. */
enum moved_by {
	MOVED_UNKNOWN, /* nobody's: this kernel does not count them */
	MOVED_CGROUP,  /* the cgroup's, in memory.stat */
	MOVED_MACHINE, /* those of all processes together, in /proc/vmstat */
};

/* Pages that were moved between nodes since the cgroup was created or the machine was booted. */
struct moved {
	enum moved_by by;
	unsigned long long migrated; /* by automatic NUMA balancing */
	unsigned long long demoted;  /* moved to slower nodes instead of being swapped out */
};

struct cgroup_memory {
	char *path; /* as in /proc/PID/cgroup; NULL: it is the root, or there is none */
	bool has_nodes;
	/* memory.numa_stat, in bytes: what is charged to the cgroup and all below it */
	unsigned long long anonymous[MEMPOLICY_MAX_NODES];
	unsigned long long file[MEMPOLICY_MAX_NODES]; /* including shared memory */
	struct moved moved;
};

/*
 * Reads the counters of the innermost cgroup that all these processes are in; those that do not
 * exist are left out. The caller drops *ret with cgroup_memory_drop().
 */
void cgroup_memory_read(const pid_t *pids, size_t count, struct cgroup_memory *ret);
void cgroup_memory_drop(struct cgroup_memory *memory);

/* ---- pure ---- */

/* Parses memory.numa_stat; unit is the size of what it counts: 1 with cgroup v2, the size of a page
 * with v1. */
void cgroup_memory_parse_nodes(const char *text, unsigned long long unit,
			       struct cgroup_memory *ret);
/* Parses memory.stat or /proc/vmstat; returns false if it has no such counters. */
bool cgroup_memory_parse_moved(const char *text, struct moved *ret);
/* What has been moved since then; 0 if counters went backwards, as when the cgroup is another. */
struct moved moved_since(const struct moved *now, const struct moved *before);
/* Shortens path to the innermost cgroup that other is in as well. */
void cgroup_memory_common(char *path, const char *other);

#endif
