/* SPDX-License-Identifier: Apache-2.0 */
#include "thread.h"

#include <elf.h>
#include <errno.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "deadline.h"
#include "error.h"
#include "procfs.h"
#include "remote.h"
#include "rseq.h"
#include "run.h"

#define SYSTEM MEMPOLICY_ERROR_SYSTEM

/* With PTRACE_O_TRACESYSGOOD, the signal of a stop at the entry or exit of a system call. */
#define SYSCALL_STOP (SIGTRAP | 0x80)

/* How long to wait for SIGCHLD before polling again: a caller that ignores it does not get it. */
#define WAIT_SLICE_NS 10000000L

/* ---- waiting ---- */

/* How long to sleep before polling again. False when the deadline has passed. */
static bool remaining(const struct thread_group *group, struct timespec *ret)
{
	if (!deadline_remaining(&group->deadline, ret))
		return false;
	if (ret->tv_sec > 0 || ret->tv_nsec > WAIT_SLICE_NS)
		*ret = (struct timespec){0, WAIT_SLICE_NS};
	return true;
}

static int timed_out(const struct thread_group *group, pid_t tid, struct mempolicy_error *err)
{
	mp_error_set(err, MEMPOLICY_ERROR_TIMEOUT, "",
		     "timed out waiting for thread %d of process %d to stop%s", tid, group->pid,
		     group->spared ? "" : "; it was killed");
	mp_error_reason(err, MEMPOLICY_REASON_NOT_STOPPED);
	return mp_error_remedy(err,
			       "find out why it is not running (frozen cgroup, blocked disk or "
			       "network file system)");
}

/* Whether SIGCHLD arrived in time. */
static bool sleep_until_sigchld(const struct timespec *slice)
{
	sigset_t chld;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	return sigtimedwait(&chld, NULL, slice) == SIGCHLD;
}

/*
 * Some threads are not reported by waitpid(2) when they end, until all others have been waited for:
 * the main thread, and the last thread of pid 1 of a pid namespace, which waits for the namespace's
 * other processes itself (zap_pid_ns_processes() in kernel/pid_namespace.c). So /proc is read.
 */
bool mp_thread_has_ended(const struct thread_group *group, const struct thread *thread)
{
	struct mempolicy_error err;
	bool ending;

	if (mp_proc_is_ending(group->proc_pid, thread->proc_tid, &ending, &err))
		return err.sys_errno == ENOENT || err.sys_errno == ESRCH;
	return ending;
}

static int wait_error(const struct thread_group *group, const struct thread *thread,
		      struct mempolicy_error *err)
{
	return mp_error_set_errno(err, SYSTEM, errno, "waiting for thread %d of process %d",
				  thread->tid, group->pid);
}

/* Polls a thread without blocking. Returns 1 if it has stopped or is gone, 0 if not, or -1. */
static int poll_thread(const struct thread_group *group, struct thread *thread,
		       struct mempolicy_error *err)
{
	pid_t pid;

	if (thread->seen)
		return 1;
	pid = waitpid(thread->tid, &thread->status, WNOHANG | __WALL);
	if (pid == 0)
		return 0;
	if (pid < 0 && errno != ECHILD)
		return wait_error(group, thread, err);
	if (pid < 0 || !WIFSTOPPED(thread->status))
		thread->gone = thread->reaped = true;
	/* If it was stopped already, this only means that execve(2) has changed its tid. */
	else if (!thread->stopped)
		thread->seen = true;
	return 1;
}

/* A thread that calls execve(2) ends all others, and continues only when they have been waited for.
 */
static int poll_others(const struct thread_group *group, const struct thread *thread,
		       struct mempolicy_error *err)
{
	for (size_t i = 0; i < group->count; i++)
		if (&group->threads[i] != thread && !group->threads[i].reaped &&
		    poll_thread(group, &group->threads[i], err) < 0)
			return -1;
	return 0;
}

/* Waits for the next stop of a thread. If it has ended instead, it is marked as gone. */
static int wait_stop(const struct thread_group *group, struct thread *thread, int *ret_status,
		     struct mempolicy_error *err)
{
	struct timespec slice;
	int come;

	for (bool again = false; (come = poll_thread(group, thread, err)) == 0; again = true) {
		if (!remaining(group, &slice))
			return timed_out(group, thread->tid, err);
		/* Not the first time, because nearly always the thread stops at once. */
		if (again && poll_others(group, thread, err))
			return -1;
		if (!sleep_until_sigchld(&slice) && mp_thread_has_ended(group, thread)) {
			thread->gone = true;
			return 0;
		}
	}
	if (come < 0)
		return -1;
	if (thread->gone)
		return 0;
	thread->seen = false;
	thread->stopped = true;
	*ret_status = thread->status;
	return 0;
}

