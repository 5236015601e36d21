/* SPDX-License-Identifier: Apache-2.0 */
#include "tracee.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "arch/arch.h"
#include "cleanup.h"
#include "error.h"
#include "procfs.h"

#define SYSTEM MEMPOLICY_ERROR_SYSTEM

/* With PTRACE_O_TRACESYSGOOD, the signal of a stop at the entry or exit of a system call. */
#define SYSCALL_STOP (SIGTRAP | 0x80)

/* How long to wait for SIGCHLD before asking again: it does not come at all to a caller that
 * ignores it. */
#define WAIT_SLICE_NS 10000000L

struct thread {
	pid_t tid; /* as this process's pid namespace numbers it */
	bool gone;
	bool stopped;
	struct arch_call call;	       /* before it was stopped */
	struct user_regs_struct saved; /* to be put back */
	uint64_t sigmask;	       /* to be put back */
	void *extra;		       /* to be put back */
	bool reenter;		       /* to be led back into its call, see arch.h */
	bool prepared;		       /* the above is filled in, and signals are blocked */
};

struct tracee {
	pid_t pid;
	pid_t proc_pid;
	unsigned int level; /* of this process's pid namespace, counted from that of /proc */
	struct timespec deadline;
	sigset_t old_mask;
	struct thread *threads;
	size_t count;
	unsigned long instruction; /* address of a system call instruction in the process */
};

/* ---- waiting ---- */

static bool remaining(const struct tracee *tracee, struct timespec *ret)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ret->tv_sec = tracee->deadline.tv_sec - now.tv_sec;
	ret->tv_nsec = tracee->deadline.tv_nsec - now.tv_nsec;
	if (ret->tv_nsec < 0) {
		ret->tv_sec--;
		ret->tv_nsec += 1000000000L;
	}
	if (ret->tv_sec < 0)
		return false;
	if (ret->tv_sec > 0 || ret->tv_nsec > WAIT_SLICE_NS)
		*ret = (struct timespec){0, WAIT_SLICE_NS};
	return true;
}

static int timed_out(const struct tracee *tracee, pid_t tid, struct mempolicy_error *err)
{
	error_set(err, MEMPOLICY_ERROR_TIMEOUT, "",
		"timed out waiting for thread %d of process %d to stop; it was killed", tid,
		tracee->pid);
	return error_remedy(err, "look why it does not run (frozen cgroup, blocked disk or network "
				 "file system), or allow more time with --timeout");
}

/* Waits for the next stop of a thread. A thread that has ended instead is marked as gone. */
static int wait_stop(
	struct tracee *tracee, struct thread *thread, int *ret_status, struct mempolicy_error *err)
{
	struct timespec slice;
	sigset_t chld;
	pid_t pid;
	int status;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	while ((pid = waitpid(thread->tid, &status, WNOHANG | __WALL)) == 0) {
		if (!remaining(tracee, &slice))
			return timed_out(tracee, thread->tid, err);
		sigtimedwait(&chld, NULL, &slice);
	}
	if (pid < 0 || !WIFSTOPPED(status)) {
		thread->gone = true;
		return 0;
	}
	thread->stopped = true;
	*ret_status = status;
	return 0;
}

static int died(const struct tracee *tracee, struct mempolicy_error *err)
{
	error_set(err, SYSTEM, "", "process %d died while its memory policy was being set",
		tracee->pid);
	return error_remedy(err, "look in the kernel log for the reason (out of memory?)");
}

static int trace_error(const struct tracee *tracee, const char *what, struct mempolicy_error *err)
{
	if (errno == ESRCH)
		return died(tracee, err);
	return error_set_errno(err, SYSTEM, errno, "%s a thread of process %d", what, tracee->pid);
}

/*
 * Lets a thread run on until the stop asked for: at the entry or exit of a system call, or by
 * PTRACE_INTERRUPT. On the way signals are delivered as they come: blocked ones do not, and
 * SIGSTOP may, like the stop of the whole process that it begins.
 */
enum wanted_stop { AT_SYSCALL, AT_INTERRUPT };

static bool is_wanted(int status, enum wanted_stop wanted)
{
	if (wanted == AT_SYSCALL)
		return WSTOPSIG(status) == SYSCALL_STOP;
	return status >> 16 == PTRACE_EVENT_STOP;
}

static int run_to(struct tracee *tracee, struct thread *thread, enum wanted_stop wanted,
	struct mempolicy_error *err)
{
	unsigned long signal = 0;
	int status = 0;

	for (;;) {
		if (thread->stopped && ptrace(wanted == AT_SYSCALL ? PTRACE_SYSCALL : PTRACE_CONT,
					       thread->tid, 0, signal))
			return trace_error(tracee, "resuming", err);
		thread->stopped = false;
		if (wait_stop(tracee, thread, &status, err))
			return -1;
		if (thread->gone || is_wanted(status, wanted))
			return 0;
		signal = status >> 16 ? 0 : (unsigned long)WSTOPSIG(status);
	}
}

