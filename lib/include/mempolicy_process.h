/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_PROCESS_H
#define OCI_MEMPOLICY_PROCESS_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which includes the whole library"
#endif

#include "mempolicy_kernel.h"

/**
 * @defgroup process Threads and processes
 * Applying a policy to this thread or to another process, and reading the policies of others.
 * @{
 */

/**
 * Sets the policy of the calling thread: checks it (mempolicy_check()), resolves it for the
 * thread's cpuset (mempolicy_resolve()), sets it with set_mempolicy(2) and reads it back.
 *
 * Threads and processes that the thread starts from then on inherit the policy, and execve(2) keeps
 * it; the process's other threads keep their own. The policy decides where new pages are allocated:
 * existing pages stay where they are, and mappings that were given a policy with mbind(2) keep it.
 * MEMPOLICY_DEFAULT removes the policy. Whatever inherits the policy may set another one.
 *
 * On failure the thread has the policy that it had before, or MEMPOLICY_DEFAULT if the kernel no
 * longer accepts that one, because its nodes have left the cpuset meanwhile.
 *
 * @param policy          the policy
 * @param allow_degraded  see mempolicy_resolve()
 * @param ret             what the policy resolved to; may be NULL
 * @param err             as for mempolicy_check(), mempolicy_machine_read(), mempolicy_allowed()
 * and mempolicy_resolve(); UNSUPPORTED (the kernel lacks the mode or flag), PERMISSION (FILTERED),
 * SYSTEM (the cpuset changed meanwhile)
 */
int mempolicy_set(const struct mempolicy *policy, bool allow_degraded,
		  struct mempolicy_resolution *ret, struct mempolicy_error *err);

/**
 * Checks once more that the process is the right one. It is called once, after all threads of the
 * process have stopped and before anything is changed: at this point the process can neither
 * execute another program nor leave its pid to another process.
 *
 * @param data  as passed to mempolicy_apply()
 * @param err   to be filled in if it is not the right one
 * @return      0 if it is; otherwise mempolicy_apply() detaches from the process, which it leaves
 *              as it was, and fails with err
 */
typedef int mempolicy_prove(void *data, struct mempolicy_error *err);

/**
 * Sets the policy of every thread of a process: has each of them call set_mempolicy(2) and
 * get_mempolicy(2), using ptrace(2), and compares the results. Afterwards registers, signal masks,
 * memory map and interrupted system calls are as before; pending signals are neither lost nor
 * reordered.
 *
 * Nothing is changed until all threads have stopped: as many as the kernel counts, so that none is
 * left to start another. If the policy has nodes, the allowed nodes of each thread, read from
 * /proc, must be those that the policy was resolved for. With MPOL_F_STATIC_NODES or
 * MPOL_F_RELATIVE_NODES, and with PREFERRED and PREFERRED_MANY, this is checked again after the
 * last thread has the policy, because what get_mempolicy(2) then reports does not show which nodes
 * are in effect.
 *
 * The process ends up with the whole policy, or without any of it, or dead. A failure before the
 * first thread has the policy leaves the process as it was, if its state can be restored. After
 * that, or if it cannot be restored, the process is killed. If the calling thread dies meanwhile,
 * the kernel kills the process (PTRACE_O_EXITKILL). A caller that is not permitted to send signals
 * has to rely on this, and should end at once after a failure.
 *
 * The caller blocks until the process has stopped, but at most until deadline; a process that does
 * not stop in time is killed. During the call SIGCHLD is blocked in the calling thread; afterwards
 * one may be pending. One wait may exceed the deadline: while the process is within execve(2),
 * ptrace(2) waits for it, and execve(2) may itself wait for threads that only the caller could
 * detach from. Signals interrupt every wait, but this one resumes after a handler. So a caller that
 * needs a limit whatever the process does must set a timer whose signal ends the caller.
 *
 * A main thread that ends while it is being traced, although other threads of its process live on,
 * cannot be detached from any more: after the end of the process it stays a zombie until the caller
 * waits for it (waitpid(pid, &status, __WALL)) or the calling thread ends. Only then can the parent
 * of the process learn of its end. This is true of every tracer, see ptrace(2).
 *
 * @param pid          the process, as numbered in the caller's pid namespace
 * @param proc_pid     the same process as /proc numbers it; differs from pid when /proc belongs to
 *                     an outer pid namespace, as for an OCI createContainer hook
 * @param resolution   the result of mempolicy_resolve()
 * @param prove        see mempolicy_prove; may be NULL
 * @param data         passed to prove
 * @param deadline     when to give up, on CLOCK_MONOTONIC
 * @param ret_threads  how many threads were set and read back
 * @param err          PERMISSION (ptrace refused: reason NOT_TRACEABLE; or FILTERED),
 *                     TIMEOUT (NOT_STOPPED), UNSUPPORTED (another architecture or word size, or a
 *                     worker thread of io_uring: OTHER_PROGRAM; or the kernel lacks the mode or
 *                     flag), SYSTEM. PERMISSION and UNSUPPORTED leave the process as it was
 */