int mp_thread_group_died(const struct thread_group *group, struct mempolicy_error *err)
{
	mp_error_set(err, SYSTEM, "", "process %d died while its memory policy was being %s",
		     group->pid, group->reading ? "read" : "set");
	return mp_error_remedy(err, "look in the kernel log for the reason (out of memory?)");
}

int mp_thread_error(const struct thread_group *group, const char *what, struct mempolicy_error *err)
{
	if (errno == ESRCH)
		return mp_thread_group_died(group, err);
	return mp_error_set_errno(err, SYSTEM, errno, "%s a thread of process %d", what,
				  group->pid);
}

static bool is_wanted(int status, enum thread_stop wanted)
{
	if (wanted == AT_SYSCALL)
		return WSTOPSIG(status) == SYSCALL_STOP;
	return status >> 16 == PTRACE_EVENT_STOP;
}

int mp_thread_resume(const struct thread_group *group, struct thread *thread,
		     enum thread_stop wanted, unsigned long signal, struct mempolicy_error *err)
{
	if (ptrace(wanted == AT_SYSCALL ? PTRACE_SYSCALL : PTRACE_CONT, thread->tid, 0, signal))
		return mp_thread_error(group, "resuming", err);
	thread->stopped = thread->can_put_back = false;
	return 0;
}

/*
 * Signals that arrive on the way are delivered. Blocked signals do not arrive; SIGSTOP may, and so
 * may the group stop that it causes.
 */
static int run_to(const struct thread_group *group, struct thread *thread, enum thread_stop wanted,
		  struct mempolicy_error *err)
{
	unsigned long signal = 0;
	int status = 0;

	for (;;) {
		if (thread->stopped && mp_thread_resume(group, thread, wanted, signal, err))
			return -1;
		if (wait_stop(group, thread, &status, err))
			return -1;
		if (thread->gone)
			return 0;
		if (is_wanted(status, wanted)) {
			thread->can_put_back = wanted == AT_INTERRUPT;
			return 0;
		}
		signal = status >> 16 ? 0 : (unsigned long)WSTOPSIG(status);
	}
}

int mp_thread_await(const struct thread_group *group, struct thread *thread,
		    enum thread_stop wanted, struct mempolicy_error *err)
{
	if (run_to(group, thread, wanted, err))
		return -1;
	return thread->gone ? mp_thread_group_died(group, err) : 0;
}

int mp_thread_wait(const struct thread_group *group, struct thread *thread,
		   struct mempolicy_error *err)
{
	return run_to(group, thread, AT_INTERRUPT, err);
}

/* ---- registers and signal mask ---- */

int mp_thread_registers(const struct thread_group *group, const struct thread *thread,
			struct user_regs_struct *ret, struct mempolicy_error *err)
{
	struct iovec io = {ret, sizeof(*ret)};

	if (ptrace(PTRACE_GETREGSET, thread->tid, NT_PRSTATUS, &io))
		return mp_thread_error(group, "reading the registers of", err);
	if (io.iov_len == mp_arch_native.registers_size)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, "",
		     "process %d has another word size or architecture than %s", group->pid,
		     mp_arch_native.name);
	mp_error_reason(err, MEMPOLICY_REASON_OTHER_PROGRAM);
	return mp_error_remedy(err, "run a program built for %s, like this one",
			       mp_arch_native.name);
}

int mp_thread_set_registers(const struct thread_group *group, const struct thread *thread,
			    const struct user_regs_struct *registers, struct mempolicy_error *err)
{
	struct user_regs_struct copy = *registers;
	struct iovec io = {&copy, sizeof(copy)};

	if (ptrace(PTRACE_SETREGSET, thread->tid, NT_PRSTATUS, &io))
		return mp_thread_error(group, "writing the registers of", err);
	return 0;
}

int mp_thread_set_sigmask(const struct thread_group *group, const struct thread *thread,
			  uint64_t mask, struct mempolicy_error *err)
{
	if (ptrace(PTRACE_SETSIGMASK, thread->tid, sizeof(mask), &mask))
		return mp_thread_error(group, "setting the signal mask of", err);
	return 0;
}

bool mp_thread_group_instruction_at(const struct thread_group *group, unsigned long address)
{
	unsigned char found[8];

	return mp_remote_read(group->memory_of, address, found, mp_arch_native.instruction_size) ==
		       0 &&
	       memcmp(found, mp_arch_native.instruction, mp_arch_native.instruction_size) == 0;
}

