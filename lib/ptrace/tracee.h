/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process that is stopped, all threads of it, so that system calls can be put into them, and that
 * then goes on as if nothing had been.
 */
#ifndef MEMPOLICY_TRACEE_H
#define MEMPOLICY_TRACEE_H

#include <sys/types.h>
#include <time.h>

#include "mempolicy.h"
#include "thread.h"

struct tracee;

/* How long, in nanoseconds, a process may take that is stopped for information only, from
 * mp_tracee_prepare() to mp_tracee_close(). */
#define TRACEE_CHANGE 2000000000L

/* What the process is stopped for. */
enum tracee_purpose {
	TRACEE_SET,  /* its policy must be set: it does not run on without */
	TRACEE_READ, /* for information only: until all threads have stopped, nothing becomes of it
		      */
};

/*
 * Stops every thread of a process, and changes nothing of it. While it is stopped (TRACEE_READ:
 * from mp_tracee_prepare() on), a tracer that dies takes the process with it (PTRACE_O_EXITKILL).
 *
 * pid, proc_pid, deadline, err   as for mempolicy_apply(), which see
 * ret                            to be ended with mp_tracee_close() in any case, also after a
 * failure (it may then be NULL, which is fine)
 */
int mp_tracee_open(pid_t pid, pid_t proc_pid, enum tracee_purpose purpose,
		   const struct timespec *deadline, struct tracee **ret,
		   struct mempolicy_error *err);

/* Makes the threads ready for system calls. To be called once; err: as for mp_tracee_open() */
int mp_tracee_prepare(struct tracee *tracee, struct mempolicy_error *err);

/* How many threads there are; they are numbered from 0. */
size_t mp_tracee_threads(const struct tracee *tracee);

/* The number of a thread in this process's pid namespace. */
pid_t mp_tracee_tid(const struct tracee *tracee, size_t index);
/* The name of its folder in /proc, "PID/task/TID". */
void mp_tracee_task(const struct tracee *tracee, size_t index, char *buf, size_t size);

/* The memory nodes that it might use when it was found, just before it was stopped. err: as for
 * mempolicy_machine_read(), asked for where the kernel has no cpusets */
int mp_tracee_allowed(const struct tracee *tracee, size_t index, struct mempolicy_nodes *ret,
		      struct mempolicy_error *err);

/*
 * Runs the first so many of the threads' system calls side by side, calls[i] in thread number i,
 * and fills in their results. err: as for mp_tracee_open()
 */
int mp_tracee_syscalls(struct tracee *tracee, struct thread_call *calls, size_t count,
		       struct mempolicy_error *err);

/* Copies into and out of the process's memory. err: SYSTEM */
int mp_tracee_write(struct tracee *tracee, unsigned long address, const void *data, size_t size,
		    struct mempolicy_error *err);
int mp_tracee_read(struct tracee *tracee, unsigned long address, void *data, size_t size,
		   struct mempolicy_error *err);

/* From here on the process is another than it was: a failure must not let it run on. */
void mp_tracee_commit(struct tracee *tracee);

/*
 * Puts every thread back as it was and lets the process run on. If that cannot be done, or
 * has_failed says that the caller has failed after mp_tracee_commit(), kills it and returns -1.
 * Frees tracee, which may be NULL. err: as for mp_tracee_open()
 */
int mp_tracee_close(struct tracee *tracee, bool has_failed, struct mempolicy_error *err);

#endif
