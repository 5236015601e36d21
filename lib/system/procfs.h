/* SPDX-License-Identifier: Apache-2.0 */
/* Information about processes and threads from /proc. */
#ifndef MEMPOLICY_PROCFS_H
#define MEMPOLICY_PROCFS_H

#include <sys/types.h>

#include "mempolicy.h"

/* At most 32 nested pid namespaces, and the initial one: pid_namespaces(7). */
#define PROCFS_LEVELS 33

/* Fields of /proc/PID/status, see proc_pid_status(5). */
struct proc_status {
	char state;			/* 'R', 'S', ...; 'Z' and 'X' are dead */
	pid_t parent;			/* 0 when it is outside the namespace of this /proc */
	pid_t tracer;			/* 0 when there is none */
	pid_t ids[PROCFS_LEVELS];	/* NSpid: from the namespace of this /proc inwards */
	unsigned int levels;		/* the number of ids */
	unsigned int threads;		/* number of threads of the process */
	int seccomp;			/* SECCOMP_MODE_..., 0: none */
	bool has_allowed;		/* the kernel has cpusets */
	struct mempolicy_nodes allowed; /* Mems_allowed_list */
};

/*
 * Reads /proc/<task>/status, where task is "self", "PID" or "PID/task/TID" as /proc numbers them.
 * err: SYSTEM; sys_errno is ENOENT or ESRCH when the task does not exist (any more).
 */
int mp_proc_status_read(const char *task, struct proc_status *ret, struct mempolicy_error *err);
int mp_proc_status_of(pid_t proc_pid, struct proc_status *ret, struct mempolicy_error *err);
/* The same for text that was read from path; modifies text. */
int mp_proc_status_parse(const char *path, char *text, struct proc_status *ret,
			 struct mempolicy_error *err);

/* Whether the process is pid 1 of a pid namespace below that of this /proc. */
bool mp_proc_is_namespace_init(const struct proc_status *status);

/* mempolicy_allowed() for a task as in mp_proc_status_read(). err: as there, or as for
 * mempolicy_machine_read() */
int mp_proc_allowed(const char *task, struct mempolicy_nodes *ret, struct mempolicy_error *err);

/*
 * Whether a thread has begun to exit: whatever it waits for, it will not return to user mode. err:
 * as for mp_proc_status_read()
 */
int mp_proc_is_ending(pid_t proc_pid, pid_t proc_tid, bool *ret, struct mempolicy_error *err);

/*
 * Whether a link in the /proc folders of two processes, such as "ns/mnt", "ns/net" or "exe", leads
 * to the same file. err: SYSTEM, also if permission is denied for one of them
 */
int mp_proc_same_link(pid_t a, pid_t b, const char *link, bool *ret, struct mempolicy_error *err);

/* Opens the folder of a process's namespaces, which still refers to this process after its pid has
 * been reused. The caller closes it. Returns -1 with errno set on failure. */
int mp_proc_open_namespaces(pid_t pid);

/*
 * Returns the number of a namespace, given its link: an absolute path, or one relative to an open
 * folder. No other namespace has this number while the namespace exists. 0 if permission is denied,
 * or it is gone.
 */
unsigned long mp_proc_namespace(int folder, const char *link);

/*
 * Whether a thread of a process has a child other than the known one; also true if the kernel does
 * not provide /proc/PID/task/TID/children (CONFIG_PROC_CHILDREN). The list is exact only while no
 * child starts or ends, proc(5).
 */
bool mp_proc_has_other_child(pid_t proc_pid, pid_t proc_tid, pid_t known);

#endif
