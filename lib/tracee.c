/* SPDX-License-Identifier: Apache-2.0 */
#include "tracee.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>

#include "cleanup.h"
#include "error.h"
#include "procfs.h"
#include "remote.h"
#include "thread.h"

#define SYSTEM MEMPOLICY_ERROR_SYSTEM

struct tracee {
	struct thread_group group;
	unsigned int level; /* of this process's pid namespace, counted from that of /proc */
	sigset_t old_mask;
	struct thread *threads;
	size_t count;
	size_t gone;  /* behind them, those that have ended */
	bool damaged; /* cannot be put back */
};

/* How long to wait for the end of a process that was killed. */
#define REAP_S 1

/* ---- stopping every thread ---- */

static int read_status(const struct tracee *tracee, pid_t proc_tid, struct proc_status *ret,
	struct mempolicy_error *err)
{
	char task[48];

	snprintf(task, sizeof(task), "%d/task/%d", tracee->group.proc_pid, proc_tid);
	return proc_status_read(task, ret, err);
}

static int refused(const struct tracee *tracee, const struct thread *thread, int sys_errno,
	struct mempolicy_error *err)
{
	struct proc_status status;
	struct mempolicy_error ignored;

	if (read_status(tracee, thread->proc_tid, &status, &ignored) == 0 && status.tracer) {
		error_set(err, SYSTEM, "", "process %d is traced already, by process %d",
			tracee->group.pid, status.tracer);
		return error_remedy(
			err, "stop the debugger, or the strace -f, that watches the runtime");
	}
	error_set_errno(err, MEMPOLICY_ERROR_PERMISSION, sys_errno,
		"tracing thread %d of process %d", thread->tid, tracee->group.pid);
	if (tracee->group.reading)
		return error_remedy(err,
			"it takes CAP_SYS_PTRACE in the user namespace that made "
			"the process's memory, and kernel.yama.ptrace_scope below 3");
	return error_remedy(err,
		"it takes CAP_SYS_PTRACE in the user namespace that made the process's memory, and "
		"kernel.yama.ptrace_scope below 3; where that cannot be had, start the runtime "
		"itself under the policy, with numactl(8), and the hook verifies it at "
		"createContainer");
}

static void read_call(const struct tracee *tracee, pid_t proc_tid, struct arch_call *ret)
{
	char path[64], text[256];
	CLEANUP(cleanup_fd) int fd = -1;
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", tracee->group.proc_pid, proc_tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	if (length <= 0)
		return;
	text[length] = '\0';
	/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it */
	ret->known = sscanf(text, "%ld %lx %lx %lx %lx %lx %lx %lx %lx", &ret->number,
			     &ret->args[0], &ret->args[1], &ret->args[2], &ret->args[3],
			     &ret->args[4], &ret->args[5], &ret->sp, &ret->pc) == 9;
}

/* The thread's number here, or 0 if it is dead. */
static int translate(
	const struct tracee *tracee, pid_t proc_tid, pid_t *ret, struct mempolicy_error *err)
{
	struct proc_status status;

	*ret = 0;
	if (read_status(tracee, proc_tid, &status, err))
		return err->sys_errno == ENOENT || err->sys_errno == ESRCH ? 0 : -1;
	if (status.state != 'Z' && status.state != 'X' && status.levels > tracee->level)
		*ret = status.ids[tracee->level];
	return 0;
}

/* Begins to stop a thread, unless it is known already or dead; *ret_new says if it was neither. */
static int seize(struct tracee *tracee, pid_t proc_tid, bool *ret_new, struct mempolicy_error *err)
{
	struct thread *threads, thread = {.proc_tid = proc_tid};
	unsigned long options =
		PTRACE_O_TRACESYSGOOD | (tracee->group.spared ? 0 : PTRACE_O_EXITKILL);
	pid_t still_there;

	/* A traced thread keeps its number until it has been waited for, and is gone then. */
	for (size_t i = 0; i < tracee->count; i++)
		if (tracee->threads[i].proc_tid == proc_tid && !tracee->threads[i].gone)
			return 0;
	if (translate(tracee, proc_tid, &thread.tid, err))
		return -1;
	if (!thread.tid)
		return 0;
	threads = reallocarray(tracee->threads, tracee->count + 1, sizeof(thread));
	if (!threads)
		return error_set_errno(
			err, SYSTEM, ENOMEM, "tracing process %d", tracee->group.pid);
	tracee->threads = threads;
	if (ptrace(PTRACE_SEIZE, thread.tid, 0, options)) {
		int sys_errno = errno;

		/* A thread that dies meanwhile gives EPERM, too. */
		if (translate(tracee, proc_tid, &still_there, err))
			return -1;
		return still_there ? refused(tracee, &thread, sys_errno, err) : 0;
	}
	if (arch_native.needs_call)
		read_call(tracee, proc_tid, &thread.call);
	ptrace(PTRACE_INTERRUPT, thread.tid, 0, 0); /* fails only if it is dead: seen on waiting */
	tracee->threads[tracee->count++] = thread;
	*ret_new = true;
	return 0;
}

