/* SPDX-License-Identifier: Apache-2.0 */
/* Impossible requests are refused with the reason, and the process continues unchanged. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suites.h"
#include "victims.h"

#define THREADS "epoll_wait,sigtimedwait,semop,recv_timed,spin_general,nanosleep_timed"

static const struct mempolicy unchanged = {.mode = MEMPOLICY_DEFAULT};

static void check_error(const struct mempolicy_error *err, enum mempolicy_error_kind kind,
			const char *message)
{
	ck_assert_str_eq(err->message, message);
	ck_assert_int_eq(err->kind, kind);
}

/* ---- another tracer ---- */

/* Starts a process that traces a thread until it is killed. */
static pid_t start_tracer(pid_t tid)
{
	int ends[2];
	char byte;
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		if (ptrace(PTRACE_SEIZE, tid, 0, 0) || write(ends[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return pid;
}

START_TEST(process_traced_by_another_is_refused)
{
	struct mempolicy policy = some_policy(1);
	struct mempolicy_error err;
	struct victim victim;
	char expected[128];
	pid_t tracer;

	victim_start(&victim, STATIC, THREADS);
	victim_await_waiting(&victim);
	tracer = start_tracer(victim.tids[_i]);
	snprintf(expected, sizeof(expected), "process %d is already traced by process %d",
		 victim.pid, tracer);
	ck_assert_int_eq(try_apply(&victim, &policy, &err), -1);
	check_error(&err, MEMPOLICY_ERROR_SYSTEM, expected);
	ck_assert_str_eq(err.remedy, "stop the debugger or strace that traces it");
	kill(tracer, SIGKILL);
	waitpid(tracer, NULL, 0);
	victim_check(&victim, &unchanged);
	victim_end(&victim);
}
END_TEST

/* ---- permission ---- */

/* Tries as user nobody, in its own process. */
static void try_as_nobody(const struct victim *victim, struct mempolicy_error *ret)
{
	struct mempolicy policy = some_policy(1);
	struct mempolicy_error *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
					      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(setresuid(65534, 65534, 65534) || try_apply(victim, &policy, shared) != -1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	*ret = *shared;
	munmap(shared, sizeof(*shared));
}

START_TEST(process_of_another_user_is_refused)
{
	struct mempolicy_error err;
	struct victim victim;
	char expected[128];

	victim_start(&victim, STATIC, THREADS);
	victim_await_waiting(&victim);
	try_as_nobody(&victim, &err);
	snprintf(expected, sizeof(expected), "tracing thread %d of process %d: %s", victim.pid,
		 victim.pid, strerror(EPERM));
	check_error(&err, MEMPOLICY_ERROR_PERMISSION, expected);
	ck_assert_msg(strncmp(err.remedy, "this needs CAP_SYS_PTRACE in the user namespace", 47) ==
			      0,
		      "%s", err.remedy);
	ck_assert_int_eq(err.reason, MEMPOLICY_REASON_NOT_TRACEABLE);
	victim_check(&victim, &unchanged);
	victim_end(&victim);
}
END_TEST

/* ---- word size ---- */

#ifdef VICTIM_NARROW
START_TEST(process_of_another_word_size_is_refused)
{
	struct mempolicy policy = some_policy(1);
	struct mempolicy_error err;
	struct victim victim;
	char expected[128], byte = 0;

	victim_start_program(&victim, VICTIM_NARROW);
	ck_assert_int_eq(write(victim.commands, "1", 1), 1);
	ck_assert_int_eq(read(victim.reports, &byte, 1), 1);
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(try_apply(&victim, &policy, &err), -1);
		snprintf(expected, sizeof(expected),
			 "process %d has another word size or architecture than x86_64",
			 victim.pid);
		check_error(&err, MEMPOLICY_ERROR_UNSUPPORTED, expected);
		ck_assert_str_eq(err.remedy, "run a program built for x86_64, like this one");
		ck_assert_int_eq(err.reason, MEMPOLICY_REASON_OTHER_PROGRAM);
		ck_assert_int_eq(write(victim.commands, "2", 1), 1);
		ck_assert_int_eq(read(victim.reports, &byte, 1), 1);
		ck_assert_int_eq(byte, '2');
	}
	/* When its input ends, it reports whether a call failed. */
	close(victim.commands);
	victim.commands = -1;
	ck_assert_int_eq(victim_await_end(&victim), 0);
	victim_end(&victim);
}
END_TEST
#endif

/* ---- threads of the kernel ---- */

/* Finds the only thread that the victim does not report. */
static pid_t find_worker(const struct victim *victim)
{
	const struct dirent *entry;
	char path[32];
	pid_t worker = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", victim->pid);
	dir = opendir(path);
	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir))) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);
		bool known = tid == 0;

		for (size_t i = 0; i < victim->count; i++)
			known = known || victim->tids[i] == tid;
		if (!known)
			worker = tid;
	}
	closedir(dir);
	return worker;
}

