/* SPDX-License-Identifier: Apache-2.0 */
#include "victims.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel.h"
#include "procfs.h"

#define REPORT_MAX	65536UL
#define ARGUMENTS_MAX	8
#define PATIENCE_MS	20000
#define RESTART_SYSCALL SYS_restart_syscall

static const char *const programs[] = {[STATIC] = VICTIM_STATIC, [DYNAMIC] = VICTIM_DYNAMIC};

/* ---- starting ---- */

struct start {
	char *arguments[ARGUMENTS_MAX];
	const struct mempolicy *policy;
	int commands, reports, status; /* the victim's and the keeper's ends */
};

static void run_victim(const struct start *start)
{
	const struct mempolicy *policy = start->policy;

	if (policy && syscall(SYS_set_mempolicy, policy->mode | policy->flags, &policy->nodes,
			      KERNEL_MAXNODE))
		_exit(127);
	signal(SIGCHLD, SIG_DFL);
	dup2(start->commands, STDIN_FILENO);
	dup2(start->reports, STDOUT_FILENO);
	close_range(3, ~0U, 0);
	execv(start->arguments[0], start->arguments);
	_exit(127);
}

/* Acts as the victim's parent, as a runtime does for init: it waits, and reports how the victim
 * ended. The tracer is not the parent. */
static void keep(const struct start *start)
{
	int kept, status = 0;
	pid_t pid;

	signal(SIGCHLD, SIG_DFL);
	pid = fork();
	if (pid == 0)
		run_victim(start);
	/* Descriptors whose end others wait for must not stay open here. */
	kept = dup2(start->status, STDOUT_FILENO);
	close_range(3, ~0U, 0);
	if (write(kept, &pid, sizeof(pid)) != (ssize_t)sizeof(pid) ||
	    waitpid(pid, &status, 0) != pid ||
	    write(kept, &status, sizeof(status)) != (ssize_t)sizeof(status))
		_exit(1);
	_exit(0);
}

static void make_pipe(int *ret_read, int *ret_write)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	*ret_read = ends[0];
	*ret_write = ends[1];
}

static void start(struct victim *victim, struct start *start)
{
	make_pipe(&start->commands, &victim->commands);
	make_pipe(&victim->reports, &start->reports);
	make_pipe(&victim->keeper, &start->status);
	victim->keeper_pid = fork();
	ck_assert_int_ge(victim->keeper_pid, 0);
	if (victim->keeper_pid == 0)
		keep(start);
	close(start->commands);
	close(start->reports);
	close(start->status);
	ck_assert_int_eq(read(victim->keeper, &victim->pid, sizeof(victim->pid)),
			 (ssize_t)sizeof(victim->pid));
}

static bool is_readable(int fd, int milliseconds)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

	return poll(&poll_fd, 1, milliseconds) == 1;
}

static json_t *read_report(const struct victim *victim)
{
	static char text[REPORT_MAX];
	size_t used = 0;
	json_error_t error;
	json_t *report;

	while (used == 0 || text[used - 1] != '\n') {
		ssize_t got;

		if (!is_readable(victim->reports, PATIENCE_MS))
			ck_abort_msg("%s: no report, state %c", victim->what, victim_state(victim));
		got = read(victim->reports, text + used, sizeof(text) - used);
		if (got <= 0)
			ck_abort_msg("%s: ended instead of reporting", victim->what);
		used += (size_t)got;
	}
	report = json_loadb(text, used, 0, &error);
	ck_assert_msg(report, "%s: %s in %.*s", victim->what, error.text, (int)used, text);
	return report;
}

static long get_long(const json_t *object, const char *key)
{
	return (long)json_integer_value(json_object_get(object, key));
}

static void read_threads(struct victim *victim)
{
	json_t *report = read_report(victim);
	const json_t *threads = json_object_get(report, "threads");

	victim->count = json_array_size(threads);
	ck_assert_uint_ge(victim->count, 1);
	for (size_t i = 0; i < victim->count; i++) {
		const json_t *thread = json_array_get(threads, i);

		victim->tids[i] = (pid_t)get_long(thread, "tid");
		victim->calls[i] = get_long(thread, "call");
	}
	json_decref(report);
}