/* The same, for a thread that must not be gone then. */
static int step_to(struct tracee *tracee, struct thread *thread, enum wanted_stop wanted,
	struct mempolicy_error *err)
{
	if (run_to(tracee, thread, wanted, err))
		return -1;
	return thread->gone ? died(tracee, err) : 0;
}

/* ---- registers and memory ---- */

static int get_registers(const struct tracee *tracee, const struct thread *thread,
	struct user_regs_struct *ret, struct mempolicy_error *err)
{
	struct iovec io = {ret, sizeof(*ret)};

	if (ptrace(PTRACE_GETREGSET, thread->tid, NT_PRSTATUS, &io))
		return trace_error(tracee, "reading the registers of", err);
	if (io.iov_len == arch_native.registers_size)
		return 0;
	error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, "",
		"process %d runs in another word size or architecture than %s", tracee->pid,
		arch_native.name);
	return error_remedy(
		err, "use an OCI runtime built for %s, as this program is", arch_native.name);
}

static int set_registers(const struct tracee *tracee, const struct thread *thread,
	const struct user_regs_struct *registers, struct mempolicy_error *err)
{
	struct user_regs_struct copy = *registers;
	struct iovec io = {&copy, sizeof(copy)};

	if (ptrace(PTRACE_SETREGSET, thread->tid, NT_PRSTATUS, &io))
		return trace_error(tracee, "writing the registers of", err);
	return 0;
}

static int set_sigmask(const struct tracee *tracee, const struct thread *thread, uint64_t mask,
	struct mempolicy_error *err)
{
	if (ptrace(PTRACE_SETSIGMASK, thread->tid, sizeof(mask), &mask))
		return trace_error(tracee, "setting the signal mask of", err);
	return 0;
}

/* Memory of the traced process, for process_vm_readv(2) and process_vm_writev(2). */
static struct iovec remote_memory(unsigned long address, size_t size)
{
	/* An address over there, never followed here. */
	return (struct iovec){(void *)address, size}; /* NOLINT(performance-no-int-to-ptr) */
}

int tracee_write(struct tracee *tracee, unsigned long address, const void *data, size_t size,
	struct mempolicy_error *err)
{
	struct iovec local = {(void *)data, size};
	struct iovec remote = remote_memory(address, size);

	if (process_vm_writev(tracee->pid, &local, 1, &remote, 1, 0) == (ssize_t)size)
		return 0;
	return error_set_errno(
		err, SYSTEM, errno, "writing into the memory of process %d", tracee->pid);
}

int tracee_read(struct tracee *tracee, unsigned long address, void *data, size_t size,
	struct mempolicy_error *err)
{
	struct iovec local = {data, size};
	struct iovec remote = remote_memory(address, size);

	if (process_vm_readv(tracee->pid, &local, 1, &remote, 1, 0) == (ssize_t)size)
		return 0;
	return error_set_errno(err, SYSTEM, errno, "reading the memory of process %d", tracee->pid);
}

/* ---- stopping every thread ---- */

static int refused(
	const struct tracee *tracee, pid_t tid, int sys_errno, struct mempolicy_error *err)
{
	struct proc_status status;
	struct mempolicy_error ignored;

	if (proc_status_of(tracee->proc_pid, &status, &ignored) == 0 && status.tracer) {
		error_set(err, SYSTEM, "", "process %d is traced already, by process %d",
			tracee->pid, status.tracer);
		return error_remedy(
			err, "stop the debugger, or the strace -f, that watches the runtime");
	}
	error_set_errno(err, MEMPOLICY_ERROR_PERMISSION, sys_errno,
		"tracing thread %d of process %d", tid, tracee->pid);
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

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", tracee->proc_pid, proc_tid);
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
	char task[48];

	snprintf(task, sizeof(task), "%d/task/%d", tracee->proc_pid, proc_tid);
	*ret = 0;
	if (proc_status_read(task, &status, err))
		return err->sys_errno == ENOENT || err->sys_errno == ESRCH ? 0 : -1;
	if (status.state != 'Z' && status.state != 'X' && status.levels > tracee->level)
		*ret = status.ids[tracee->level];
	return 0;
}