int mempolicy_apply(pid_t pid, pid_t proc_pid, const struct mempolicy_resolution *resolution,
		    mempolicy_prove *prove, void *data, const struct timespec *deadline,
		    unsigned int *ret_threads, struct mempolicy_error *err);

/**
 * Reads the policy of a thread from /proc/PID/task/TID/numa_maps, without stopping it: from the
 * line of a mapping of a file on a disk, or of the stack, because nobody gives these a policy of
 * their own. With MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES, the nodes are those in effect, not
 * those requested.
 *
 * A policy with MPOL_F_NUMA_BALANCING may be shown as MPOL_DEFAULT, see numa_balancing_shown in
 * struct mempolicy_features.
 *
 * @param proc_pid  the process, as /proc numbers it
 * @param proc_tid  the thread, likewise
 * @param ret       the policy
 * @param err       SYSTEM (sys_errno is ENOENT or ESRCH when the thread is gone), PERMISSION,
 *                  UNSUPPORTED when numa_maps does not show the policy: no mapping does, or the
 *                  kernel truncated a long list of nodes
 */
int mempolicy_get_shown(pid_t proc_pid, pid_t proc_tid, struct mempolicy *ret,
			struct mempolicy_error *err);

/**
 * Receives the policy of one thread from mempolicy_get_traced().
 *
 * @param data    as passed to mempolicy_get_traced()
 * @param tid     the thread, as numbered in the caller's pid namespace
 * @param policy  its policy
 */
typedef void mempolicy_take_policy(void *data, pid_t tid, const struct mempolicy *policy);

/**
 * Reads the policy of every thread of a process: has each of them call get_mempolicy(2), using
 * ptrace(2), and restores the process as mempolicy_apply() does. The tracer is a child of the
 * caller, which is killed once the deadline has passed, so the call returns in time whatever the
 * process does, even if it calls execve(2) meanwhile. The child is gone when the call returns, but
 * the caller gets a SIGCHLD; and under kernel.yama.ptrace_scope 1, tracing needs CAP_SYS_PTRACE
 * even for the caller's own descendants.
 *
 * A process that cannot be stopped in time (frozen, waiting for a disk, within execve(2)) is left
 * alone: TIMEOUT. A wait in it that cannot be restarted (signal(7)) may have ended with EINTR. Only
 * while the threads make the call, for a few milliseconds after all have stopped, does the process
 * die if the child dies or cannot restore it. The child has 2 s for this, even beyond the deadline.
 *
 * A main thread that ends while it is being traced stays a zombie at least until the child ends.
 *
 * @param pid       the process, as numbered in the caller's pid namespace
 * @param proc_pid  the same process as /proc numbers it
 * @param deadline  when to give up, on CLOCK_MONOTONIC
 * @param take      called in the caller for each thread, when the process is running again; also
 *                  if a later thread failed
 * @param data      passed to take
 * @param err       as for mempolicy_apply()
 */
int mempolicy_get_traced(pid_t pid, pid_t proc_pid, const struct timespec *deadline,
			 mempolicy_take_policy *take, void *data, struct mempolicy_error *err);

/** @} */

#endif
