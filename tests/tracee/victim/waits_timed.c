/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that wait for nothing, with a timeout, again and again: each wait must end by its
 * timeout, and never early. */
#include <errno.h>
#include <linux/aio_abi.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "victim.h"

static const struct timespec wait_time = {.tv_nsec = WAIT_NS};

/* Repeats one call until the cycle is over. When the call times out, it returns expected, with an
 * errno. */
static void repeat(struct worker *worker, long (*call)(struct worker *), long expected,
		   int expected_errno)
{
	while (!is_over(worker)) {
		struct attempt attempt = attempt_begin(worker);
		long got = call(worker);

		if (!attempt_interrupted(worker, &attempt, got))
			attempt_timed_out(worker, &attempt,
					  got == expected &&
						  (got != -1 || errno == expected_errno));
	}
}

/* ---- sleeping ---- */

static long call_nanosleep(struct worker *worker)
{
	(void)worker;
	return syscall(SYS_nanosleep, &wait_time, NULL);
}

static void run_nanosleep(struct worker *worker)
{
	repeat(worker, call_nanosleep, 0, 0);
}

static long call_clock_nanosleep(struct worker *worker)
{
	struct timespec until;

	(void)worker;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += WAIT_NS;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	return syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void run_clock_nanosleep(struct worker *worker)
{
	repeat(worker, call_clock_nanosleep, 0, 0);
}

/* ---- files ---- */

#ifdef SYS_poll
static long call_poll(struct worker *worker)
{
	struct pollfd poll_fd = {.fd = worker->fds[0], .events = POLLIN};

	return syscall(SYS_poll, &poll_fd, 1, WAIT_NS / 1000000);
}

static void run_poll(struct worker *worker)
{
	repeat(worker, call_poll, 0, 0);
}
#endif

static long call_ppoll(struct worker *worker)
{
	struct pollfd poll_fd = {.fd = worker->fds[0], .events = POLLIN};

	return ppoll(&poll_fd, 1, &wait_time, NULL);
}

static void run_ppoll(struct worker *worker)
{
	repeat(worker, call_ppoll, 0, 0);
}

static long call_pselect(struct worker *worker)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(worker->fds[0], &set);
	return pselect(worker->fds[0] + 1, &set, NULL, NULL, &wait_time, NULL);
}

static void run_pselect(struct worker *worker)
{
	repeat(worker, call_pselect, 0, 0);
}

static void set_up_epoll(struct worker *worker)
{
	worker->epoll = epoll_create1(0);
}

static long call_epoll(struct worker *worker)
{
	struct epoll_event event;

	return epoll_wait(worker->epoll, &event, 1, WAIT_NS / 1000000);
}

static void run_epoll(struct worker *worker)
{
	repeat(worker, call_epoll, 0, 0);
}

/* ---- sockets with their own timeout ---- */

static void set_timeout(int fd, int option)
{
	/* The timeout is counted in ticks of up to 10 ms, the first of which has already begun. */
	const struct timeval timeout = {.tv_usec = WAIT_NS / 1000 + 10000};

	if (setsockopt(fd, SOL_SOCKET, option, &timeout, sizeof(timeout)))
		abort();
}

static void set_up_sockets(struct worker *worker)
{
	char byte = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, worker->fds))
		abort();
	set_timeout(worker->fds[0], SO_RCVTIMEO);
	set_timeout(worker->fds[0], SO_SNDTIMEO);
	/* Fill the buffer, so that sending must wait. */
	while (send(worker->fds[0], &byte, 1, MSG_DONTWAIT) == 1)
		;
}

static long call_recv(struct worker *worker)
{
	char byte;

	return recv(worker->fds[0], &byte, 1, 0);
}

static void run_recv(struct worker *worker)
{
	repeat(worker, call_recv, -1, EAGAIN);
}

static long call_recvmsg(struct worker *worker)
{
	char byte;
	struct iovec io = {&byte, 1};
	struct msghdr message = {.msg_iov = &io, .msg_iovlen = 1};

	return recvmsg(worker->fds[0], &message, 0);
}

static void run_recvmsg(struct worker *worker)
{
	repeat(worker, call_recvmsg, -1, EAGAIN);
}

static long call_read(struct worker *worker)
{
	char byte;

	return read(worker->fds[0], &byte, 1);
}

static void run_read(struct worker *worker)
{
	repeat(worker, call_read, -1, EAGAIN);
}