static int seize_listed(struct tracee *tracee, bool *ret_new, struct mempolicy_error *err)
{
	char path[32];
	CLEANUP(cleanup_dir) DIR *dir = NULL;
	const struct dirent *entry;

	snprintf(path, sizeof(path), "/proc/%d/task", tracee->group.proc_pid);
	dir = opendir(path);
	while (dir) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			break;
		if (entry->d_name[0] != '.' &&
			seize(tracee, (pid_t)strtol(entry->d_name, NULL, 10), ret_new, err))
			return -1;
	}
	if (errno == ENOENT || errno == ESRCH)
		return thread_group_died(&tracee->group, err);
	return errno ? error_set_errno(err, SYSTEM, errno, "%s", path) : 0;
}

/* A running thread may start another that the list does not show yet: once all that are known have
 * stopped and a new list shows no other, there is none. */
static int stop_all(struct tracee *tracee, struct mempolicy_error *err)
{
	bool found = true;

	while (found) {
		size_t first = tracee->count;

		found = false;
		if (seize_listed(tracee, &found, err))
			return -1;
		for (size_t i = first; i < tracee->count; i++)
			if (thread_wait(&tracee->group, &tracee->threads[i], err))
				return -1;
	}
	return 0;
}

/* Threads that ended while the others were being stopped. */
static void set_gone_apart(struct tracee *tracee)
{
	size_t kept = 0;

	for (size_t i = 0; i < tracee->count; i++) {
		struct thread thread = tracee->threads[i];

		if (thread.gone)
			continue;
		tracee->threads[i] = tracee->threads[kept];
		tracee->threads[kept++] = thread;
	}
	tracee->gone = tracee->count - kept;
	tracee->count = kept;
}

/* From here on the process must not run on without this one. */
static int end_sparing(struct tracee *tracee, struct mempolicy_error *err)
{
	for (size_t i = 0; tracee->group.spared && i < tracee->count; i++)
		if (ptrace(PTRACE_SETOPTIONS, tracee->threads[i].tid, 0,
			    PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD))
			return errno == ESRCH ? thread_group_died(&tracee->group, err)
					      : error_set_errno(err, SYSTEM, errno,
							"tracing process %d", tracee->group.pid);
	tracee->group.spared = false;
	return 0;
}

/* ---- a place to make system calls from ---- */

static unsigned long vdso_address(const struct tracee *tracee)
{
	unsigned long vector[2];
	char path[64];
	CLEANUP(cleanup_fd) int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/auxv", tracee->group.proc_pid,
		tracee->threads[0].proc_tid);
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

	/* A vdso of one page has nothing behind it. */
	while (address && remote_read(tracee->group.memory_of, address, vdso, size))
		if ((size /= 2) < 4096)
			return 0;
	found = address ? memmem(vdso, size, arch_native.instruction, arch_native.instruction_size)
			: NULL;
	return found ? address + (unsigned long)(found - vdso) : 0;
}

/* A thread that waits in a system call stands behind the instruction, or at it. Else the vdso has
 * one; nothing is written into the process's code. */
static int find_instruction(struct tracee *tracee, struct mempolicy_error *err)
{
	struct user_regs_struct registers;

	for (size_t i = 0; i < tracee->count; i++) {
		unsigned long pc;

		if (thread_registers(&tracee->group, &tracee->threads[i], &registers, err))
			return -1;
		pc = arch_native.pc(&registers);
		for (size_t back = 0; back < 2; back++, pc -= arch_native.instruction_size)
			if (thread_group_instruction_at(&tracee->group, pc)) {
				tracee->group.instruction = pc;
				return 0;
			}
	}
	tracee->group.instruction = find_in_vdso(tracee);
	if (tracee->group.instruction)
		return 0;
	/* Nor can it be read when the process was killed. */
	if (thread_registers(&tracee->group, &tracee->threads[0], &registers, err))
		return -1;
	return error_set(err, SYSTEM, "",
		"process %d has no vdso, and no thread of it waits in a system call",
		tracee->group.pid);
}