START_TEST(process_with_io_uring_worker_is_refused)
{
	struct mempolicy policy = some_policy(1);
	struct mempolicy_error err;
	struct victim victim;
	char expected[128];

	victim_start(&victim, STATIC, THREADS ",io_uring");
	victim_await_waiting(&victim);
	ck_assert_int_eq(try_apply(&victim, &policy, &err), -1);
	snprintf(expected, sizeof(expected),
		 "thread %d of process %d is an io_uring worker, which cannot be given a memory "
		 "policy",
		 find_worker(&victim), victim.pid);
	check_error(&err, MEMPOLICY_ERROR_UNSUPPORTED, expected);
	ck_assert_str_eq(err.remedy, "run a program that does not use io_uring");
	ck_assert_int_eq(err.reason, MEMPOLICY_REASON_OTHER_PROGRAM);
	victim_check(&victim, &unchanged);
	victim_end(&victim);
}
END_TEST

/* ---- the kernel ---- */

/* The allowed nodes of the test and its victims. */
static struct mempolicy_nodes allowed_now(void)
{
	struct mempolicy_nodes allowed;
	struct mempolicy_error err;

	ck_assert_msg(mempolicy_allowed(getpid(), &allowed, &err) == 0, "%s", err.message);
	return allowed;
}

static int apply_resolution(const struct victim *victim,
			    const struct mempolicy_resolution *resolution,
			    struct mempolicy_error *err)
{
	struct timespec deadline = deadline_in(10000);
	unsigned int threads;

	return mempolicy_apply(victim->pid, victim->pid, resolution, NULL, NULL, &deadline,
			       &threads, err);
}

START_TEST(node_that_vanished_is_refused_by_the_kernel)
{
	struct mempolicy before = make_policy(MEMPOLICY_INTERLEAVE, 0, "0");
	struct mempolicy policy = make_policy(MEMPOLICY_BIND, 0, "9");
	struct mempolicy_resolution resolution = {.request = policy,
						  .readback = policy,
						  .allowed = allowed_now()};
	struct mempolicy_error err;
	struct victim victim;
	char expected[256];

	victim_start_under(&victim, STATIC, THREADS, &before);
	victim_await_waiting(&victim);
	ck_assert_int_eq(apply_resolution(&victim, &resolution, &err), -1);
	snprintf(expected, sizeof(expected),
		 "set_mempolicy in process %d: MPOL_BIND:9: Invalid argument", victim.pid);
	check_error(&err, MEMPOLICY_ERROR_SYSTEM, expected);
	ck_assert_int_eq(err.sys_errno, EINVAL);
	ck_assert_str_eq(err.remedy,
			 "compare the nodes with its cpuset, which may have changed meanwhile");
	victim_check(&victim, &before);
	victim_end(&victim);
}
END_TEST

