/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Only a running thread can start another, so a process is stopped once all its threads are. The
 * difficulty is to know that none is missing. The list in /proc/PID/task alone does not show it: a
 * listed thread may start another and end before it is stopped, and the kernel truncates the list
 * when a thread ends while it is being read (next_tid() in fs/proc/base.c). But the kernel also
 * counts the threads, and shows their number in the link count of that directory
 * (proc_task_getattr()). If as many threads are held as the kernel counts, there are no others.
 */
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"
#include "procfs.h"

#define SYSTEM MEMPOLICY_ERROR_SYSTEM

/* The link count of an empty directory. */
#define OWN_LINKS 2

/* The result of one pass over the threads. */
struct look {
	bool news;	   /* a thread was found, or a listed one no longer exists */
	unsigned int dead; /* listed threads that are not held, and need not be */
	bool whole;	   /* no held or listed thread has ended */
};

static int read_status(const struct thread_group *group, pid_t proc_tid, struct proc_status *ret,
		       struct mempolicy_error *err)
{
	char task[48];

	snprintf(task, sizeof(task), "%d/task/%d", group->proc_pid, proc_tid);
	return mp_proc_status_read(task, ret, err);
}

static int refused(const struct thread_group *group, const struct thread *thread, pid_t tracer,
		   int sys_errno, struct mempolicy_error *err)
{
	if (tracer) {
		mp_error_set(err, SYSTEM, "", "process %d is already traced by process %d",
			     group->pid, tracer);
		return mp_error_remedy(err, "stop the debugger or strace that traces it");
	}
	mp_error_set_errno(err, MEMPOLICY_ERROR_PERMISSION, sys_errno,
			   "tracing thread %d of process %d", thread->tid, group->pid);
	mp_error_reason(err, MEMPOLICY_REASON_NOT_TRACEABLE);
	return mp_error_remedy(err, "this needs CAP_SYS_PTRACE in the user namespace that owns "
				    "the process's memory, and kernel.yama.ptrace_scope below 3");
}

static void read_call(const struct thread_group *group, pid_t proc_tid, struct arch_call *ret)
{
	char path[64], text[256];
	CLEANUP(cleanup_fd) int fd = -1;
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", group->proc_pid, proc_tid);
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

/* Reads the current status of a listed thread; its state is 'X' if it no longer exists. */
static int read_listed(const struct thread_group *group, pid_t proc_tid, struct proc_status *ret,
		       struct mempolicy_error *err)
{
	if (read_status(group, proc_tid, ret, err) == 0)
		return 0;
	*ret = (struct proc_status){.state = 'X'};
	return err->sys_errno == ENOENT || err->sys_errno == ESRCH ? 0 : -1;
}

static bool is_dead(const struct proc_status *status)
{
	return status->state == 'Z' || status->state == 'X';
}

/* A traced thread keeps its tid until it has been waited for. */
static bool is_held(const struct thread_group *group, pid_t proc_tid)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->threads[i].proc_tid == proc_tid && !group->threads[i].reaped)
			return true;
	return false;
}

/* Makes room for one more thread before it is traced, so that no traced thread is lost. */
static struct thread *reserve(struct thread_group *group, struct mempolicy_error *err)
{
	struct thread *threads =
		reallocarray(group->threads, group->count + 1, sizeof(*group->threads));

	if (!threads) {
		mp_error_set_errno(err, SYSTEM, ENOMEM, "tracing process %d", group->pid);
		return NULL;
	}
	group->threads = threads;
	return &threads[group->count];
}

/* Returns 0, 1 if the thread has ended, or -1. */
static int seize(const struct thread_group *group, struct thread *thread,
		 struct mempolicy_error *err)
{
	unsigned long options = PTRACE_O_TRACESYSGOOD | (group->spared ? 0 : PTRACE_O_EXITKILL);
	struct proc_status status, self;
	int sys_errno;

	if (ptrace(PTRACE_SEIZE, thread->tid, 0, options)) {
		sys_errno = errno;
		if (read_listed(group, thread->proc_tid, &status, err))
			return -1;
		/* EPERM may also mean that the thread has just died. */
		if (is_dead(&status) || mp_thread_has_ended(group, thread))
			return 1;
		if (mp_proc_status_read("thread-self", &self, err))
			return -1;
		/* If this thread is its tracer, it was traced under another tid, and has got this
		 * one by execve(2). */
		if (status.tracer != self.ids[0])
			return refused(group, thread, status.tracer, sys_errno, err);
	}
	if (mp_arch_native.needs_call)
		read_call(group, thread->proc_tid, &thread->call);
	ptrace(PTRACE_INTERRUPT, thread->tid, 0,
	       0); /* fails only if it has died, which waiting shows */
	return 0;
}

static int read_level(struct thread_group *group, struct mempolicy_error *err)
{
	struct proc_status self;

	if (group->has_level)
		return 0;
	if (mp_proc_status_read("thread-self", &self, err))
		return -1;
	group->level = self.levels - 1;
	group->has_level = true;
	return 0;
}

/* Begins to stop a thread, unless it has ended. */
static int take_living(struct thread_group *group, const struct thread *found, bool *ret_ended,
		       struct mempolicy_error *err)
{
	struct thread *thread = reserve(group, err);
	int ended;

	if (!thread)
		return -1;
	*thread = *found;
	ended = seize(group, thread, err);
	if (ended == 0)
		group->count++;
	*ret_ended = ended > 0;
	return ended < 0 ? -1 : 0;
}

/*
 * Begins to stop the main thread, whose tid is known, before the others are listed, so that it can
 * stop meanwhile. Its status is read when it has stopped, see mp_stop_look_at(). It stays listed
 * until the others have ended.
 */
