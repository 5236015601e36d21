/* SPDX-License-Identifier: Apache-2.0 */
/* Processes with many threads, with short-lived threads, without a main thread, and stopped
 * ones. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "suites.h"
#include "victims.h"

static void trace_many_times(const char *arguments, enum linkage linkage, unsigned int times)
{
	struct mempolicy policy;
	struct victim victim;

	victim_start(&victim, linkage, arguments);
	for (unsigned int turn = 0; turn < times; turn++) {
		policy = some_policy(turn);
		apply(&victim, &policy);
		victim_check(&victim, &policy);
		usleep(turn * 131 % 3000);
	}
	victim_end(&victim);
}

START_TEST(threads_in_different_calls_do_not_notice)
{
	static const char *const threads[] = {
		"futex,futex_timed,read,poll,poll_timed,ppoll,select,pselect_timed",
		"epoll_wait,epoll_wait_timed,nanosleep_timed,clock_nanosleep_timed,wait4,"
		"sigtimedwait,sigtimedwait_timed,pause",
		"sigsuspend,semop,recv_timed,msgrcv,spin_general,spin_vectors,spin_restartable,"
		"calls",
	};

	trace_many_times(threads[_i], STATIC, 20);
	trace_many_times(threads[_i], DYNAMIC, 20);
}
END_TEST

/* Like a runtime written in Go: most threads are idle, and they preempt each other with signals. */
START_TEST(go_like_process_does_not_notice)
{
	trace_many_times("epoll_wait,nanosleep_timed,urge:3,futex:64 handle-urg", (enum linkage)_i,
			 30);
}
END_TEST

START_TEST(threads_born_meanwhile_have_the_policy)
{
	trace_many_times("births:3,futex,epoll_wait,nanosleep_timed maps-change", (enum linkage)_i,
			 30);
}
END_TEST

/* Threads that exist when they are listed, but have ended when they are to be stopped, each having
 * started another one. */
START_TEST(thread_that_passes_on_and_ends_leaves_none_without_the_policy)
{
	static const char *const shapes[] = {"futex,relay maps-change",
					     "futex,epoll_wait,relay:2,nanosleep_timed maps-change",
					     "relay:12 maps-change",
					     "futex,relay:3 leader-exits=0 maps-change"};

	trace_many_times(shapes[_i], STATIC, 300);
}
END_TEST

/* ---- the main thread ends before the others ---- */

START_TEST(process_without_main_thread_does_not_notice)
{
	struct victim victim;

	victim_start(&victim, (enum linkage)_i,
		     "futex,epoll_wait,nanosleep_timed,calls leader-exits=0");
	while (victim_state(&victim) != 'Z')
		usleep(100);
	apply_in_turns(&victim, 10);
	victim_end(&victim);
}
END_TEST

START_TEST(process_without_main_thread_and_waiting_call_does_not_notice)
{
	struct mempolicy policy = some_policy(1);
	struct victim victim;

	victim_start(&victim, (enum linkage)_i, "spin_general,spin_vectors leader-exits=0");
	while (victim_state(&victim) != 'Z')
		usleep(100);
	apply(&victim, &policy);
	victim_check(&victim, &policy);
	victim_end(&victim);
}
END_TEST

START_TEST(main_thread_may_end_meanwhile)
{
	struct mempolicy policy;
	struct victim victim;
	char arguments[64];
	unsigned int turn = 0;

	snprintf(arguments, sizeof(arguments), "futex,epoll_wait leader-exits=%d", 10 * _i);
	victim_start(&victim, STATIC, arguments);
	for (bool ended = false; !ended;) {
		double start = seconds_now();

		ended = victim_state(&victim) == 'Z';
		policy = some_policy(turn++);
		apply(&victim, &policy);
		ck_assert_double_lt(seconds_now() - start, 5);
	}
	victim_check(&victim, &policy);
	victim_end(&victim);
}
END_TEST

/* ---- stopped by a signal ---- */

#define RESTARTABLE "futex,read,spin_general,nanosleep_timed,wait4"

static void await_state(const struct victim *victim, char state)
{
	for (int tries = 0; victim_state(victim) != state; tries++) {
		ck_assert_msg(tries < 20000, "%s: state is %c, not %c", victim->what,
			      victim_state(victim), state);
		usleep(1000);
	}
}

START_TEST(stopped_process_stays_stopped_and_continues)
{
	static const char *const shapes[] = {"futex", "read", "spin_general", RESTARTABLE};
	struct mempolicy policy;
	struct victim victim;

	victim_start(&victim, STATIC, shapes[_i]);
	for (unsigned int turn = 0; turn < 10; turn++) {
		victim_await_waiting(&victim);
		kill(victim.pid, SIGSTOP);
		await_state(&victim, 'T');
		policy = some_policy(turn);
		apply(&victim, &policy);
		await_state(&victim, 'T');
		victim_check_not_held(&victim);
		usleep(2000);
		ck_assert_int_eq(victim_state(&victim), 'T');
		kill(victim.pid, SIGCONT);
		victim_check(&victim, &policy);
	}
	victim_end(&victim);
}
END_TEST

/* Starts a process that stops and continues the victim all the time. */
static pid_t start_stopping(pid_t victim, int last)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	for (int i = 0; i < 400; i++) {
		kill(victim, i % 2 ? SIGCONT : SIGSTOP);
		usleep((useconds_t)(i * 37 % 150));
	}
	kill(victim, last);
	_exit(0);
}

START_TEST(process_may_be_stopped_and_continued_meanwhile)
{
	int last = _i % 2 ? SIGCONT : SIGSTOP;
	const char *shape = _i < 2 ? "spin_general" : RESTARTABLE;
	struct mempolicy policy = some_policy(0);
	struct victim victim;
	unsigned int turn = 0;
	pid_t stopping;

	victim_start(&victim, STATIC, shape);
	stopping = start_stopping(victim.pid, last);
	do {
		policy = some_policy(turn++);
		apply(&victim, &policy);
	} while (waitpid(stopping, NULL, WNOHANG) == 0);
	if (last == SIGSTOP)
		await_state(&victim, 'T');
	kill(victim.pid, SIGCONT);
	victim_check(&victim, &policy);
	victim_end(&victim);
}
END_TEST

void add_shapes(TCase *tcase)
{
	add_loop_tests(tcase, 3, threads_in_different_calls_do_not_notice);
	tcase_add_loop_test(tcase, go_like_process_does_not_notice, STATIC, DYNAMIC + 1);
	tcase_add_loop_test(tcase, threads_born_meanwhile_have_the_policy, STATIC, DYNAMIC + 1);
	add_loop_tests(tcase, 4, thread_that_passes_on_and_ends_leaves_none_without_the_policy,
		       stopped_process_stays_stopped_and_continues,
		       process_may_be_stopped_and_continued_meanwhile);
	tcase_add_loop_test(tcase, process_without_main_thread_does_not_notice, STATIC,
			    DYNAMIC + 1);
	tcase_add_loop_test(tcase, process_without_main_thread_and_waiting_call_does_not_notice,
			    STATIC, DYNAMIC + 1);
	add_loop_tests(tcase, 150, main_thread_may_end_meanwhile);
}