static long call_send(struct worker *worker)
{
	return send(worker->fds[0], "", 1, 0);
}

static void run_send(struct worker *worker)
{
	repeat(worker, call_send, -1, EAGAIN);
}

static long call_write(struct worker *worker)
{
	return write(worker->fds[0], "", 1);
}

static void run_write(struct worker *worker)
{
	repeat(worker, call_write, -1, EAGAIN);
}

static void set_up_listener(struct worker *worker)
{
	const struct sockaddr_un any = {.sun_family = AF_UNIX};

	worker->fds[0] = socket(AF_UNIX, SOCK_STREAM, 0);
	/* The kernel chooses a free address. */
	if (bind(worker->fds[0], (const struct sockaddr *)&any, sizeof(sa_family_t)) ||
	    listen(worker->fds[0], 1))
		abort();
	set_timeout(worker->fds[0], SO_RCVTIMEO);
}

static long call_accept(struct worker *worker)
{
	return syscall(SYS_accept4, worker->fds[0], NULL, NULL, 0);
}

static void run_accept(struct worker *worker)
{
	repeat(worker, call_accept, -1, EAGAIN);
}

/* ---- others ---- */

static long call_futex(struct worker *worker)
{
	return syscall(SYS_futex, &worker->word, FUTEX_WAIT, 0, &wait_time, NULL, 0);
}

static void run_futex(struct worker *worker)
{
	repeat(worker, call_futex, -1, ETIMEDOUT);
}

static long call_sigtimedwait(struct worker *worker)
{
	sigset_t set;

	(void)worker;
	sigemptyset(&set);
	sigaddset(&set, SIGNAL_TIMED);
	return syscall(SYS_rt_sigtimedwait, &set, NULL, &wait_time, sizeof(uint64_t));
}

static void run_sigtimedwait(struct worker *worker)
{
	repeat(worker, call_sigtimedwait, -1, EAGAIN);
}

static long call_semtimedop(struct worker *worker)
{
	struct sembuf take = {.sem_op = -1};

	return semtimedop(worker->id, &take, 1, &wait_time);
}

static void run_semtimedop(struct worker *worker)
{
	repeat(worker, call_semtimedop, -1, EAGAIN);
}

static void set_up_aio(struct worker *worker)
{
	if (syscall(SYS_io_setup, 1, &worker->aio))
		abort();
}

static long call_io_getevents(struct worker *worker)
{
	struct timespec timeout = wait_time;
	struct io_event event;

	return syscall(SYS_io_getevents, worker->aio, 1, 1, &event, &timeout);
}

static void run_io_getevents(struct worker *worker)
{
	repeat(worker, call_io_getevents, 0, 0);
}

const struct state waits_timed[] = {
	{"nanosleep_timed", SYS_nanosleep, false, NULL, run_nanosleep, NULL},
	{"clock_nanosleep_timed", SYS_clock_nanosleep, false, NULL, run_clock_nanosleep, NULL},
#ifdef SYS_poll
	{"poll_timed", SYS_poll, false, set_up_pipe, run_poll, NULL},
#endif
	{"ppoll_timed", SYS_ppoll, false, set_up_pipe, run_ppoll, NULL},
	{"pselect_timed", SYS_pselect6, false, set_up_pipe, run_pselect, NULL},
	{"epoll_wait_timed", CALL_EPOLL_WAIT, false, set_up_epoll, run_epoll, NULL},
	{"recv_timed", SYS_recvfrom, false, set_up_sockets, run_recv, NULL},
	{"recvmsg_timed", SYS_recvmsg, false, set_up_sockets, run_recvmsg, NULL},
	{"read_timed", SYS_read, false, set_up_sockets, run_read, NULL},
	{"send_timed", SYS_sendto, false, set_up_sockets, run_send, NULL},
	{"write_timed", SYS_write, false, set_up_sockets, run_write, NULL},
	{"accept_timed", SYS_accept4, false, set_up_listener, run_accept, NULL},
	{"futex_timed", SYS_futex, false, NULL, run_futex, NULL},
	{"sigtimedwait_timed", SYS_rt_sigtimedwait, false, NULL, run_sigtimedwait, NULL},
	{"semtimedop_timed", SYS_semtimedop, false, set_up_semaphore, run_semtimedop, NULL},
	{"io_getevents_timed", SYS_io_getevents, false, set_up_aio, run_io_getevents, NULL},
	{.name = NULL},
};