static int take_main(struct thread_group *group, struct look *look, struct mempolicy_error *err)
{
	const struct thread found = {.proc_tid = group->proc_pid, .tid = group->pid};
	struct proc_status status;
	bool ended;

	if (is_held(group, group->proc_pid))
		return 0;
	if (take_living(group, &found, &ended, err))
		return -1;
	if (!ended) {
		look->news = true;
		return 0;
	}
	if (read_listed(group, group->proc_pid, &status, err))
		return -1;
	if (status.state == 'Z')
		look->dead++;
	else
		look->news = true;
	return 0;
}

/* Begins to stop another thread, unless it is held already. */
static int take_other(struct thread_group *group, pid_t proc_tid, struct look *look,
		      struct mempolicy_error *err)
{
	struct proc_status status;
	bool ended;

	if (is_held(group, proc_tid))
		return 0;
	if (read_listed(group, proc_tid, &status, err))
		return -1;
	look->news = true;
	if (is_dead(&status))
		return 0;
	if (read_level(group, err))
		return -1;
	if (status.levels <= group->level)
		return mp_thread_group_died(group, err);
	return take_living(group,
			   &(struct thread){.proc_tid = proc_tid,
					    .tid = status.ids[group->level],
					    .seccomp = status.seccomp,
					    .has_allowed = status.has_allowed,
					    .allowed = status.allowed},
			   &ended, err);
}

static int directory_error(const struct thread_group *group, struct mempolicy_error *err)
{
	if (errno == ENOENT || errno == ESRCH)
		return mp_thread_group_died(group, err);
	return mp_error_set_errno(err, SYSTEM, errno, "/proc/%d/task", group->proc_pid);
}

static int take_listed(struct thread_group *group, DIR *dir, struct look *look,
		       struct mempolicy_error *err)
{
	const struct dirent *entry;
	pid_t proc_tid;

	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			return errno ? directory_error(group, err) : 0;
		proc_tid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (entry->d_name[0] != '.' && proc_tid != group->proc_pid &&
		    take_other(group, proc_tid, look, err))
			return -1;
	}
}

static int wait_for_all(struct thread_group *group, struct mempolicy_error *err)
{
	for (size_t i = 0; i < group->count; i++)
		if (!group->threads[i].stopped && !group->threads[i].gone &&
		    mp_thread_wait(group, &group->threads[i], err))
			return -1;
	return 0;
}

/*
 * Whether as many threads are held as the kernel counts. It counts threads that have ended until
 * they have been waited for.
 */
static int are_all_held(const struct thread_group *group, DIR *dir, struct look *look, bool *ret,
			struct mempolicy_error *err)
{
	size_t held = look->dead;
	struct mempolicy_error ignored;
	struct stat directory;
	bool ending;

	look->whole = look->dead == 0;
	for (size_t i = 0; i < group->count; i++)
		if (group->threads[i].gone) {
			mp_thread_reap(&group->threads[i]);
			look->whole = false;
		}
	if (fstat(dirfd(dir), &directory))
		return directory_error(group, err);
	for (size_t i = 0; i < group->count; i++) {
		const struct thread *thread = &group->threads[i];

		if (!thread->gone ||
		    (!thread->reaped &&
		     mp_proc_is_ending(group->proc_pid, thread->proc_tid, &ending, &ignored) == 0 &&
		     ending))
			held++;
	}
	*ret = directory.st_nlink == OWN_LINKS + held;
	return 0;
}

/* One pass: finds threads, waits until they have stopped, and counts them. */
static int look_for_threads(struct thread_group *group, struct look *look, bool *ret_all,
			    struct mempolicy_error *err)
{
	char path[32];
	CLEANUP(cleanup_dir) DIR *dir = NULL;

	if (take_main(group, look, err))
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/task", group->proc_pid);
	dir = opendir(path);
	if (!dir)
		return directory_error(group, err);
	if (take_listed(group, dir, look, err) || wait_for_all(group, err))
		return -1;
	return are_all_held(group, dir, look, ret_all, err);
}

static bool has_number(const struct proc_status *status, pid_t number)
{
	for (unsigned int i = 0; i < status->levels; i++)
		if (status->ids[i] == number)
			return true;
	return false;
}

int mp_stop_look_at(struct thread_group *group, struct thread *thread, struct mempolicy_error *err)
{
	struct proc_status status;

	if (read_status(group, thread->proc_tid, &status, err))
		return -1;
	/* Another process may have got this pid. */
	if (!has_number(&status, thread->tid))
		return mp_thread_group_died(group, err);
	thread->seccomp = status.seccomp;
	thread->has_allowed = status.has_allowed;
	thread->allowed = status.allowed;
	return 0;
}

int mp_stop_all(struct thread_group *group, struct mempolicy_error *err)
{
	for (;;) {
		struct look look = {.news = false};
		bool all = false;

		if (look_for_threads(group, &look, &all, err))
			return -1;
		if (all && (!look.news || look.whole))
			return 0;
		/* New threads are handled at once. Otherwise a thread is about to end, so wait a
		 * little. */
		if (look.news ? !mp_thread_is_in_time(group) : !mp_thread_pause(group))
			break;
	}
	mp_error_set(err, MEMPOLICY_ERROR_TIMEOUT, "",
		     "timed out stopping process %d, which keeps starting and ending threads",
		     group->pid);
	mp_error_reason(err, MEMPOLICY_REASON_NOT_STOPPED);
	return mp_error_remedy(err, "find out what it is doing");
}