/* Begins to stop a thread, unless it is known already or dead; *ret_new says if it was neither. */
static int seize(struct tracee *tracee, pid_t proc_tid, bool *ret_new, struct mempolicy_error *err)
{
	struct thread *threads, thread = {.gone = false};
	pid_t still_there;

	if (translate(tracee, proc_tid, &thread.tid, err))
		return -1;
	for (size_t i = 0; i < tracee->count; i++)
		if (tracee->threads[i].tid == thread.tid && !tracee->threads[i].gone)
			return 0;
	if (!thread.tid)
		return 0;
	threads = reallocarray(tracee->threads, tracee->count + 1, sizeof(thread));
	if (!threads)
		return error_set_errno(err, SYSTEM, ENOMEM, "tracing process %d", tracee->pid);
	tracee->threads = threads;
	if (ptrace(PTRACE_SEIZE, thread.tid, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD)) {
		int sys_errno = errno;

		/* A thread that dies meanwhile gives EPERM, too. */
		if (translate(tracee, proc_tid, &still_there, err))
			return -1;
		return still_there ? refused(tracee, thread.tid, sys_errno, err) : 0;
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

	snprintf(path, sizeof(path), "/proc/%d/task", tracee->proc_pid);
	dir = opendir(path);
	if (!dir)
		return error_set_errno(err, SYSTEM, errno, "%s", path);
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' &&
			seize(tracee, (pid_t)strtol(entry->d_name, NULL, 10), ret_new, err))
			return -1;
	return 0;
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
			if (run_to(tracee, &tracee->threads[i], AT_INTERRUPT, err))
				return -1;
	}
	return 0;
}

/* Threads that ended while the others were being stopped. */
static void forget_gone(struct tracee *tracee)
{
	size_t kept = 0;

	for (size_t i = 0; i < tracee->count; i++)
		if (!tracee->threads[i].gone)
			tracee->threads[kept++] = tracee->threads[i];
	tracee->count = kept;
}

/* ---- a place to make system calls from ---- */

static bool is_instruction_at(const struct tracee *tracee, unsigned long address)
{
	unsigned char found[8];
	struct iovec local = {found, arch_native.instruction_size};
	struct iovec remote = remote_memory(address, arch_native.instruction_size);

	return process_vm_readv(tracee->pid, &local, 1, &remote, 1, 0) == (ssize_t)local.iov_len &&
	       memcmp(found, arch_native.instruction, local.iov_len) == 0;
}

static unsigned long vdso_address(const struct tracee *tracee)
{
	unsigned long vector[2];
	char path[32];
	CLEANUP(cleanup_fd) int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/auxv", tracee->proc_pid);
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
	struct iovec local = {vdso, sizeof(vdso)};
	struct iovec remote = remote_memory(address, sizeof(vdso));
	const unsigned char *found;
	ssize_t length;

	if (!address)
		return 0;
	/* Where the vdso has one page only, as much as there is. */
	length = process_vm_readv(tracee->pid, &local, 1, &remote, 1, 0);
	if (length < 0) {
		remote.iov_len = 4096;
		length = process_vm_readv(tracee->pid, &local, 1, &remote, 1, 0);
	}
	if (length <= 0)
		return 0;
	found = memmem(vdso, (size_t)length, arch_native.instruction, arch_native.instruction_size);
	return found ? address + (unsigned long)(found - vdso) : 0;
}

/* A thread that waits in a system call stands behind the instruction, or at it. Else the vdso has
 * one; nothing is written into the process's code. */
static int find_instruction(struct tracee *tracee, struct mempolicy_error *err)
{
	struct user_regs_struct registers;

	for (size_t i = 0; i < tracee->count; i++) {
		unsigned long pc;

		if (get_registers(tracee, &tracee->threads[i], &registers, err))
			return -1;
		pc = arch_native.pc(&registers);
		for (size_t back = 0; back < 2; back++, pc -= arch_native.instruction_size)
			if (is_instruction_at(tracee, pc)) {
				tracee->instruction = pc;
				return 0;
			}
	}
	tracee->instruction = find_in_vdso(tracee);
	return tracee->instruction ? 0
				   : error_set(err, SYSTEM, "",
					     "process %d has no vdso, and no thread of it waits in "
					     "a system call",
					     tracee->pid);
}

/* ---- one thread: made ready, used, put back ---- */

/* Lets the thread begin its interrupted call again, and keeps the kernel from carrying it out. What
 * it shows at the entry (which may be restart_syscall(2)) is what it is to be led back into. */
static int enter_call(struct tracee *tracee, struct thread *thread, struct mempolicy_error *err)
{
	unsigned long pc;

	if (step_to(tracee, thread, AT_SYSCALL, err) ||
		get_registers(tracee, thread, &thread->saved, err))
		return -1;
	pc = arch_native.pc(&thread->saved) - arch_native.instruction_size;
	arch_native.set_pc(&thread->saved, pc);
	errno = -arch_native.skip_call(thread->tid);
	if (errno)
		return trace_error(tracee, "holding back a system call of", err);
	return step_to(tracee, thread, AT_SYSCALL, err);
}

