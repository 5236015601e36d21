/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that wait indefinitely for something that is not a file: a futex, a child, a signal,
 * System V semaphores and messages. */
#include <errno.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

#include "victim.h"

/* ---- futex ---- */

static void run_futex(struct worker *worker)
{
	while (atomic_load(&worker->word) == worker->cycle) {
		struct attempt attempt = attempt_begin(worker);
		long got =
			syscall(SYS_futex, &worker->word, FUTEX_WAIT, worker->cycle, NULL, NULL, 0);

		if (attempt_interrupted(worker, &attempt, got))
			continue;
		if (got != 0 && errno != EAGAIN)
			fail(worker, "gave %ld, errno %d", got, errno);
		else if (atomic_load(&worker->word) == worker->cycle)
			fail(worker, "woke for nothing");
	}
}

static void wake_futex(struct worker *worker)
{
	atomic_store(&worker->word, atomic_load(&shared->cycle));
	syscall(SYS_futex, &worker->word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* ---- a child, which ends when it can read a byte ---- */

static void set_up_child(struct worker *worker)
{
	if (pipe(worker->fds))
		abort();
}

static void run_child(struct worker *worker)
{
	int exit_code = (int)(worker->cycle & 0x3f);
	struct attempt attempt;
	int status = 0;
	pid_t child, got;
	char byte;

	/* Like fork(2), but without SIGCHLD at its end: sent to the process, it may wake one thread
	 * and be handled by another, and the first would see an EINTR without a known cause. */
	child = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(worker->fds[1]);
		_exit(read(worker->fds[0], &byte, 1) == 1 ? exit_code : 123);
	}
	do {
		attempt = attempt_begin(worker);
		got = wait4(child, &status, __WALL, NULL);
	} while (attempt_interrupted(worker, &attempt, got));
	if (got != child || !WIFEXITED(status) || WEXITSTATUS(status) != exit_code)
		fail(worker, "gave %d, not %d, status %x, errno %d", got, child, status, errno);
}

static void wake_child(struct worker *worker)
{
	if (write(worker->fds[1], "", 1) != 1)
		abort();
}

/* ---- signals ---- */

static void run_sigtimedwait(struct worker *worker)
{
	struct attempt attempt;
	siginfo_t info;
	sigset_t set;
	int got;

	sigemptyset(&set);
	sigaddset(&set, SIGNAL_TIMED);
	do {
		attempt = attempt_begin(worker);
		got = (int)syscall(SYS_rt_sigtimedwait, &set, &info, NULL, sizeof(uint64_t));
	} while (attempt_interrupted(worker, &attempt, got));
	if (got != SIGNAL_TIMED || info.si_value.sival_int != (int)worker->cycle + 1)
		fail(worker, "gave %d, errno %d", got, errno);
}

static void wake_sigtimedwait(struct worker *worker)
{
	signals_send(worker, SIGNAL_TIMED, atomic_load(&shared->cycle));
}

static void run_sigsuspend(struct worker *worker)
{
	sigset_t mask = signals_suspend_mask();

	while (atomic_load(&worker->suspended_for) != worker->cycle + 1) {
		struct attempt attempt = attempt_begin(worker);

		if (!attempt_interrupted(worker, &attempt, sigsuspend(&mask)))
			fail(worker, "errno %d", errno);
	}
}

static void wake_sigsuspend(struct worker *worker)
{
	signals_send(worker, SIGNAL_SUSPEND, atomic_load(&shared->cycle));
}

#ifdef SYS_pause
static void run_pause(struct worker *worker)
{
	while (!is_over(worker)) {
		struct attempt attempt = attempt_begin(worker);

		if (!attempt_interrupted(worker, &attempt, syscall(SYS_pause)))
			fail(worker, "errno %d", errno);
	}
	atomic_store(&worker->paused_for, worker->cycle + 1);
}

/* A signal that arrives just before the call does not end it. */
static void wake_pause(struct worker *worker)
{
	const struct timespec some_time = {.tv_nsec = 500000};
	unsigned int cycle = atomic_load(&shared->cycle);

	while (atomic_load(&worker->paused_for) != cycle &&
	       signals_send(worker, SIGNAL_PAUSE, cycle))
		nanosleep(&some_time, NULL);
}
#endif

/* ---- System V ---- */

static void run_semop(struct worker *worker)
{
	struct sembuf take = {.sem_op = -1};
	struct attempt attempt;
	int got;

	do {
		attempt = attempt_begin(worker);
#ifdef SYS_semop
		got = (int)syscall(SYS_semop, worker->id, &take, 1);
#else
		got = semop(worker->id, &take, 1);
#endif
	} while (attempt_interrupted(worker, &attempt, got));
	if (got != 0 || !is_over(worker))
		fail(worker, "gave %d, errno %d", got, errno);
}

static void wake_semop(struct worker *worker)
{
	struct sembuf give = {.sem_op = 1};

	if (semop(worker->id, &give, 1))
		abort();
}

struct message {
	long type;
	unsigned int cycle;
};

static void set_up_queue(struct worker *worker)
{
	worker->id = msgget(IPC_PRIVATE, 0600);
	if (worker->id < 0)
		abort();
}

static void run_msgrcv(struct worker *worker)
{
	struct message message = {.type = 0};
	struct attempt attempt;
	long got;

	do {
		attempt = attempt_begin(worker);
		got = msgrcv(worker->id, &message, sizeof(message.cycle), 5, 0);
	} while (attempt_interrupted(worker, &attempt, got));
	if (got != sizeof(message.cycle) || message.cycle != worker->cycle + 1)
		fail(worker, "gave %ld, %u, errno %d", got, message.cycle, errno);
}

static void wake_msgrcv(struct worker *worker)
{
	struct message message = {.type = 5, .cycle = atomic_load(&shared->cycle)};

	if (msgsnd(worker->id, &message, sizeof(message.cycle), 0))
		abort();
}

const struct state waits_events[] = {
	{"futex", SYS_futex, true, NULL, run_futex, wake_futex},
	{"wait4", SYS_wait4, true, set_up_child, run_child, wake_child},
	{"sigtimedwait", SYS_rt_sigtimedwait, false, NULL, run_sigtimedwait, wake_sigtimedwait},
	{"sigsuspend", SYS_rt_sigsuspend, false, NULL, run_sigsuspend, wake_sigsuspend},
#ifdef SYS_pause
	{"pause", SYS_pause, false, NULL, run_pause, wake_pause},
#endif
	{"semop", CALL_SEMOP, false, set_up_semaphore, run_semop, wake_semop},
	{"msgrcv", SYS_msgrcv, false, set_up_queue, run_msgrcv, wake_msgrcv},
	{.name = NULL},
};
