/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process whose threads are all stopped, so that system calls can be made in them, and which then
 * continues as if nothing had happened.
 */
#ifndef MEMPOLICY_TRACEE_H
#define MEMPOLICY_TRACEE_H

#include <sys/types.h>
#include <time.h>

#include "mempolicy.h"
#include "thread.h"

struct tracee;

/* With TRACEE_READ, the nanoseconds allowed from mp_tracee_prepare() to mp_tracee_close(). */
#define TRACEE_CHANGE 2000000000L

/* Why the process is stopped. */
enum tracee_purpose {
	TRACEE_SET,  /* to set its policy; it is killed if it cannot be stopped */
	TRACEE_READ, /* to read its policies; it is left alone if it cannot be stopped */
};

/*
 * Stops every thread of a process, and changes nothing else. If the tracer dies while the process
 * is stopped (with TRACEE_READ: after mp_tracee_prepare()), the process is killed
 * (PTRACE_O_EXITKILL).
 *
 * pid, proc_pid, deadline, err   see mempolicy_apply()
 * ret                            to be passed to mp_tracee_close() in any case, also after a
 *                                failure (when it may be NULL)
 */
int mp_tracee_open(pid_t pid, pid_t proc_pid, enum tracee_purpose purpose,
		   const struct timespec *deadline, struct tracee **ret,
		   struct mempolicy_error *err);

/* Prepares the threads for system calls. To be called once; err: as for mp_tracee_open() */
int mp_tracee_prepare(struct tracee *tracee, struct mempolicy_error *err);

/* The number of threads; they are numbered from 0. */
size_t mp_tracee_threads(const struct tracee *tracee);

/* The tid of a thread in this process's pid namespace. */
pid_t mp_tracee_tid(const struct tracee *tracee, size_t index);
/* Writes the path of its folder in /proc, "PID/task/TID". */
void mp_tracee_task(const struct tracee *tracee, size_t index, char *buf, size_t size);

/* The allowed nodes of a thread when it was found, just before it was stopped. err: as for
 * mempolicy_machine_read(), which is called if the kernel has no cpusets */
int mp_tracee_allowed(const struct tracee *tracee, size_t index, struct mempolicy_nodes *ret,
		      struct mempolicy_error *err);

/*
 * Makes system calls in the first count threads in parallel, calls[i] in thread number i, and fills
 * in their results. err: as for mp_tracee_open()
 */
int mp_tracee_syscalls(struct tracee *tracee, struct thread_call *calls, size_t count,
		       struct mempolicy_error *err);

/* Copies into and out of the process's memory. err: SYSTEM */
int mp_tracee_write(struct tracee *tracee, unsigned long address, const void *data, size_t size,
		    struct mempolicy_error *err);
int mp_tracee_read(struct tracee *tracee, unsigned long address, void *data, size_t size,
		   struct mempolicy_error *err);

/* Marks the process as changed: from here on, a failure must kill it. */
void mp_tracee_commit(struct tracee *tracee);

/*
 * Restores every thread and detaches from the process. If that fails, or has_failed says that the
 * caller has failed after mp_tracee_commit(), kills the process and returns -1. Frees tracee, which
 * may be NULL. err: as for mp_tracee_open()
 */
int mp_tracee_close(struct tracee *tracee, bool has_failed, struct mempolicy_error *err);

#endif
