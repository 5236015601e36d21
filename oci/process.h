/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc says of a process, so far as programs of this project ask. */
#ifndef OCI_PROCESS_H
#define OCI_PROCESS_H

#include "mempolicy.h"

struct process {
	pid_t parent;		/* 0 when it is outside the namespace of this /proc */
	unsigned int levels;	/* pid namespaces that it is in, from that of this /proc on */
	bool is_namespace_init; /* it is pid 1 of one below that of this /proc */
	bool has_allowed;	/* the kernel has cpusets */
	struct mempolicy_nodes allowed; /* the memory nodes of its cpuset, if has_allowed */
};

/* err: SYSTEM; sys_errno is ENOENT or ESRCH when there is no such process (any more) */
int process_read(pid_t proc_pid, struct process *ret, struct mempolicy_error *err);

/* Whether a thread is no more, or only waits for its parent to learn of its end. */
bool process_thread_has_ended(pid_t proc_pid, pid_t proc_tid);

#endif
