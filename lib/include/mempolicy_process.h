/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_PROCESS_H
#define OCI_MEMPOLICY_PROCESS_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which has all of the library"
#endif

#include "mempolicy_kernel.h"

/**
 * @defgroup process Threads and processes
 * Putting a policy into force, in this thread or in another process, and reading that of others.
 * @{
 */

/**
 * Has the calling thread take a policy: checks it (mempolicy_check()), works out what it comes down
 * to in the thread's cpuset (mempolicy_resolve()), sets it by set_mempolicy(2) and reads it back.
 *
 * What the thread starts from then on inherits the policy, threads and processes alike, and
 * execve(2) keeps it; the process's other threads keep their own. It rules where new pages come
 * from: pages that are there stay where they are, and mappings that were given a policy by mbind(2)
 * keep that. MEMPOLICY_DEFAULT drops the policy. Nothing forbids what inherits it to take another.
 *
 * On failure the thread has the policy that it had before; if the kernel refuses that now, since
 * its nodes have left the cpuset meanwhile, it has none of its own (MEMPOLICY_DEFAULT).
 *
 * @param policy          the policy
 * @param allow_degraded  see mempolicy_resolve()
 * @param ret             what it came down to; may be NULL
 * @param err             as for mempolicy_check(), mempolicy_machine_read(), mempolicy_allowed()
 * and mempolicy_resolve(); UNSUPPORTED (the kernel lacks the mode or flag), PERMISSION (FILTERED),
 * SYSTEM (the cpuset changed meanwhile)
 */
int mempolicy_set(const struct mempolicy *policy, bool allow_degraded,
		  struct mempolicy_resolution *ret, struct mempolicy_error *err);

/**
 * Proves once more that the process is the right one. It is called once, when all threads of the
 * process have stopped and nothing has been changed: the process can neither become another by
 * execve(2) now, nor leave its number to another.
 *
 * @param data  what was given to mempolicy_apply()
 * @param err   to be filled in when it is not the right one
 * @return      0, or else the process is let go of as it was, and mempolicy_apply() fails with err
 */
typedef int mempolicy_prove(void *data, struct mempolicy_error *err);

/**
 * Has every thread of a process call set_mempolicy(2) and get_mempolicy(2), by ptrace(2), and
 * compares. Afterwards registers, signal masks, memory map and interrupted system calls are as
 * before; pending signals are neither lost nor reordered.
 *
 * Nothing is changed before all threads have stopped: as many as the kernel counts, so that none is
 * left to start another. Where the policy has nodes, the nodes that each thread may use, as the
 * kernel says in /proc, must be those that the policy was resolved for; with MPOL_F_STATIC_NODES or
 * MPOL_F_RELATIVE_NODES, and with PREFERRED and PREFERRED_MANY, after the last thread has it, too:
 * what get_mempolicy(2) reports then does not tell which nodes are in force.
 *
 * A process is left with all of the policy, or with nothing of it, or is dead. A failure before the
 * first thread has taken the policy leaves the process as it was, if it can be put back. After
 * that, or if it cannot, it is killed. If the calling thread dies meanwhile, or may not send
 * signals, the kernel kills the process when the thread ends (PTRACE_O_EXITKILL): such a caller
 * should end at once.
 *
 * The caller blocks for as long as the process takes to stop, until deadline at the most; a process
 * that does not stop in time is killed. During the call SIGCHLD is blocked in the calling thread;
 * afterwards one may be pending. One wait has no end, whatever the deadline: while the process is
 * within execve(2), ptrace(2) waits for it, and that may wait for threads which only the caller
 * could let go. Signals interrupt all waits; this one begins again after a handler. So a caller
 * that needs a bound whatever the process does has to set a timer, and end by its signal.
 *
 * @param pid          the process, as numbered in the caller's pid namespace
 * @param proc_pid     the same process as /proc numbers it; differs from pid when /proc belongs to
 *                     an outer pid namespace, as for an OCI createContainer hook
 * @param resolution   of mempolicy_resolve()
 * @param prove        see there; may be NULL
 * @param data         passed on to prove
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
 * The policy of a thread as /proc/PID/task/TID/numa_maps shows it, without stopping it: beside a
 * mapping of a file on a disk, or the stack, as nobody gives these a policy of their own. With
 * MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES, nodes are those in effect, not those asked for.
 *
 * MPOL_DEFAULT may stand for a policy with MPOL_F_NUMA_BALANCING, see numa_balancing_shown of
 * struct mempolicy_features.
 *
 * @param proc_pid  the process, as /proc numbers it
 * @param proc_tid  the thread, likewise
 * @param ret       the policy
 * @param err       SYSTEM (sys_errno ENOENT or ESRCH when it is gone), PERMISSION, UNSUPPORTED when
 *                  numa_maps does not tell: the kernel cuts long lists of nodes
 */
int mempolicy_get_shown(pid_t proc_pid, pid_t proc_tid, struct mempolicy *ret,
			struct mempolicy_error *err);

/**
 * Takes what mempolicy_get_traced() finds of a thread.
 *
 * @param data    what was given to mempolicy_get_traced()
 * @param tid     the thread, as numbered in the caller's pid namespace
 * @param policy  its policy
 */
typedef void mempolicy_take_policy(void *data, pid_t tid, const struct mempolicy *policy);

/**
 * Has every thread of a process call get_mempolicy(2), by ptrace(2), as mempolicy_apply() does,
 * which see for what is put back. A child of the caller does it, which is killed when the deadline
 * has passed: so the call returns in time whatever the process does, also if it calls execve(2)
 * meanwhile. The caller has no child more afterwards; but it gets a SIGCHLD, and under
 * kernel.yama.ptrace_scope 1 it takes CAP_SYS_PTRACE also for the caller's own descendants.
 *
 * A process that cannot be stopped in time (frozen, waiting for a disk, within execve(2)) is left
 * alone: TIMEOUT. It may find a wait that knows no restarting (signal(7)) ended with EINTR. Only
 * while its threads make the call, for some milliseconds when all have stopped, does the process
 * end with the child, or if it cannot be put back as it was. For that it has 2 s, also beyond the
 * deadline.
 *
 * @param pid       the process, as numbered in the caller's pid namespace
 * @param proc_pid  the same process as /proc numbers it
 * @param deadline  when to give up, on CLOCK_MONOTONIC
 * @param take      called for each thread when the process runs on again, in the caller; also if a
 *                  later thread failed
 * @param data      passed on to take
 * @param err       as for mempolicy_apply()
 */
int mempolicy_get_traced(pid_t pid, pid_t proc_pid, const struct timespec *deadline,
			 mempolicy_take_policy *take, void *data, struct mempolicy_error *err);

/** @} */

#endif
