/* SPDX-License-Identifier: Apache-2.0 */
/* What the memory controller says of the cgroup that a container's processes are in. */
#ifndef CLI_CGROUP_MEMORY_H
#define CLI_CGROUP_MEMORY_H

#include "mempolicy.h"

/* Whose counters they are. */
enum moved_by {
	MOVED_UNKNOWN, /* this kernel counts nothing */
	MOVED_CGROUP,  /* memory.stat of the cgroup */
	MOVED_MACHINE, /* /proc/vmstat: of all processes together */
};

/* Pages that were moved between nodes, since the cgroup was made or the machine was started. */
struct moved {
	enum moved_by by;
	unsigned long long migrated; /* by automatic NUMA balancing */
	unsigned long long demoted;  /* to slower nodes, where others would be written to swap */
};

struct cgroup_memory {
	char *path; /* as /proc/PID/cgroup has it; NULL: it is the root, or there is none */
	bool has_nodes;
	/* memory.numa_stat, in bytes: what is charged to it, with all cgroups below */
	unsigned long long anonymous[MEMPOLICY_MAX_NODES];
	unsigned long long file[MEMPOLICY_MAX_NODES]; /* shared memory is among it */
	struct moved moved;
};

/*
 * Reads them, of the innermost cgroup that all these processes are in. What is not to be had is
 * left out; *ret is to be dropped with cgroup_memory_drop().
 */
void cgroup_memory_read(const pid_t *pids, size_t count, struct cgroup_memory *ret);
void cgroup_memory_drop(struct cgroup_memory *memory);

/* ---- pure ---- */

/* What the text of memory.numa_stat says; unit is bytes for each that it counts: 1 with cgroup v2,
 * a page's size with v1. */
void cgroup_memory_parse_nodes(const char *text, unsigned long long unit,
			       struct cgroup_memory *ret);
/* What memory.stat or /proc/vmstat says. False: nothing. */
bool cgroup_memory_parse_moved(const char *text, struct moved *ret);
/* What has been moved since then; nothing where counters went back, as those of another cgroup. */
struct moved moved_since(const struct moved *now, const struct moved *before);
/* Shortens a cgroup's path to that which other is in, too. */
void cgroup_memory_common(char *path, const char *other);

#endif