/* ---- prepare and restore ---- */

/* An io_uring worker never runs in user mode, and has no user registers. */
static int check_no_worker(const struct thread_group *group, const struct thread *thread,
			   struct mempolicy_error *err)
{
	if (mp_arch_native.pc(&thread->saved))
		return 0;
	mp_error_set(
		err, MEMPOLICY_ERROR_UNSUPPORTED, "",
		"thread %d of process %d is an io_uring worker, which cannot be given a memory "
		"policy",
		thread->tid, group->pid);
	mp_error_reason(err, MEMPOLICY_REASON_OTHER_PROGRAM);
	return mp_error_remedy(err, "run a program that does not use io_uring");
}

/* From linux/ptrace.h, since Linux 6.4. */
#define GET_SYSCALL_USER_DISPATCH_CONFIG 0x4211
struct dispatch_config {
	uint64_t mode, selector, offset, length;
};

/* Whether the thread handles its system calls itself by SIGSYS, prctl(2). This is checked only when
 * reading policies: no runtime does this in init. */
static bool dispatches_calls(const struct thread_group *group, const struct thread *thread)
{
	struct dispatch_config config = {.mode = PR_SYS_DISPATCH_OFF};

	return group->reading &&
	       ptrace(GET_SYSCALL_USER_DISPATCH_CONFIG, thread->tid, sizeof(config), &config) ==
		       0 &&
	       config.mode != PR_SYS_DISPATCH_OFF;
}

/* Some threads would be killed by any call that is made in them. */
static int check_may_call(const struct thread_group *group, const struct thread *thread,
			  struct mempolicy_error *err)
{
	bool strict = thread->seccomp == SECCOMP_MODE_STRICT;

	if (!strict && !dispatches_calls(group, thread))
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, "",
		     "thread %d of process %d would not survive a system call made in it: it "
		     "uses %s",
		     thread->tid, group->pid,
		     strict ? "seccomp's strict mode" : "syscall user dispatch");
	mp_error_reason(err, MEMPOLICY_REASON_OTHER_PROGRAM);
	return mp_error_remedy(err, "run a program that does not");
}

int mp_thread_prepare(const struct thread_group *group, struct thread *thread,
		      struct mempolicy_error *err)
{
	if (mp_thread_registers(group, thread, &thread->saved, err) ||
	    check_no_worker(group, thread, err) || check_may_call(group, thread, err))
		return -1;
	if (ptrace(PTRACE_GETSIGMASK, thread->tid, sizeof(thread->sigmask), &thread->sigmask))
		return mp_thread_error(group, "reading the signal mask of", err);
	errno = -mp_arch_native.save_extra(thread->tid, &thread->extra);
	if (errno)
		return mp_thread_error(group, "reading the vector registers of", err);
	mp_arch_native.wind_back(&thread->saved, &thread->call);
	thread->reenter = !mp_arch_native.restarts_from_registers &&
			  mp_thread_group_instruction_at(group, mp_arch_native.pc(&thread->saved));
	if (!thread->reenter && mp_rseq_abort(group, thread, err))
		return -1;
	/* Meanwhile signals stay pending, in their order. */
	if (mp_thread_set_sigmask(group, thread, UINT64_MAX, err))
		return -1;
	thread->prepared = true;
	return 0;
}

/* Lets the thread enter its interrupted call again; mp_thread_hold() makes the kernel skip the
 * call. The call that it shows at the entry (which may be restart_syscall(2)) is the one to return
 * it to at the end. */
int mp_thread_enter(const struct thread_group *group, struct thread *thread,
		    struct mempolicy_error *err)
{
	if (!thread->reenter)
		return 0;
	if (mp_thread_set_registers(group, thread, &thread->saved, err))
		return -1;
	return mp_thread_resume(group, thread, AT_SYSCALL, 0, err);
}

int mp_thread_hold(const struct thread_group *group, struct thread *thread,
		   struct mempolicy_error *err)
{
	unsigned long pc;

	if (!thread->reenter)
		return 0;
	if (mp_thread_await(group, thread, AT_SYSCALL, err) ||
	    mp_thread_registers(group, thread, &thread->saved, err))
		return -1;
	pc = mp_arch_native.pc(&thread->saved) - mp_arch_native.instruction_size;
	mp_arch_native.set_pc(&thread->saved, pc);
	errno = -mp_arch_native.skip_call(thread->tid);
	if (errno)
		return mp_thread_error(group, "holding back a system call of", err);
	return mp_thread_resume(group, thread, AT_SYSCALL, 0, err);
}

