/* SPDX-License-Identifier: Apache-2.0 */
/* The caller's side: its proof of the process, its signals. */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
#include "error.h"
#include "procfs.h"
#include "suites.h"
#include "victims.h"

#define THREADS "epoll_wait,sigtimedwait,semop,recv_timed,spin_general,nanosleep_timed"

/* ---- the caller's proof ---- */

struct proof {
	const struct victim *victim;
	int result;
	unsigned int times;
	size_t stopped; /* the number of stopped threads when the proof was called */
};

static int prove(void *data, struct mempolicy_error *err)
{
	struct proof *proof = data;
	struct mempolicy_error ignored;
	struct proc_status status;
	char task[48];

	proof->times++;
	for (size_t i = 0; i < proof->victim->count; i++) {
		snprintf(task, sizeof(task), "%d/task/%d", proof->victim->pid,
			 proof->victim->tids[i]);
		if (mp_proc_status_read(task, &status, &ignored) == 0 && status.state == 't')
			proof->stopped++;
	}
	if (proof->result)
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "it is another");
	return proof->result;
}

START_TEST(process_is_proven_while_it_is_stopped)
{
	struct mempolicy before = make_policy(MEMPOLICY_INTERLEAVE, 0, "0");
	struct mempolicy policy = make_policy(MEMPOLICY_BIND, 0, "0");
	struct mempolicy_resolution resolution = resolve(&policy);
	struct timespec deadline = deadline_in(10000);
	struct mempolicy_error err = {.message = ""};
	struct victim victim;
	struct proof proof = {.victim = &victim, .result = _i ? 1 : 0};
	unsigned int threads;
	int result;

	victim_start_under(&victim, STATIC, THREADS, &before);
	victim_await_waiting(&victim);
	result = mempolicy_apply(victim.pid, victim.pid, &resolution, prove, &proof, &deadline,
				 &threads, &err);
	ck_assert_int_eq(result, _i ? -1 : 0);
	ck_assert_str_eq(err.message, _i ? "it is another" : "");
	ck_assert_uint_eq(proof.times, 1);
	ck_assert_uint_eq(proof.stopped, victim.count);
	victim_check(&victim, _i ? &before : &policy);
	victim_end(&victim);
}
END_TEST

/* ---- its signals ---- */

START_TEST(caller_may_ignore_sigchld)
{
	struct sigaction action = {.sa_flags = _i ? SA_NOCLDSTOP : 0};
	struct victim victim;

	action.sa_handler = _i ? SIG_DFL : SIG_IGN;
	ck_assert_int_eq(sigaction(SIGCHLD, &action, NULL), 0);
	victim_start(&victim, STATIC, THREADS);
	apply_in_turns(&victim, 5);
	victim_end(&victim);
}
END_TEST

START_TEST(caller_has_its_signal_mask_back)
{
	struct mempolicy policy = some_policy(1);
	struct victim victim;
	sigset_t set, before, after;

	sigemptyset(&set);
	sigaddset(&set, _i ? SIGCHLD : SIGUSR1);
	sigprocmask(SIG_SETMASK, &set, &before);
	sigprocmask(SIG_SETMASK, NULL, &before);
	victim_start(&victim, STATIC, "futex");
	apply(&victim, &policy);
	sigprocmask(SIG_SETMASK, NULL, &after);
	for (int signal = 1; signal < SIGRTMAX; signal++)
		ck_assert_int_eq(sigismember(&after, signal), sigismember(&before, signal));
	victim_end(&victim);
}
END_TEST

static unsigned int interruptions;

static void interrupt(int signal)
{
	(void)signal;
	interruptions++;
}

static void count(void *data, pid_t tid, const struct mempolicy *policy)
{
	(void)tid;
	(void)policy;
	++*(size_t *)data;
}

/* By a handler without SA_RESTART: every wait must be resumed. */
START_TEST(caller_may_be_interrupted_all_the_time)
{
	const struct itimerval often = {{0, 300}, {0, 300}}, never = {{0, 0}, {0, 0}};
	struct sigaction action = {.sa_handler = interrupt};
	struct mempolicy_features features;
	struct mempolicy policy;
	struct mempolicy_error err;
	struct victim victim;

	victim_start(&victim, STATIC, THREADS);
	sigaction(SIGALRM, &action, NULL);
	for (unsigned int turn = 0; turn < 20; turn++) {
		struct timespec deadline = deadline_in(10000);
		size_t threads = 0;

		policy = some_policy(turn);
		setitimer(ITIMER_REAL, &often, NULL);
		apply(&victim, &policy);
		ck_assert_msg(mempolicy_get_traced(victim.pid, victim.pid, &deadline, count,
						   &threads, &err) == 0 &&
				      mempolicy_features_probe(&features, &err) == 0,
			      "%s", err.message);
		setitimer(ITIMER_REAL, &never, NULL);
		ck_assert_uint_eq(threads, victim.count);
		victim_check(&victim, &policy);
	}
	ck_assert_uint_gt(interruptions, 20);
	victim_end(&victim);
}
END_TEST

/* The time limit applies then, too. */
START_TEST(interruptions_do_not_put_off_the_deadline)
{
	const struct itimerval often = {{0, 300}, {0, 300}}, never = {{0, 0}, {0, 0}};
	struct sigaction action = {.sa_handler = interrupt};
	struct timespec deadline;
	double start;
	struct mempolicy_error err;
	struct victim victim;
	size_t threads = 0;

	victim_start(&victim, STATIC, "vfork");
	victim_await_waiting(&victim);
	sigaction(SIGALRM, &action, NULL);
	start = seconds_now();
	deadline = deadline_in(300);
	setitimer(ITIMER_REAL, &often, NULL);
	if (_i) {
		struct mempolicy policy = some_policy(1);
		struct mempolicy_resolution resolution = resolve(&policy);
		unsigned int ignored;

		ck_assert_int_eq(mempolicy_apply(victim.pid, victim.pid, &resolution, NULL, NULL,
						 &deadline, &ignored, &err),
				 -1);
	} else
		ck_assert_int_eq(mempolicy_get_traced(victim.pid, victim.pid, &deadline, count,
						      &threads, &err),
				 -1);
	setitimer(ITIMER_REAL, &never, NULL);
	ck_assert_int_eq(err.kind, MEMPOLICY_ERROR_TIMEOUT);
	ck_assert_double_lt(seconds_now() - start, 2);
	victim_end(&victim);
}
END_TEST

void add_callers(TCase *tcase)
{
	add_loop_tests(tcase, 2, process_is_proven_while_it_is_stopped, caller_may_ignore_sigchld,
		       caller_has_its_signal_mask_back, interruptions_do_not_put_off_the_deadline);
	add_tests(tcase, caller_may_be_interrupted_all_the_time);
}
