/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the policies of another process. The tracer is a child of the caller, because a tracer may
 * wait forever within ptrace(2): for a process that is within execve(2), which itself waits for
 * threads that only the tracer can detach from. Only the death of the tracer ends that, because it
 * detaches them.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "error.h"
#include "visit.h"

#define SYSTEM MEMPOLICY_ERROR_SYSTEM

/* How much longer than the deadline the child may run, to detach from the process and to report. */
#define GRACE (DEADLINE_SECOND / 10)
/* How long to wait for the end of a killed child, and the interval between checks. */
#define REAP	  DEADLINE_SECOND
#define REAP_STEP (DEADLINE_SECOND / 5000)

struct request {
	pid_t pid, proc_pid, caller;
	struct timespec deadline;
	int fd; /* the child's end of the socket */
};

/* What the child sends; FAILED and DONE are the last. */
struct record {
	enum { NOTHING, CHANGES, FOUND, FAILED, DONE } kind;
	pid_t tid;
	struct mempolicy policy;    /* FOUND */
	struct mempolicy_error err; /* FAILED */
};

/* ---- in the child ---- */

struct results {
	struct record *records; /* one for each thread */
	size_t count;
};

static int read_policies(const struct visit *visit, struct mempolicy_error *err)
{
	const struct results *results = visit->with;

	if (mp_visit_get(visit, err))
		return -1;
	for (size_t i = 0; i < visit->threads; i++)
		results->records[i] = (struct record){.kind = FOUND,
						      .tid = mp_tracee_tid(visit->tracee, i),
						      .policy = mp_visit_policy(visit, i)};
	return 0;
}

static void tell(int fd, const struct record *record)
{
	if (send(fd, record, sizeof(*record), MSG_NOSIGNAL) != (ssize_t)sizeof(*record))
		_exit(EXIT_FAILURE);
}

static int read_threads(const struct request *request, struct tracee *tracee,
			struct results *results, struct mempolicy_error *err)
{
	const struct record changes = {.kind = CHANGES};
	char whose[32];
	struct visit visit = {.tracee = tracee, .whose = whose, .with = results};

	snprintf(whose, sizeof(whose), "process %d", request->pid);
	results->count = mp_tracee_threads(tracee);
	results->records = calloc(results->count, sizeof(*results->records));
	if (!results->records)
		return mp_error_set_errno(err, SYSTEM, ENOMEM, "reading %s", whose);
	tell(request->fd, &changes);
	return mp_visit_all(&visit, read_policies, err);
}

static void serve(const struct request *request)
{
	struct record last = {.kind = DONE};
	struct mempolicy_error ignored;
	struct results results = {.count = 0};
	struct tracee *tracee;
	int result;

	signal(SIGCHLD, SIG_DFL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != request->caller)
		_exit(EXIT_FAILURE);
	result = mp_tracee_open(request->pid, request->proc_pid, TRACEE_READ, &request->deadline,
				&tracee, &last.err);
	if (result == 0)
		result = read_threads(request, tracee, &results, &last.err);
	if (mp_tracee_close(tracee, result != 0, result ? &ignored : &last.err) || result)
		last.kind = FAILED;
	/* Only now, so that the process is not stopped while the caller handles the results. */
	for (size_t i = 0; i < results.count; i++)
		if (results.records[i].kind == FOUND)
			tell(request->fd, &results.records[i]);
	tell(request->fd, &last);
	_exit(EXIT_SUCCESS);
}

/* ---- in the caller ---- */

/* All signals are blocked in the child, because the caller's handlers must not run there. */
static pid_t start_child(struct request *request, int *ret_fd, struct mempolicy_error *err)
{
	sigset_t all, old;
	int ends[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return mp_error_set_errno(err, SYSTEM, errno, "socketpair");
	request->fd = ends[1];
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	child = fork();
	if (child == 0)
		serve(request);
	if (child < 0)
		mp_error_set_errno(err, SYSTEM, errno, "fork");
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	close(ends[1]);
	if (child < 0)
		close(ends[0]);
	*ret_fd = ends[0];
	return child;
}

/* Receives the next record. Returns 1; 0 if there is none in time; -1 if the child is gone. */
static int take_record(int fd, const struct timespec *limit, struct record *ret)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	struct timespec rest;

	while (deadline_remaining(limit, &rest)) {
		int ready = ppoll(&poll_fd, 1, &rest, NULL);

		if (ready > 0)
			return recv(fd, ret, sizeof(*ret), 0) == (ssize_t)sizeof(*ret) ? 1 : -1;
		if (ready < 0 && errno != EINTR)
			return -1;
	}
	return 0;
}

static int no_record(const struct request *request, int taken, struct mempolicy_error *err)
{
	if (taken < 0)
		return mp_error_set(err, SYSTEM, "",
				    "the child that reads the memory policy of process %d died",
				    request->pid);
	mp_error_set(err, MEMPOLICY_ERROR_TIMEOUT, "",
		     "timed out reading the memory policy of process %d", request->pid);
	return mp_error_remedy(
		err, "try again; a process that calls execve(2) over and over may keep others from "
		     "tracing it");
}

static int take_records(const struct request *request, int fd, mempolicy_take_policy *take,
			void *data, struct mempolicy_error *err)
{
	struct timespec limit = deadline_after(request->deadline, GRACE);
	struct record record;

	for (;;) {
		int taken = take_record(fd, &limit, &record);

		if (taken <= 0)
			return no_record(request, taken, err);
		switch (record.kind) {
		case CHANGES:
			/* From now on the process dies with the child, so the child must be able to
			 * finish. */
			limit = deadline_from_now(TRACEE_CHANGE + GRACE);
			break;
		case FOUND:
			take(data, record.tid, &record.policy);
			break;
		case FAILED:
			*err = record.err;
			return -1;
		default:
			return 0;
		}
	}
}

/* Kills the child and waits for it, but not forever, if it cannot die. */
static void end_child(pid_t child)
{
	const struct timespec step = {.tv_nsec = REAP_STEP};
	struct timespec limit = deadline_from_now(REAP), rest;

	kill(child, SIGKILL);
	while (waitpid(child, NULL, WNOHANG) == 0 && deadline_remaining(&limit, &rest))
		nanosleep(&step, NULL);
}

int mempolicy_get_traced(pid_t pid, pid_t proc_pid, const struct timespec *deadline,
			 mempolicy_take_policy *take, void *data, struct mempolicy_error *err)
{
	struct request request = {.pid = pid,
				  .proc_pid = proc_pid,
				  .caller = getpid(),
				  .deadline = *deadline};
	int fd = -1, result;
	pid_t child = start_child(&request, &fd, err);

	if (child < 0)
		return -1;
	result = take_records(&request, fd, take, data, err);
	end_child(child);
	close(fd);
	return result;
}
