/* SPDX-License-Identifier: Apache-2.0 */
/* A process that dies meanwhile, or cannot be stopped: an error in time, and nothing is left
 * behind. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "suites.h"
#include "victims.h"

static void expect_died(const struct victim *victim, const struct mempolicy_error *err)
{
	char expected[128];

	snprintf(expected, sizeof(expected),
		 "process %d died while its memory policy was being set", victim->pid);
	ck_assert_str_eq(err->message, expected);
	ck_assert_int_eq(err->kind, MEMPOLICY_ERROR_SYSTEM);
	ck_assert_str_eq(err->remedy, "look in the kernel log for the reason (out of memory?)");
}

/* ---- killed ---- */

static pid_t start_killer(pid_t victim, useconds_t after)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	usleep(after);
	kill(victim, SIGKILL);
	_exit(0);
}

START_TEST(process_killed_meanwhile_is_an_error)
{
	static const char *const shapes[] = {"epoll_wait", "futex:3,spin_general,epoll_wait,read",
					     "births,futex maps-change"};
	struct mempolicy_error err;
	struct victim victim;
	double start = 0;
	pid_t killer;

	victim_start(&victim, _i % 2 ? STATIC : DYNAMIC, shapes[_i % 3]);
	killer = start_killer(victim.pid, (useconds_t)_i * 20);
	for (unsigned int turn = 0, result = 0; result == 0; turn++) {
		struct mempolicy policy = some_policy(turn);

		start = seconds_now();
		result = (unsigned int)try_apply(&victim, &policy, &err);
	}
	ck_assert_double_lt(seconds_now() - start, 10);
	expect_died(&victim, &err);
	victim_await_killed(&victim);
	waitpid(killer, NULL, 0);
	victim_end(&victim);
}
END_TEST

START_TEST(process_that_is_dead_is_an_error)
{
	struct mempolicy policy = some_policy(1);
	struct mempolicy_error err;
	struct victim victim;

	victim_start(&victim, STATIC, "futex");
	kill(victim.pid, SIGKILL);
	victim_await_killed(&victim);
	ck_assert_int_eq(try_apply(&victim, &policy, &err), -1);
	expect_died(&victim, &err);
	victim_end(&victim);
}
END_TEST

/* ---- cannot be stopped ---- */

START_TEST(process_that_never_stops_times_out_and_is_killed)
{
	static const char *const shapes[] = {"vfork", "epoll_wait,vfork,futex"};
	struct mempolicy policy = some_policy(1);
	struct mempolicy_resolution resolution = resolve(&policy);
	struct timespec deadline;
	struct mempolicy_error err;
	struct victim victim;
	char expected[128];
	unsigned int threads;
	double start;

	victim_start(&victim, STATIC, shapes[_i]);
	victim_await_waiting(&victim);
	start = seconds_now();
	deadline = deadline_in(300);
	ck_assert_int_eq(mempolicy_apply(victim.pid, victim.pid, &resolution, NULL, NULL, &deadline,
					 &threads, &err),
			 -1);
	ck_assert_double_lt(seconds_now() - start, 10);
	ck_assert_double_gt(seconds_now() - start, 0.29);
	snprintf(expected, sizeof(expected),
		 "timed out waiting for thread %d of process %d to stop; it was killed",
		 victim.tids[_i], victim.pid);
	ck_assert_str_eq(err.message, expected);
	ck_assert_int_eq(err.kind, MEMPOLICY_ERROR_TIMEOUT);
	ck_assert_str_eq(
		err.remedy,
		"find out why it is not running (frozen cgroup, blocked disk or network file "
		"system)");
	ck_assert_int_eq(err.reason, MEMPOLICY_REASON_NOT_STOPPED);
	victim_await_killed(&victim);
	victim_end(&victim);
}
END_TEST

void add_deaths(TCase *tcase)
{
	add_loop_tests(tcase, 150, process_killed_meanwhile_is_an_error);
	add_tests(tcase, process_that_is_dead_is_an_error);
	add_loop_tests(tcase, 2, process_that_never_stops_times_out_and_is_killed);
}