/* ---- the whole process ---- */

int tracee_open(pid_t pid, pid_t proc_pid, enum tracee_purpose purpose,
	const struct timespec *deadline, struct tracee **ret, struct mempolicy_error *err)
{
	struct tracee *tracee = calloc(1, sizeof(*tracee));
	struct proc_status self;
	sigset_t chld;

	*ret = tracee;
	if (!tracee)
		return error_set_errno(err, SYSTEM, ENOMEM, "tracing process %d", pid);
	tracee->group.pid = pid;
	tracee->group.proc_pid = proc_pid;
	tracee->group.deadline = *deadline;
	tracee->group.reading = purpose == TRACEE_READ;
	tracee->group.spared = tracee->group.reading;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &chld, &tracee->old_mask);
	if (proc_status_read("self", &self, err))
		return -1;
	tracee->level = self.levels - 1;
	if (stop_all(tracee, err))
		return -1;
	set_gone_apart(tracee);
	if (tracee->count == 0)
		return thread_group_died(&tracee->group, err);
	tracee->group.memory_of = tracee->threads[0].tid;
	if (find_instruction(tracee, err) || end_sparing(tracee, err))
		return -1;
	for (size_t i = 0; i < tracee->count; i++)
		if (thread_prepare(&tracee->group, &tracee->threads[i], err)) {
			tracee->damaged = tracee->threads[i].prepared;
			return -1;
		}
	return 0;
}

int tracee_syscall(struct tracee *tracee, size_t index, long number, const unsigned long args[6],
	long *ret_result, struct mempolicy_error *err)
{
	if (thread_call(&tracee->group, &tracee->threads[index], number, args, ret_result, err))
		tracee->damaged = true;
	return tracee->damaged ? -1 : 0;
}

static int memory_error(const struct tracee *tracee, const char *what, struct mempolicy_error *err)
{
	if (errno == ESRCH)
		return thread_group_died(&tracee->group, err);
	return error_set_errno(
		err, SYSTEM, errno, "%s the memory of process %d", what, tracee->group.pid);
}

int tracee_write(struct tracee *tracee, unsigned long address, const void *data, size_t size,
	struct mempolicy_error *err)
{
	if (remote_write(tracee->group.memory_of, address, data, size) == 0)
		return 0;
	return memory_error(tracee, "writing into", err);
}

int tracee_read(struct tracee *tracee, unsigned long address, void *data, size_t size,
	struct mempolicy_error *err)
{
	if (remote_read(tracee->group.memory_of, address, data, size) == 0)
		return 0;
	return memory_error(tracee, "reading", err);
}

size_t tracee_threads(const struct tracee *tracee)
{
	return tracee->count;
}

pid_t tracee_tid(const struct tracee *tracee, size_t index)
{
	return tracee->threads[index].tid;
}

/* Some cannot be waited for before the others have been, such as the main thread, listed first. */
static void reap(struct tracee *tracee)
{
	bool left = true;

	clock_gettime(CLOCK_MONOTONIC, &tracee->group.deadline);
	tracee->group.deadline.tv_sec += REAP_S;
	while (left) {
		left = false;
		for (size_t i = tracee->count + tracee->gone; i-- > 0;)
			left = !thread_reap(&tracee->threads[i]) || left;
		left = left && thread_pause(&tracee->group);
	}
}

int tracee_close(struct tracee *tracee, struct mempolicy_error *err)
{
	int result;

	if (!tracee)
		return 0;
	result = tracee->damaged ? -1 : 0;
	for (size_t i = 0; i < tracee->count && result == 0; i++) {
		/* One that does not stop is let go of when this process ends. */
		if (tracee->group.spared && !tracee->threads[i].stopped)
			continue;
		result = thread_let_go(&tracee->group, &tracee->threads[i], err);
	}
	/* A caller that may not send signals takes the process with it when it ends. */
	if (result ? kill(tracee->group.pid, SIGKILL) == 0 : tracee->count == 0)
		reap(tracee);
	for (size_t i = 0; i < tracee->count; i++)
		free(tracee->threads[i].extra);
	pthread_sigmask(SIG_SETMASK, &tracee->old_mask, NULL);
	free(tracee->threads);
	free(tracee);
	return result;
}
