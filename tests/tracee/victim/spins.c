/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that run in user code: registers, restartable sequences, short system calls. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/rseq.h>
#include <unistd.h>

#include "victim.h"

static void watch(struct worker *worker,
		  const char *(*spin)(const _Atomic unsigned int *, unsigned int))
{
	const char *changed = spin(&shared->cycle, worker->cycle);

	if (changed)
		fail(worker, "%s changed", changed);
}

static void run_general(struct worker *worker)
{
	watch(worker, spin_general);
}

static void run_vectors(struct worker *worker)
{
	watch(worker, spin_vectors);
}

static const char *spin_restartable(const _Atomic unsigned int *flag, unsigned int value)
{
	struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);

	if (__rseq_size == 0)
		return "nothing (the C library has not registered rseq), but it could not be seen; "
		       "it";
	return spin_sequence(area, flag, value) ? "a restartable sequence's abort" : NULL;
}

static void run_restartable(struct worker *worker)
{
	watch(worker, spin_restartable);
}

static void set_up_zeros(struct worker *worker)
{
	worker->fds[0] = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	if (worker->fds[0] < 0)
		abort();
}

/* System calls that do not wait, so that a stop happens just before or after one; and the vdso. */
static void run_calls(struct worker *worker)
{
	struct timespec before = {0}, now;
	pid_t parent = getppid();

	while (!is_over(worker)) {
		char text[3] = "abc";

		if (read(worker->fds[0], text, 2) != 2 || text[0] || text[1] || text[2] != 'c')
			fail(worker, "read gave %x %x %x", text[0], text[1], text[2]);
		if (getppid() != parent)
			fail(worker, "getppid");
		if (read(-1, text, 1) != -1 || errno != EBADF)
			fail(worker, "read of no file gave errno %d", errno);
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec < before.tv_sec ||
		    (now.tv_sec == before.tv_sec && now.tv_nsec < before.tv_nsec))
			fail(worker, "time ran backwards");
		before = now;
	}
}

const struct state spins[] = {
	{"spin_general", -1, true, NULL, run_general, NULL},
	{"spin_vectors", -1, true, NULL, run_vectors, NULL},
	{"spin_restartable", -1, true, NULL, run_restartable, NULL},
	{"calls", -1, true, set_up_zeros, run_calls, NULL},
	{.name = NULL},
};