static int prepare(struct tracee *tracee, struct thread *thread, struct mempolicy_error *err)
{
	if (get_registers(tracee, thread, &thread->saved, err))
		return -1;
	if (ptrace(PTRACE_GETSIGMASK, thread->tid, sizeof(thread->sigmask), &thread->sigmask))
		return trace_error(tracee, "reading the signal mask of", err);
	errno = -arch_native.save_extra(thread->tid, &thread->extra);
	if (errno)
		return trace_error(tracee, "reading the vector registers of", err);
	/* Signals stay pending meanwhile, in their order. */
	if (set_sigmask(tracee, thread, UINT64_MAX, err))
		return -1;
	thread->prepared = true;
	arch_native.wind_back(&thread->saved, &thread->call);
	if (arch_native.restarts_from_registers ||
		!is_instruction_at(tracee, arch_native.pc(&thread->saved)))
		return 0;
	thread->reenter = true;
	if (set_registers(tracee, thread, &thread->saved, err))
		return -1;
	return enter_call(tracee, thread, err);
}

int tracee_syscall(struct tracee *tracee, size_t index, long number, const unsigned long args[6],
	long *ret_result, struct mempolicy_error *err)
{
	struct thread *thread = &tracee->threads[index];
	struct user_regs_struct registers = thread->saved;

	arch_native.set_call(&registers, tracee->instruction, number, args);
	if (set_registers(tracee, thread, &registers, err) ||
		step_to(tracee, thread, AT_SYSCALL, err) ||
		step_to(tracee, thread, AT_SYSCALL, err) ||
		get_registers(tracee, thread, &registers, err))
		return -1;
	if (arch_native.pc(&registers) != tracee->instruction + arch_native.instruction_size)
		return error_set(err, SYSTEM, "", "thread %d of process %d went astray",
			thread->tid, tracee->pid);
	*ret_result = arch_native.result(&registers);
	return 0;
}

/* Registers are put back at the same kind of stop at which they were taken. */
static int put_back(struct tracee *tracee, struct thread *thread, struct mempolicy_error *err)
{
	if (thread->reenter) {
		if (set_registers(tracee, thread, &thread->saved, err) ||
			step_to(tracee, thread, AT_SYSCALL, err))
			return -1;
	} else {
		if (ptrace(PTRACE_INTERRUPT, thread->tid, 0, 0))
			return trace_error(tracee, "stopping", err);
		if (step_to(tracee, thread, AT_INTERRUPT, err) ||
			set_registers(tracee, thread, &thread->saved, err))
			return -1;
		errno = -arch_native.restore_extra(thread->tid, thread->extra);
		if (errno)
			return trace_error(tracee, "writing the vector registers of", err);
	}
	return set_sigmask(tracee, thread, thread->sigmask, err);
}

static int let_go(struct tracee *tracee, struct thread *thread, struct mempolicy_error *err)
{
	/* Not so after a failure half-way through tracee_open() only. */
	if (!thread->stopped && !thread->gone && run_to(tracee, thread, AT_INTERRUPT, err))
		return -1;
	if (thread->gone)
		return 0;
	if (thread->prepared && put_back(tracee, thread, err))
		return -1;
	if (ptrace(PTRACE_DETACH, thread->tid, 0, 0))
		return trace_error(tracee, "letting go of", err);
	return 0;
}

/* ---- the whole process ---- */

int tracee_open(pid_t pid, pid_t proc_pid, const struct timespec *deadline, struct tracee **ret,
	struct mempolicy_error *err)
{
	struct tracee *tracee = calloc(1, sizeof(*tracee));
	struct proc_status self;
	sigset_t chld;

	*ret = tracee;
	if (!tracee)
		return error_set_errno(err, SYSTEM, ENOMEM, "tracing process %d", pid);
	tracee->pid = pid;
	tracee->proc_pid = proc_pid;
	tracee->deadline = *deadline;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &chld, &tracee->old_mask);
	if (proc_status_read("self", &self, err))
		return -1;
	tracee->level = self.levels - 1;
	if (stop_all(tracee, err))
		return -1;
	forget_gone(tracee);
	if (tracee->count == 0)
		return died(tracee, err);
	if (find_instruction(tracee, err))
		return -1;
	for (size_t i = 0; i < tracee->count; i++)
		if (prepare(tracee, &tracee->threads[i], err))
			return -1;
	return 0;
}

size_t tracee_threads(const struct tracee *tracee)
{
	return tracee->count;
}

int tracee_close(struct tracee *tracee, struct mempolicy_error *err)
{
	int result = 0;

	if (!tracee)
		return 0;
	for (size_t i = 0; i < tracee->count && result == 0; i++)
		result = let_go(tracee, &tracee->threads[i], err);
	if (result)
		kill(tracee->pid, SIGKILL);
	for (size_t i = 0; i < tracee->count; i++)
		free(tracee->threads[i].extra);
	pthread_sigmask(SIG_SETMASK, &tracee->old_mask, NULL);
	free(tracee->threads);
	free(tracee);
	return result;
}
