/* SPDX-License-Identifier: Apache-2.0 */
/* Activity around the threads that wait: starting and ending threads, sending each other SIGURG as
 * Go's scheduler does, waiting for a child of vfork(2), using io_uring(7). */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "victim.h"

/* ---- short-lived threads ---- */

#define NEWBORNS 32

struct newborn {
	pthread_t thread;
	_Atomic uint32_t ends;
	int mode;
	unsigned long nodes;
};

static void *live(void *argument)
{
	struct newborn *newborn = argument;

	while (!atomic_load(&newborn->ends))
		syscall(SYS_futex, &newborn->ends, FUTEX_WAIT, 0, NULL, NULL, 0);
	selfcheck_policy(&newborn->mode, &newborn->nodes);
	return NULL;
}

static void bear(struct worker *worker, struct newborn *newborn)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 64UL * 1024);
	atomic_store(&newborn->ends, 0);
	errno = pthread_create(&newborn->thread, &attributes, live, newborn);
	if (errno)
		fail(worker, "pthread_create, errno %d", errno);
}

static void end(struct newborn *newborn)
{
	atomic_store(&newborn->ends, 1);
	syscall(SYS_futex, &newborn->ends, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
	pthread_join(newborn->thread, NULL);
}

/* The last ones were alive while the victim was traced, and have the same policy as all others. */
static void run_births(struct worker *worker)
{
	struct newborn newborns[NEWBORNS];
	unsigned long nodes;
	size_t next = 0;
	int mode;

	for (size_t i = 0; i < NEWBORNS; i++)
		bear(worker, &newborns[i]);
	for (; !is_over(worker); next = (next + 1) % NEWBORNS) {
		end(&newborns[next]);
		bear(worker, &newborns[next]);
	}
	selfcheck_policy(&mode, &nodes);
	for (size_t i = 0; i < NEWBORNS; i++) {
		end(&newborns[i]);
		if (newborns[i].mode != mode || newborns[i].nodes != nodes)
			fail(worker, "a new thread has policy %d:%lx, not %d:%lx", newborns[i].mode,
			     newborns[i].nodes, mode, nodes);
	}
}

/* ---- a thread that starts another and ends, over and over ---- */

struct relay {
	const struct worker *worker;
	_Atomic uint32_t ended;
	int mode;
	unsigned long nodes;
};

static void *run_and_pass_on(void *argument);

static void pass_on(struct relay *relay)
{
	pthread_attr_t attributes;
	pthread_t next;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 64UL * 1024);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	/* Threads that have ended may not be gone yet. */
	while (pthread_create(&next, &attributes, run_and_pass_on, relay) == EAGAIN)
		sched_yield();
}

/* The last one has the policy of all its predecessors, back to the one that was traced. */
static void *run_and_pass_on(void *argument)
{
	struct relay *relay = argument;

	if (!is_over(relay->worker)) {
		pass_on(relay);
		return NULL;
	}
	selfcheck_policy(&relay->mode, &relay->nodes);
	atomic_store(&relay->ended, 1);
	syscall(SYS_futex, &relay->ended, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
	return NULL;
}

static void run_relay(struct worker *worker)
{
	struct relay relay = {.worker = worker};
	unsigned long nodes;
	int mode;

	pass_on(&relay);
	while (!atomic_load(&relay.ended))
		syscall(SYS_futex, &relay.ended, FUTEX_WAIT, 0, NULL, NULL, 0);
	selfcheck_policy(&mode, &nodes);
	if (relay.mode != mode || relay.nodes != nodes)
		fail(worker, "a thread has policy %d:%lx, not %d:%lx", relay.mode, relay.nodes,
		     mode, nodes);
}

/* ---- SIGURG between threads ---- */

static void run_urge(struct worker *worker)
{
	unsigned int seed = (unsigned int)worker->tid;

	while (!is_over(worker)) {
		const struct worker *other =
			&shared->workers[(size_t)rand_r(&seed) % shared->count];
		const struct timespec some_time = {.tv_nsec = 20000};
		struct attempt attempt = attempt_begin(worker);

		syscall(SYS_tgkill, shared->pid, other->tid, SIGURG);
		attempt_interrupted(worker, &attempt, nanosleep(&some_time, NULL));
	}
}

/* ---- a parent that waits for a child of vfork(2) cannot be stopped ---- */

/* NOLINTBEGIN(clang-analyzer-security.insecureAPI.vfork,clang-analyzer-unix.Vfork): blocking the
 * parent is the purpose */

static void run_vfork(struct worker *worker)
{
	pid_t child = vfork();

	if (child == 0) {
		/* Ends when the test ends. */
		while (poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = 0}, 1, -1) < 0)
			;
		_exit(0);
	}
	fail(worker, "vfork gave %d before the child had ended", child);
}

/* NOLINTEND(clang-analyzer-security.insecureAPI.vfork,clang-analyzer-unix.Vfork) */

/* ---- a worker thread of the kernel ---- */

static void set_up_ring(struct worker *worker)
{
	struct io_uring_params params = {.flags = IORING_SETUP_SQPOLL, .sq_thread_idle = 1};

	worker->fds[0] = (int)syscall(SYS_io_uring_setup, 1, &params);
	if (worker->fds[0] < 0)
		abort();
}

static void run_ring(struct worker *worker)
{
	while (!is_over(worker))
		syscall(SYS_futex, &worker->word, FUTEX_WAIT, 0,
			&(struct timespec){.tv_nsec = WAIT_NS}, NULL, 0);
}

const struct state crowd[] = {
	{"births", -1, true, NULL, run_births, NULL},
	{"relay", SYS_futex, true, NULL, run_relay, NULL},
	{"urge", SYS_clock_nanosleep, false, NULL, run_urge, NULL},
	{"io_uring", SYS_futex, true, set_up_ring, run_ring, NULL},
	{"vfork", CALL_VFORK, false, NULL, run_vfork, NULL},
	{.name = NULL},
};
