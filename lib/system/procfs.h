/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc says of processes and threads. */
#ifndef MEMPOLICY_PROCFS_H
#define MEMPOLICY_PROCFS_H

#include <sys/types.h>

#include "mempolicy.h"

/* pid_namespaces(7): at most 32 levels, and the initial one. */
#define PROCFS_LEVELS 33

/* Of /proc/PID/status, see proc_pid_status(5). */
struct proc_status {
	char state;		  /* 'R', 'S', ...; 'Z' and 'X' are dead */
	pid_t parent;		  /* 0 when it is outside the namespace of this /proc */
	pid_t tracer;		  /* 0 when there is none */
	pid_t ids[PROCFS_LEVELS]; /* NSpid: from the namespace of this /proc to the innermost */
	unsigned int levels;	  /* how many of them */
	unsigned int threads;	  /* of its process */
	int seccomp;		  /* SECCOMP_MODE_..., 0: none */
	bool has_allowed;	  /* the kernel has cpusets */
	struct mempolicy_nodes allowed; /* Mems_allowed_list */
};

/*
 * Reads /proc/<task>/status, where task is "self", "PID" or "PID/task/TID" as /proc numbers them.
 * err: SYSTEM; sys_errno is ENOENT or ESRCH when there is no such task (any more).
 */
int mp_proc_status_read(const char *task, struct proc_status *ret, struct mempolicy_error *err);
int mp_proc_status_of(pid_t proc_pid, struct proc_status *ret, struct mempolicy_error *err);
/* The same for text that is read already, from path; takes text apart. */
int mp_proc_status_parse(const char *path, char *text, struct proc_status *ret,
			 struct mempolicy_error *err);

/* Whether it is pid 1 of a pid namespace below that of this /proc. */
bool mp_proc_is_namespace_init(const struct proc_status *status);

/* mempolicy_allowed() of such a task. err: as above, or as mempolicy_machine_read() */
int mp_proc_allowed(const char *task, struct mempolicy_nodes *ret, struct mempolicy_error *err);

/*
 * Whether a thread has begun to end: whatever it waits for, it runs no more. err: as above.
 */
int mp_proc_is_ending(pid_t proc_pid, pid_t proc_tid, bool *ret, struct mempolicy_error *err);

/*
 * Whether a link of two processes' folders leads to the same: "ns/mnt", "ns/net", ..., "exe".
 * err: SYSTEM, when one of them may not be looked at.
 */
int mp_proc_same_link(pid_t a, pid_t b, const char *link, bool *ret, struct mempolicy_error *err);

/* A process's folder of namespaces, which goes on to mean that process when its number has passed
 * to another; to be closed. -1 with errno set. */
int mp_proc_open_namespaces(pid_t pid);

/*
 * The number of a namespace, by its link: an absolute path, or one from an open folder on. No other
 * namespace has that number while it is there. 0 when it may not be looked at, or is gone.
 */
unsigned long mp_proc_namespace(int folder, const char *link);

/*
 * Whether a thread of a process has a child other than this one; true as well where the kernel does
 * not tell (/proc/PID/task/TID/children, CONFIG_PROC_CHILDREN). The list is exact only while the
 * children neither come nor go, proc(5).
 */
bool mp_proc_has_other_child(pid_t proc_pid, pid_t proc_tid, pid_t known);

#endif
