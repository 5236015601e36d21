/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that wait indefinitely for a file to become ready: the waker writes the number of the
 * cycle into it. */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "victim.h"

static void set_up_sockets(struct worker *worker)
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, worker->fds))
		abort();
}

static void set_up_epoll(struct worker *worker)
{
	struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = 77}};

	set_up_pipe(worker);
	worker->epoll = epoll_create1(0);
	if (epoll_ctl(worker->epoll, EPOLL_CTL_ADD, worker->fds[0], &event))
		abort();
}

static void wake(struct worker *worker)
{
	unsigned char number = (unsigned char)atomic_load(&shared->cycle);

	if (write(worker->fds[1], &number, 1) != 1)
		abort();
}

static void check_byte(struct worker *worker, long got, unsigned char byte)
{
	if (got != 1 || byte != (unsigned char)(worker->cycle + 1))
		fail(worker, "gave %ld, byte %d, errno %d", got, byte, errno);
}

/* The call reported that it is ready, so it must be. */
static void take_byte(struct worker *worker, bool ready)
{
	unsigned char byte = 0;
	long got;

	if (!ready) {
		fail(worker, "ended without being ready, errno %d", errno);
		return;
	}
	got = read(worker->fds[0], &byte, 1);
	check_byte(worker, got, byte);
}

static void await_byte(struct worker *worker, long (*call)(int fd, unsigned char *byte))
{
	struct attempt attempt;
	unsigned char byte = 0;
	long got;

	do {
		attempt = attempt_begin(worker);
		got = call(worker->fds[0], &byte);
	} while (attempt_interrupted(worker, &attempt, got));
	check_byte(worker, got, byte);
}

static long call_read(int fd, unsigned char *byte)
{
	return read(fd, byte, 1);
}

static void run_read(struct worker *worker)
{
	await_byte(worker, call_read);
}

static long call_recv(int fd, unsigned char *byte)
{
	return recv(fd, byte, 1, 0);
}

static void run_recv(struct worker *worker)
{
	await_byte(worker, call_recv);
}

#ifdef SYS_poll
static void run_poll(struct worker *worker)
{
	struct pollfd poll_fd = {.fd = worker->fds[0], .events = POLLIN};
	struct attempt attempt;
	long got;

	do {
		attempt = attempt_begin(worker);
		got = syscall(SYS_poll, &poll_fd, 1, -1);
	} while (attempt_interrupted(worker, &attempt, got));
	take_byte(worker, got == 1 && poll_fd.revents == POLLIN);
}
#endif

/* With its own mask, in which SIGNAL_SUSPEND is not blocked. */
static bool is_suspended(const struct worker *worker)
{
	return atomic_load(&worker->suspended_for) != worker->cycle + 1;
}

static void wake_masked(struct worker *worker)
{
	signals_send(worker, SIGNAL_SUSPEND, atomic_load(&shared->cycle));
}

static void run_ppoll(struct worker *worker)
{
	struct pollfd poll_fd = {.fd = worker->fds[0], .events = POLLIN};
	sigset_t mask = signals_suspend_mask();

	while (is_suspended(worker)) {
		struct attempt attempt = attempt_begin(worker);
		int got = ppoll(&poll_fd, 1, NULL, &mask);

		if (!attempt_interrupted(worker, &attempt, got)) {
			fail(worker, "gave %d, errno %d", got, errno);
			return;
		}
	}
}

static void run_epoll_pwait(struct worker *worker)
{
	sigset_t mask = signals_suspend_mask();
	struct epoll_event event;

	while (is_suspended(worker)) {
		struct attempt attempt = attempt_begin(worker);
		int got = epoll_pwait(worker->epoll, &event, 1, -1, &mask);

		if (!attempt_interrupted(worker, &attempt, got)) {
			fail(worker, "gave %d, errno %d", got, errno);
			return;
		}
	}
}

static void run_select(struct worker *worker)
{
	struct attempt attempt;
	fd_set set;
	long got;

	do {
		attempt = attempt_begin(worker);
		FD_ZERO(&set);
		FD_SET(worker->fds[0], &set);
#ifdef SYS_select
		got = syscall(SYS_select, worker->fds[0] + 1, &set, NULL, NULL, NULL);
#else
		got = pselect(worker->fds[0] + 1, &set, NULL, NULL, NULL, NULL);
#endif
	} while (attempt_interrupted(worker, &attempt, got));
	take_byte(worker, got == 1 && FD_ISSET(worker->fds[0], &set));
}

static void run_epoll(struct worker *worker)
{
	struct epoll_event event = {.events = 0};
	struct attempt attempt;
	int got;

	do {
		attempt = attempt_begin(worker);
		got = epoll_wait(worker->epoll, &event, 1, -1);
	} while (attempt_interrupted(worker, &attempt, got));
	take_byte(worker, got == 1 && event.events == EPOLLIN && event.data.u64 == 77);
}

const struct state waits_files[] = {
	{"read", SYS_read, true, set_up_pipe, run_read, wake},
	{"recv", SYS_recvfrom, true, set_up_sockets, run_recv, wake},
#ifdef SYS_poll
	{"poll", SYS_poll, false, set_up_pipe, run_poll, wake},
#endif
	{"ppoll", SYS_ppoll, false, set_up_pipe, run_ppoll, wake_masked},
	{"select", CALL_SELECT, false, set_up_pipe, run_select, wake},
	{"epoll_wait", CALL_EPOLL_WAIT, false, set_up_epoll, run_epoll, wake},
	{"epoll_pwait", SYS_epoll_pwait, false, set_up_epoll, run_epoll_pwait, wake_masked},
	{.name = NULL},
};