int mp_thread_be_ready(const struct thread_group *group, struct thread *thread,
		       struct mempolicy_error *err)
{
	return thread->reenter ? mp_thread_await(group, thread, AT_SYSCALL, err) : 0;
}

int mp_thread_interrupt(const struct thread_group *group, struct thread *thread,
			struct mempolicy_error *err)
{
	if (ptrace(PTRACE_INTERRUPT, thread->tid, 0, 0))
		return mp_thread_error(group, "stopping", err);
	return mp_thread_resume(group, thread, AT_INTERRUPT, 0, err);
}

/* For a thread that was stopped but not prepared: its interrupted call must start again, too. */
static int put_back_call(const struct thread_group *group, struct thread *thread,
			 struct mempolicy_error *err)
{
	struct user_regs_struct before = {0}, registers;

	/* Another thread may have ended this one by execve(2). */
	if (mp_thread_registers(group, thread, &before, err))
		return err->kind == MEMPOLICY_ERROR_UNSUPPORTED ||
				       mp_thread_has_ended(group, thread)
			       ? 0
			       : -1;
	registers = before;
	mp_arch_native.wind_back(&registers, &thread->call);
	return memcmp(&before, &registers, sizeof(before)) == 0
		       ? 0
		       : mp_thread_set_registers(group, thread, &registers, err);
}

/* Registers are restored at the same kind of stop at which they were saved. */
int mp_thread_put_back_begin(const struct thread_group *group, struct thread *thread,
			     struct mempolicy_error *err)
{
	/* The thread is still running only after an earlier failure. */
	if (!thread->stopped && !thread->gone && mp_thread_wait(group, thread, err))
		return -1;
	/* A prepared thread cannot have ended by itself: none has been detached yet. */
	if (thread->gone)
		return thread->prepared ? mp_thread_group_died(group, err) : 0;
	if (!thread->prepared)
		return put_back_call(group, thread, err);
	if (thread->can_put_back)
		return 0;
	if (!thread->reenter)
		return mp_thread_interrupt(group, thread, err);
	if (mp_thread_set_registers(group, thread, &thread->saved, err))
		return -1;
	return mp_thread_resume(group, thread, AT_SYSCALL, 0, err);
}

static int put_back_registers(const struct thread_group *group, struct thread *thread,
			      struct mempolicy_error *err)
{
	if (!thread->stopped && mp_thread_await(group, thread, AT_INTERRUPT, err))
		return -1;
	if (mp_thread_set_registers(group, thread, &thread->saved, err))
		return -1;
	errno = -mp_arch_native.restore_extra(thread->tid, thread->extra);
	if (errno)
		return mp_thread_error(group, "writing the vector registers of", err);
	return mp_rseq_clear(group, thread, err);
}

int mp_thread_put_back_end(const struct thread_group *group, struct thread *thread,
			   struct mempolicy_error *err)
{
	bool is_entering = thread->reenter && !thread->stopped;

	if (!thread->prepared)
		return 0;
	if (is_entering ? mp_thread_await(group, thread, AT_SYSCALL, err)
			: put_back_registers(group, thread, err))
		return -1;
	return mp_thread_set_sigmask(group, thread, thread->sigmask, err);
}

int mp_thread_let_go(const struct thread_group *group, struct thread *thread,
		     struct mempolicy_error *err)
{
	int status;

	if (thread->gone)
		return 0;
	if (ptrace(PTRACE_DETACH, thread->tid, 0, 0) == 0) {
		thread->reaped = true;
		return 0;
	}
	if (errno != ESRCH)
		return mp_thread_error(group, "detaching from", err);
	/* A thread that was detached earlier has ended this one. */
	if (wait_stop(group, thread, &status, err))
		return -1;
	return thread->gone ? 0 : mp_thread_group_died(group, err);
}

bool mp_thread_reap(struct thread *thread)
{
	pid_t pid = thread->reaped ? -1 : waitpid(thread->tid, &thread->status, WNOHANG | __WALL);

	thread->reaped = pid < 0 || (pid > 0 && !WIFSTOPPED(thread->status));
	return thread->reaped;
}

bool mp_thread_is_in_time(const struct thread_group *group)
{
	struct timespec ignored;

	return remaining(group, &ignored);
}

bool mp_thread_pause(const struct thread_group *group)
{
	struct timespec slice;

	if (!remaining(group, &slice))
		return false;
	sleep_until_sigchld(&slice);
	return true;
}