START_TEST(policy_read_back_differently_is_not_left_in_some_threads)
{
	struct mempolicy_resolution resolution = {
		.request = make_policy(MEMPOLICY_BIND, 0, "0"),
		.readback = make_policy(MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES, "0,3"),
		.allowed = allowed_now(),
	};
	struct mempolicy_error err;
	struct victim victim;
	char expected[256];

	victim_start(&victim, STATIC, THREADS);
	victim_await_waiting(&victim);
	ck_assert_int_eq(apply_resolution(&victim, &resolution, &err), -1);
	snprintf(expected, sizeof(expected),
		 "memory policy read back from process %d is MPOL_BIND:0, not "
		 "MPOL_BIND|MPOL_F_STATIC_NODES:0,3",
		 victim.pid);
	check_error(&err, MEMPOLICY_ERROR_SYSTEM, expected);
	ck_assert_str_eq(err.remedy, "its cpuset may have changed meanwhile; try again");
	/* The first thread already had the policy. */
	victim_await_killed(&victim);
	victim_end(&victim);
}
END_TEST

/* ---- the cpuset ---- */

/* With either flag, reading back would not show it: the kernel returns the requested nodes. */
START_TEST(policy_for_another_cpuset_is_refused)
{
	static const unsigned int flags[] = {0, MEMPOLICY_F_STATIC_NODES,
					     MEMPOLICY_F_RELATIVE_NODES};
	struct mempolicy before = make_policy(MEMPOLICY_INTERLEAVE, 0, "0");
	struct mempolicy policy = make_policy(MEMPOLICY_BIND, flags[_i], "0");
	struct mempolicy_nodes now = allowed_now();
	struct mempolicy_resolution resolution = {.request = policy, .readback = policy};
	struct mempolicy_error err;
	struct victim victim;
	char expected[256], list[64];

	resolution.allowed = now;
	mempolicy_nodes_add(&resolution.allowed, 900);
	mempolicy_nodes_format(&now, list, sizeof(list));
	victim_start_under(&victim, STATIC, THREADS, &before);
	victim_await_waiting(&victim);
	ck_assert_int_eq(apply_resolution(&victim, &resolution, &err), -1);
	snprintf(expected, sizeof(expected),
		 "the cpuset of process %d changed from %s,900 to %s while its memory policy was "
		 "being set",
		 victim.pid, list, list);
	check_error(&err, MEMPOLICY_ERROR_SYSTEM, expected);
	ck_assert_str_eq(err.remedy, "try again; if it happens again, find out what changes the "
				     "cpuset");
	victim_check(&victim, &before);
	victim_end(&victim);
}
END_TEST

START_TEST(cpuset_does_not_matter_to_a_policy_without_nodes)
{
	struct mempolicy policy = make_policy(MEMPOLICY_LOCAL, 0, "");
	struct mempolicy_resolution resolution = {.request = policy, .readback = policy};
	struct mempolicy_error err;
	struct victim victim;

	victim_start(&victim, STATIC, THREADS);
	ck_assert_msg(apply_resolution(&victim, &resolution, &err) == 0, "%s", err.message);
	victim_check(&victim, &policy);
	victim_end(&victim);
}
END_TEST

void add_refusals(TCase *tcase)
{
	/* The main thread, and another one. */
	add_loop_tests(tcase, 2, process_traced_by_another_is_refused);
	add_tests(tcase, process_of_another_user_is_refused);
#ifdef VICTIM_NARROW
	add_tests(tcase, process_of_another_word_size_is_refused);
#endif
	add_tests(tcase, process_with_io_uring_worker_is_refused,
		  node_that_vanished_is_refused_by_the_kernel,
		  policy_read_back_differently_is_not_left_in_some_threads,
		  cpuset_does_not_matter_to_a_policy_without_nodes);
	add_loop_tests(tcase, 3, policy_for_another_cpuset_is_refused);
}