void victim_start_under(struct victim *victim, enum linkage linkage, const char *arguments,
			const struct mempolicy *policy)
{
	char list[256], *rest = list;
	struct start with = {.arguments = {NULL}, .policy = policy};

	memset(victim, 0, sizeof(*victim));
	snprintf(victim->what, sizeof(victim->what), "%s victim \"%s\"",
		 linkage == STATIC ? "static" : "dynamic", arguments);
	snprintf(list, sizeof(list), "%s %s", programs[linkage], arguments);
	for (size_t i = 0; i < ARGUMENTS_MAX - 1; i++)
		with.arguments[i] = strsep(&rest, " ");
	start(victim, &with);
	read_threads(victim);
}

void victim_start(struct victim *victim, enum linkage linkage, const char *arguments)
{
	victim_start_under(victim, linkage, arguments, NULL);
}

void victim_start_program(struct victim *victim, const char *path)
{
	struct start with = {.arguments = {victim->what}};

	memset(victim, 0, sizeof(*victim));
	snprintf(victim->what, sizeof(victim->what), "%s", path);
	start(victim, &with);
}

/* ---- observing ---- */

static long current_call(const struct victim *victim, size_t thread)
{
	char path[64], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", victim->pid, victim->tids[thread]);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		ck_abort_msg("%s: %s: %s", victim->what, path, strerror(errno));
	close(fd);
	return text[0] >= '0' && text[0] <= '9' ? strtol(text, NULL, 10) : -1;
}

void victim_await_waiting(const struct victim *victim)
{
	for (size_t i = 0; i < victim->count; i++)
		for (int tries = 0; victim->calls[i] >= 0; tries++) {
			long call = current_call(victim, i);

			if (call == victim->calls[i] || call == RESTART_SYSCALL)
				break;
			ck_assert_msg(tries < PATIENCE_MS, "%s: thread %zu does not wait",
				      victim->what, i);
			usleep(1000);
		}
}

char victim_state(const struct victim *victim)
{
	struct mempolicy_error ignored;
	struct proc_status status;

	if (mp_proc_status_of(victim->pid, &status, &ignored))
		return '\0';
	return status.state;
}

void victim_check_not_held(const struct victim *victim)
{
	for (size_t i = 0; i < victim->count; i++) {
		struct mempolicy_error err;
		struct proc_status status;
		char task[48];

		snprintf(task, sizeof(task), "%d/task/%d", victim->pid, victim->tids[i]);
		ck_assert_msg(mp_proc_status_read(task, &status, &err) == 0, "%s: %s", victim->what,
			      err.message);
		ck_assert_msg(status.state != 't', "%s: was left stopped", victim->what);
		ck_assert_msg(status.tracer == 0, "%s: was left traced", victim->what);
	}
}

/* ---- asking ---- */

static bool has_policy(const json_t *thread, const struct mempolicy *policy)
{
	return get_long(thread, "mode") == (long)(policy->mode | policy->flags) &&
	       (unsigned long)get_long(thread, "nodes") == policy->nodes.words[0];
}

static void check_counts(struct victim *victim, size_t thread, const json_t *counts)
{
	for (size_t kind = 0; kind < KINDS; kind++) {
		unsigned int sent = victim->sent[thread][kind];
		unsigned int got = (unsigned int)json_integer_value(json_array_get(counts, kind));

		if (IS_QUEUED(kind) ? got != sent
				    : (kind < KIND_CHLD && (got > sent || (sent && !got))))
			ck_abort_msg("%s: thread %zu got %u of %u signals of kind %zu",
				     victim->what, thread, got, sent, kind);
		victim->sent[thread][kind] = 0;
	}
}

static void check_report(struct victim *victim, const struct mempolicy *policy,
			 const struct mempolicy *other)
{
	json_t *report = read_report(victim);
	const json_t *threads = json_object_get(report, "threads");
	const char *process = json_string_value(json_object_get(report, "process"));

	ck_assert_msg(!*process, "%s: %s", victim->what, process);
	for (size_t i = 0; i < victim->count; i++) {
		const json_t *thread = json_array_get(threads, i);
		const char *failure = json_string_value(json_object_get(thread, "failure"));

		ck_assert_msg(!*failure, "%s: thread %zu: %s", victim->what, i, failure);
		ck_assert_msg(has_policy(thread, policy) || has_policy(thread, other),
			      "%s: thread %zu has policy %ld:%lx, not %u:%lx", victim->what, i,
			      get_long(thread, "mode"), get_long(thread, "nodes"),
			      policy->mode | policy->flags, policy->nodes.words[0]);
		check_counts(victim, i, json_object_get(thread, "counts"));
	}
	json_decref(report);
}

