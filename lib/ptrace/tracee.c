/* SPDX-License-Identifier: Apache-2.0 */
#include "tracee.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>

#include "call.h"
#include "cleanup.h"
#include "deadline.h"
#include "error.h"
#include "procfs.h"
#include "remote.h"
#include "stop.h"

#define SYSTEM MEMPOLICY_ERROR_SYSTEM

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct tracee {
	struct thread_group group;
	sigset_t old_mask;
	size_t count;	/* usable threads; those after them have ended */
	bool damaged;	/* cannot be restored */
	bool committed; /* must be killed after a failure */
};

/* How long to wait for the end of a killed process. */
#define REAP (3 * DEADLINE_SECOND)

/* Moves threads that ended while the others were being stopped to the end. */
static void set_gone_apart(struct tracee *tracee)
{
	size_t kept = 0;

	for (size_t i = 0; i < tracee->group.count; i++) {
		struct thread thread = tracee->group.threads[i];

		if (thread.gone)
			continue;
		tracee->group.threads[i] = tracee->group.threads[kept];
		tracee->group.threads[kept++] = thread;
	}
	tracee->count = kept;
}

/*
 * From here on the process must die if this one does. It has been stopped in time; it gets a new
 * deadline, so that it is not killed only because reading takes a little longer.
 */
static int end_sparing(struct tracee *tracee, struct mempolicy_error *err)
{
	if (!tracee->group.spared)
		return 0;
	for (size_t i = 0; i < tracee->count; i++)
		if (ptrace(PTRACE_SETOPTIONS, tracee->group.threads[i].tid, 0,
			   PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD))
			return errno == ESRCH ? mp_thread_group_died(&tracee->group, err)
					      : mp_error_set_errno(err, SYSTEM, errno,
								   "tracing process %d",
								   tracee->group.pid);
	tracee->group.spared = false;
	tracee->group.deadline = deadline_from_now(TRACEE_CHANGE);
	return 0;
}

/* ---- a place to make system calls from ---- */

static unsigned long vdso_address(const struct tracee *tracee)
{
	unsigned long vector[2];
	char path[64];
	CLEANUP(cleanup_fd) int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/auxv", tracee->group.proc_pid,
		 tracee->group.threads[0].proc_tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && read(fd, vector, sizeof(vector)) == (ssize_t)sizeof(vector) &&
	       vector[0] != AT_NULL)
		if (vector[0] == AT_SYSINFO_EHDR)
			return vector[1];
	return 0;
}

static unsigned long find_in_vdso(const struct tracee *tracee)
{
	unsigned char vdso[8192];
	unsigned long address = vdso_address(tracee);
	size_t size = sizeof(vdso);
	const unsigned char *found;

	/* A vdso may have only one page, with nothing mapped after it. */
	while (address && mp_remote_read(tracee->group.memory_of, address, vdso, size))
		if ((size /= 2) < 4096)
			return 0;
	found = address ? memmem(vdso, size, mp_arch_native.instruction,
				 mp_arch_native.instruction_size)
			: NULL;
	return found ? address + (unsigned long)(found - vdso) : 0;
}

/* A thread that waits in a system call is stopped after the instruction, or at it. Otherwise the
 * one in the vdso is used. Nothing is written into the process's code. */
static int find_instruction(struct tracee *tracee, struct mempolicy_error *err)
{
	struct user_regs_struct registers;

	for (size_t i = 0; i < tracee->count; i++) {
		unsigned long pc;

		if (mp_thread_registers(&tracee->group, &tracee->group.threads[i], &registers, err))
			return -1;
		pc = mp_arch_native.pc(&registers);
		for (size_t back = 0; back < 2; back++, pc -= mp_arch_native.instruction_size)
			if (mp_thread_group_instruction_at(&tracee->group, pc)) {
				tracee->group.instruction = pc;
				return 0;
			}
	}
	tracee->group.instruction = find_in_vdso(tracee);
	if (tracee->group.instruction)
		return 0;
	/* The reason may be that the process was killed. */
	if (mp_thread_registers(&tracee->group, &tracee->group.threads[0], &registers, err))
		return -1;
	return mp_error_set(err, SYSTEM, "",
			    "process %d has no vdso, and no thread of it waits in a system call",
			    tracee->group.pid);
}

