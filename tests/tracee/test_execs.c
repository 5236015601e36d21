/* SPDX-License-Identifier: Apache-2.0 */
/* A process of many threads that calls execve(2) over and over: during execve(2), ptrace(2) waits
 * for it, and it waits for threads that only their tracer can detach. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "suites.h"
#include "victims.h"

#define TIMES	    100
#define DEADLINE_MS 2000
#define ALARM_S	    2
/* For a machine that is busy with other things. */
#define SLACK_S 1

/* The victim still calls execve(2) again and again. */
static void check_running(const struct victim *victim)
{
	struct pollfd poll_fd = {.fd = victim->reports, .events = POLLIN};
	char bytes[4096];

	fcntl(victim->reports, F_SETFL, O_NONBLOCK);
	while (read(victim->reports, bytes, sizeof(bytes)) > 0)
		;
	for (int i = 0; i < 3; i++) {
		ck_assert_msg(poll(&poll_fd, 1, 20000) == 1, "it no longer runs, state %c",
			      victim_state(victim));
		ck_assert_int_ge(read(victim->reports, bytes, sizeof(bytes)), 1);
	}
}

static void count(void *data, pid_t tid, const struct mempolicy *policy)
{
	unsigned int *threads = data;

	ck_assert_int_gt(tid, 0);
	ck_assert_int_eq((int)policy->mode, MEMPOLICY_DEFAULT);
	++*threads;
}

START_TEST(reading_ends_in_time_and_leaves_the_process_alone)
{
	unsigned int threads = 0, successes = 0;
	struct victim victim;

	victim_start_program(&victim, VICTIM_EXECS);
	for (int i = 0; i < TIMES; i++) {
		struct timespec deadline = deadline_in(DEADLINE_MS);
		struct mempolicy_error err = {.message = ""};
		double start = seconds_now();

		if (mempolicy_get_traced(victim.pid, victim.pid, &deadline, count, &threads,
					 &err) == 0)
			successes++;
		else
			ck_assert_str_ne(err.message, "");
		ck_assert_double_lt(seconds_now() - start, DEADLINE_MS / 1000.0 + SLACK_S);
		check_running(&victim);
		usleep((useconds_t)(i * 733 % 10000));
	}
	ck_assert_uint_ge(threads, successes);
	/* No child is left except the victim's keeper. */
	victim_end(&victim);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

static void give_up(int signal)
{
	(void)signal;
	_exit(EXIT_SUCCESS);
}

/* Runs in its own process, bounded by a timer. */
static void apply_and_exit(const struct victim *victim)
{
	struct mempolicy policy = make_policy(MEMPOLICY_BIND, 0, "0");
	struct mempolicy_resolution resolution = resolve(&policy);
	struct timespec deadline = deadline_in(DEADLINE_MS);
	struct sigaction action = {.sa_handler = give_up};
	struct mempolicy_error err;
	unsigned int threads;

	sigaction(SIGALRM, &action, NULL);
	alarm(ALARM_S);
	mempolicy_apply(victim->pid, victim->pid, &resolution, NULL, NULL, &deadline, &threads,
			&err);
	_exit(EXIT_SUCCESS);
}

START_TEST(applying_ends_with_its_callers_timer)
{
	for (int i = 0; i < TIMES / 10; i++) {
		struct victim victim;
		double start;
		int status;
		pid_t pid;

		victim_start_program(&victim, VICTIM_EXECS);
		check_running(&victim);
		usleep((useconds_t)(i * 733 % 10000));
		start = seconds_now();
		pid = fork();
		if (pid == 0)
			apply_and_exit(&victim);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_int_eq(status, 0);
		ck_assert_double_lt(seconds_now() - start, ALARM_S + SLACK_S);
		victim_end(&victim);
	}
}
END_TEST

void add_execs(TCase *tcase)
{
	tcase_set_timeout(tcase, 400);
	add_tests(tcase, reading_ends_in_time_and_leaves_the_process_alone,
		  applying_ends_with_its_callers_timer);
}