bool victim_survived(struct victim *victim, const struct mempolicy *policy,
		     const struct mempolicy *other)
{
	struct pollfd answers[] = {{.fd = victim->reports, .events = POLLIN},
				   {.fd = victim->keeper, .events = POLLIN}};

	ck_assert_int_eq(write(victim->commands, "", 1), 1);
	ck_assert_msg(poll(answers, 2, PATIENCE_MS) > 0, "%s: neither reports nor ends, state %c",
		      victim->what, victim_state(victim));
	if (!answers[0].revents)
		return false;
	check_report(victim, policy, other);
	victim_check_not_held(victim);
	return true;
}

void victim_check(struct victim *victim, const struct mempolicy *policy)
{
	ck_assert_msg(victim_survived(victim, policy, policy), "%s: has ended", victim->what);
}

/* ---- ending ---- */

int victim_await_end(const struct victim *victim)
{
	int status = -1;

	ck_assert_msg(is_readable(victim->keeper, PATIENCE_MS), "%s: does not end, state %c",
		      victim->what, victim_state(victim));
	ck_assert_int_ge(read(victim->keeper, &status, sizeof(status)), 0);
	return status;
}

void victim_await_killed(const struct victim *victim)
{
	int status = victim_await_end(victim);

	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "%s: wait status %x",
		      victim->what, (unsigned int)status);
}

void victim_end(struct victim *victim)
{
	/* A keeper that has reported the end has reaped the victim; the pid may be another's
	 * now. */
	if (!is_readable(victim->keeper, 0)) {
		kill(victim->pid, SIGKILL);
		/* Only its tracer, this process, can reap a main thread that ended while traced. */
		if (strstr(victim->what, "leader-exits"))
			waitpid(victim->pid, NULL, __WALL);
		victim_await_end(victim);
	}
	waitpid(victim->keeper_pid, NULL, 0);
	close(victim->commands);
	close(victim->reports);
	close(victim->keeper);
}

/* ---- policies ---- */

struct mempolicy make_policy(enum mempolicy_mode mode, unsigned int flags, const char *nodes)
{
	struct mempolicy policy = {.mode = mode, .flags = flags};
	struct mempolicy_error err;

	ck_assert_int_eq(mempolicy_nodes_parse(nodes, &policy.nodes, &err), 0);
	return policy;
}

struct mempolicy some_policy(unsigned int turn)
{
	return turn % 2 ? make_policy(MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES, "0")
			: make_policy(MEMPOLICY_INTERLEAVE, 0, "0");
}

struct mempolicy_resolution resolve(const struct mempolicy *policy)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_machine machine;
	struct mempolicy_nodes allowed;
	struct mempolicy_error err;

	ck_assert_msg(mempolicy_machine_read(&machine, &err) == 0, "%s", err.message);
	ck_assert_msg(mempolicy_allowed(getpid(), &allowed, &err) == 0, "%s", err.message);
	ck_assert_msg(mempolicy_resolve(policy, &machine, &allowed, NULL, false, &resolution,
					&err) == 0,
		      "%s", err.message);
	return resolution;
}

struct timespec deadline_in(long milliseconds)
{
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += milliseconds / 1000;
	deadline.tv_nsec += milliseconds % 1000 * 1000000L;
	if (deadline.tv_nsec >= 1000000000L) {
		deadline.tv_sec++;
		deadline.tv_nsec -= 1000000000L;
	}
	return deadline;
}

int try_apply(const struct victim *victim, const struct mempolicy *policy,
	      struct mempolicy_error *err)
{
	struct mempolicy_resolution resolution = resolve(policy);
	struct timespec deadline = deadline_in(PATIENCE_MS);
	unsigned int threads = 0;
	int result;

	result = mempolicy_apply(victim->pid, victim->pid, &resolution, NULL, NULL, &deadline,
				 &threads, err);
	if (result == 0)
		ck_assert_msg(threads >= victim->count, "%s: only %u of %zu threads were set",
			      victim->what, threads, victim->count);
	return result;
}

void apply(const struct victim *victim, const struct mempolicy *policy)
{
	struct mempolicy_error err;

	ck_assert_msg(try_apply(victim, policy, &err) == 0, "%s: %s", victim->what, err.message);
}

void apply_in_turns(struct victim *victim, unsigned int times)
{
	for (unsigned int turn = 0; turn < times; turn++) {
		struct mempolicy policy = some_policy(turn);

		apply(victim, &policy);
		victim_check(victim, &policy);
	}
}