/* ---- the whole process ---- */

int mp_tracee_open(pid_t pid, pid_t proc_pid, enum tracee_purpose purpose,
		   const struct timespec *deadline, struct tracee **ret,
		   struct mempolicy_error *err)
{
	struct tracee *tracee = calloc(1, sizeof(*tracee));
	sigset_t chld;

	*ret = tracee;
	if (!tracee)
		return mp_error_set_errno(err, SYSTEM, ENOMEM, "tracing process %d", pid);
	tracee->group.pid = pid;
	tracee->group.proc_pid = proc_pid;
	tracee->group.deadline = *deadline;
	tracee->group.reading = purpose == TRACEE_READ;
	tracee->group.spared = tracee->group.reading;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &chld, &tracee->old_mask);
	if (mp_stop_all(&tracee->group, err))
		return -1;
	set_gone_apart(tracee);
	if (!tracee->count)
		return mp_thread_group_died(&tracee->group, err);
	for (size_t i = 0; i < tracee->count; i++)
		if ((i == 0 || !tracee->group.threads[i].has_allowed) &&
		    mp_stop_look_at(&tracee->group, &tracee->group.threads[i], err))
			return -1;
	return 0;
}

static int in_each(struct tracee *tracee, size_t count, thread_step *step,
		   struct mempolicy_error *err)
{
	for (size_t i = 0; i < count; i++)
		if (step(&tracee->group, &tracee->group.threads[i], err))
			return -1;
	return 0;
}

/* In parallel: each step is done in all threads before the next step. */
static int in_all(struct tracee *tracee, size_t count, thread_step *const steps[], size_t length,
		  struct mempolicy_error *err)
{
	for (size_t i = 0; i < length; i++)
		if (in_each(tracee, count, steps[i], err))
			return -1;
	return 0;
}

int mp_tracee_prepare(struct tracee *tracee, struct mempolicy_error *err)
{
	static thread_step *const enter[] = {mp_thread_enter, mp_thread_hold, mp_thread_be_ready};

	tracee->group.memory_of = tracee->group.threads[0].tid;
	if (find_instruction(tracee, err) || end_sparing(tracee, err))
		return -1;
	if (in_each(tracee, tracee->count, mp_thread_prepare, err))
		return -1;
	if (in_all(tracee, tracee->count, enter, LENGTH(enter), err))
		tracee->damaged = true;
	return tracee->damaged ? -1 : 0;
}

void mp_tracee_commit(struct tracee *tracee)
{
	tracee->committed = true;
}

int mp_tracee_syscalls(struct tracee *tracee, struct thread_call *calls, size_t count,
		       struct mempolicy_error *err)
{
	static thread_step *const steps[] = {mp_thread_call_begin, mp_thread_call_make,
					     mp_thread_call_end};

	for (size_t i = 0; i < count; i++)
		tracee->group.threads[i].injected = &calls[i];
	if (in_all(tracee, count, steps, LENGTH(steps), err))
		tracee->damaged = true;
	return tracee->damaged ? -1 : 0;
}

static int memory_error(const struct tracee *tracee, const char *what, struct mempolicy_error *err)
{
	if (errno == ESRCH)
		return mp_thread_group_died(&tracee->group, err);
	return mp_error_set_errno(err, SYSTEM, errno, "%s the memory of process %d", what,
				  tracee->group.pid);
}

int mp_tracee_write(struct tracee *tracee, unsigned long address, const void *data, size_t size,
		    struct mempolicy_error *err)
{
	if (mp_remote_write(tracee->group.memory_of, address, data, size) == 0)
		return 0;
	return memory_error(tracee, "writing into", err);
}

int mp_tracee_read(struct tracee *tracee, unsigned long address, void *data, size_t size,
		   struct mempolicy_error *err)
{
	if (mp_remote_read(tracee->group.memory_of, address, data, size) == 0)
		return 0;
	return memory_error(tracee, "reading", err);
}

