/* SPDX-License-Identifier: Apache-2.0 */
/* Information about a process from /proc, as far as this project's programs need it. */
#ifndef OCI_PROCESS_H
#define OCI_PROCESS_H

#include "mempolicy.h"

struct process {
	pid_t parent;		/* 0 when it is outside the namespace of this /proc */
	unsigned int levels;	/* number of its pid namespaces, from that of this /proc inwards */
	bool is_namespace_init; /* it is pid 1 of a pid namespace below that of this /proc */
	bool has_allowed;	/* the kernel has cpusets */
	struct mempolicy_nodes allowed; /* its allowed nodes, if has_allowed */
};

/* err: SYSTEM; sys_errno is ENOENT or ESRCH when the process does not exist (any more) */
int process_read(pid_t proc_pid, struct process *ret, struct mempolicy_error *err);

/* Whether a thread no longer exists or is a zombie. */
bool process_thread_has_ended(pid_t proc_pid, pid_t proc_tid);

/* Whether this process is in a user namespace other than the initial one, see user_namespaces(7).
 * False if that cannot be read. */
bool process_in_user_namespace(void);

#endif