size_t mp_tracee_threads(const struct tracee *tracee)
{
	return tracee->count;
}

pid_t mp_tracee_tid(const struct tracee *tracee, size_t index)
{
	return tracee->group.threads[index].tid;
}

void mp_tracee_task(const struct tracee *tracee, size_t index, char *buf, size_t size)
{
	snprintf(buf, size, "%d/task/%d", tracee->group.proc_pid,
		 tracee->group.threads[index].proc_tid);
}

int mp_tracee_allowed(const struct tracee *tracee, size_t index, struct mempolicy_nodes *ret,
		      struct mempolicy_error *err)
{
	const struct thread *thread = &tracee->group.threads[index];
	struct mempolicy_machine machine;

	if (!thread->has_allowed && mempolicy_machine_read(&machine, err))
		return -1;
	*ret = thread->has_allowed ? thread->allowed : machine.with_memory;
	return 0;
}

static bool lives_on(const struct tracee *tracee)
{
	for (size_t i = 0; i < tracee->group.count; i++)
		if (!tracee->group.threads[i].gone)
			return true;
	return false;
}

/*
 * Waits for threads that have ended. Until then they stay zombies, and whatever waits for them,
 * such as execve(2), does not continue. Some, such as the main thread, which is listed first, can
 * be waited for only after the others, and the main thread not at all while others live on.
 */
static void reap(struct tracee *tracee, bool was_killed)
{
	bool some_live = !was_killed && lives_on(tracee), left = true;

	tracee->group.deadline = deadline_from_now(REAP);
	while (left) {
		left = false;
		for (size_t i = tracee->group.count; i-- > 0;) {
			struct thread *thread = &tracee->group.threads[i];
			bool is_main = thread->proc_tid == tracee->group.proc_pid;

			if ((thread->gone || was_killed) && !mp_thread_reap(thread))
				left = left || !(is_main && some_live);
		}
		left = left && mp_thread_pause(&tracee->group);
	}
}

static thread_step *const put_back_steps[] = {mp_thread_put_back_begin, mp_thread_put_back_end};

/* Restores the threads that have stopped, as far as possible. The kernel detaches from the others
 * when this process ends. */
static void put_back_spared(struct tracee *tracee)
{
	struct mempolicy_error ignored;

	for (size_t i = 0; i < tracee->group.count; i++) {
		struct thread *thread = &tracee->group.threads[i];

		for (size_t j = 0; thread->stopped && j < LENGTH(put_back_steps); j++)
			put_back_steps[j](&tracee->group, thread, &ignored);
	}
}

static int put_back(struct tracee *tracee, struct mempolicy_error *err)
{
	if (!tracee->group.spared)
		return in_all(tracee, tracee->group.count, put_back_steps, LENGTH(put_back_steps),
			      err);
	put_back_spared(tracee);
	return 0;
}

/* All threads are restored before the first is detached, because that one may end the others by
 * execve(2). */
static int let_go(struct tracee *tracee, struct mempolicy_error *err)
{
	if (put_back(tracee, err))
		return -1;
	for (size_t i = 0; i < tracee->group.count; i++)
		if (mp_thread_let_go(&tracee->group, &tracee->group.threads[i], err) &&
		    !tracee->group.spared)
			return -1;
	return 0;
}

int mp_tracee_close(struct tracee *tracee, bool has_failed, struct mempolicy_error *err)
{
	int result = -1;

	if (!tracee)
		return 0;
	if (!tracee->damaged && !(has_failed && tracee->committed))
		result = let_go(tracee, err);
	/* If the caller may not send signals, the process dies when the caller ends. */
	if (result == 0)
		reap(tracee, false);
	else if (kill(tracee->group.pid, SIGKILL) == 0)
		reap(tracee, true);
	for (size_t i = 0; i < tracee->group.count; i++)
		free(tracee->group.threads[i].extra);
	pthread_sigmask(SIG_SETMASK, &tracee->old_mask, NULL);
	free(tracee->group.threads);
	free(tracee);
	return result;
}
