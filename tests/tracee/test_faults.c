/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "faults.h"
#include "suites.h"
#include "victims.h"

#define ERRORS_MAX 6

/* The errors that a function may fail with. Errors that mean that a process is gone are included
 * only if the function can return them for an existing process. */
struct function_errors {
	const char *name;
	enum function function;
	int errors[ERRORS_MAX]; /* ended by 0 */
	bool is_needed;		/* if it fails, everything must fail */
	/* Whether none of its failures may be fatal, or some must be: those that happen when
	 * threads already have the policy. */
	enum { ANY_WAY, NEVER_FATAL, SOMETIMES_FATAL } fatality;
};

static const struct function_errors functions[] = {
	{"ptrace", FAULT_PTRACE, {ESRCH, EPERM, EIO}, false, ANY_WAY},
	{"waitpid", FAULT_WAITPID, {EPERM, ENOSYS, EINVAL}, true, ANY_WAY},
	{"process_vm_readv", FAULT_READV, {ESRCH, EPERM, EFAULT, ENOMEM}, false, ANY_WAY},
	{"process_vm_writev", FAULT_WRITEV, {ESRCH, EPERM, EFAULT, ENOMEM}, true, ANY_WAY},
	{"open", FAULT_OPEN, {EMFILE, ENFILE, ENOMEM, EACCES, EPERM}, false, SOMETIMES_FATAL},
	{"read", FAULT_READ, {EIO, ENOMEM, EPERM}, false, SOMETIMES_FATAL},
	{"opendir", FAULT_OPENDIR, {EMFILE, ENOMEM, EACCES}, true, NEVER_FATAL},
	{"readdir", FAULT_READDIR, {EIO, ENOMEM}, true, NEVER_FATAL},
	{"fstat", FAULT_FSTAT, {EIO, ENOMEM}, true, NEVER_FATAL},
	{"calloc", FAULT_CALLOC, {ENOMEM}, true, NEVER_FATAL},
	{"reallocarray", FAULT_REALLOCARRAY, {ENOMEM}, true, NEVER_FATAL},
	{"sigtimedwait", FAULT_SIGTIMEDWAIT, {EAGAIN, EINTR, EPERM}, false, ANY_WAY},
};
#define FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

static const char *const shapes[] = {
	"epoll_wait",
	"spin_restartable",
	"epoll_pwait,futex,sigtimedwait,spin_general leader-exits=0",
	"epoll_wait,futex,semop,calls",
};
#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

/* Short, because a fault may cause waiting until then: for a thread that is not told to stop. */
#define DEADLINE_MS 2000

static const struct mempolicy *policy_of(unsigned int turn)
{
	static struct mempolicy policies[2];

	policies[turn % 2] = some_policy(turn);
	return &policies[turn % 2];
}

static void start_and_wait(struct victim *victim, const char *shape)
{
	victim_start(victim, STATIC, shape);
	while (strstr(shape, "leader-exits") && victim_state(victim) != 'Z')
		usleep(100);
	apply(victim, policy_of(0));
	victim_await_waiting(victim);
}

enum outcome { NOT_CALLED, PASSED_OVER, UNHARMED, KILLED };

/* After a failure, no thread may have another policy than before; otherwise the victim must be
 * dead, and is replaced by another. */
static enum outcome renew(struct victim *victim, const char *shape, const struct mempolicy *before)
{
	if (victim_survived(victim, before, before))
		return UNHARMED;
	victim_await_killed(victim);
	victim_end(victim);
	start_and_wait(victim, shape);
	return KILLED;
}

/* Plays one fault. Replaces the victim if it died. */
static enum outcome play(struct victim *victim, const char *shape, const struct fault *fault,
			 bool is_needed, unsigned int turn)
{
	const struct mempolicy *wanted = policy_of(turn), *other = policy_of(turn + 1);
	struct mempolicy_resolution resolution = resolve(wanted);
	struct timespec deadline;
	struct mempolicy_error err = {.message = ""};
	unsigned int threads;
	bool hit;
	int result;

	apply(victim, other);
	deadline = deadline_in(DEADLINE_MS);
	faults_begin(fault);
	result = mempolicy_apply(victim->pid, victim->pid, &resolution, NULL, NULL, &deadline,
				 &threads, &err);
	hit = faults_end();
	if (result == 0) {
		ck_assert_msg(!hit || !is_needed, "%s: was passed over", victim->what);
		victim_check(victim, wanted);
		return hit ? PASSED_OVER : NOT_CALLED;
	}
	ck_assert_msg(hit, "%s: failed without a fault: %s", victim->what, err.message);
	ck_assert_str_ne(err.message, "");
	return renew(victim, shape, other);
}

/* Plays a fault at each call in turn, until two policies in a row have no further call: the second
 * may take more calls than the first. Faults at the last calls, some of which must be fatal, are
 * thus tried with both. Returns the number of calls. */
static unsigned int play_all(struct victim *victim, const char *shape,
			     const struct function_errors *function, int number)
{
	struct fault fault = {.function = function->function, .number = number};
	unsigned int killed = 0, unreached = 0, turn = 0;
	enum outcome outcome;

	while (unreached < 2) {
		turn++;
		fault.call = function->fatality == SOMETIMES_FATAL ? (turn + 1) / 2 : turn;
		snprintf(victim->what, sizeof(victim->what), "\"%s\", call %u of %s: %s", shape,
			 fault.call, function->name, strerror(number));
		outcome = play(victim, shape, &fault, function->is_needed, turn);
		ck_assert_msg(function->fatality != NEVER_FATAL || outcome != KILLED,
			      "%s: it was killed", victim->what);
		killed += outcome == KILLED;
		unreached = outcome == NOT_CALLED ? unreached + 1 : 0;
	}
	/* sigtimedwait(2) is not always needed. */
	ck_assert_msg(fault.call > 2 || fault.function == FAULT_SIGTIMEDWAIT, "%s was never called",
		      function->name);
	return killed;
}

START_TEST(failing_function_leaves_the_process_intact_or_dead)
{
	const struct function_errors *function = &functions[(size_t)_i % FUNCTIONS];
	const char *shape = shapes[(size_t)_i / FUNCTIONS];
	unsigned int killed = 0;
	struct victim victim;

	start_and_wait(&victim, shape);
	for (size_t i = 0; i < ERRORS_MAX && function->errors[i]; i++)
		/* A kernel without PTRACE_GET_RSEQ_CONFIGURATION returns EIO. */
		if (function->errors[i] != EIO || strcmp(shape, "spin_restartable") != 0)
			killed += play_all(&victim, shape, function, function->errors[i]);
	ck_assert(function->fatality != SOMETIMES_FATAL || killed > 0);
	victim_end(&victim);
}
END_TEST

START_TEST(process_killed_at_any_call_is_an_error_at_once)
{
	const char *shape = shapes[_i];
	struct mempolicy_resolution resolution = resolve(policy_of(1));
	struct fault fault = {.function = FAULT_ANY, .effect = FAULT_KILLS};
	bool hit = true;

	while (hit) {
		struct timespec deadline = deadline_in(20000);
		struct mempolicy_error err;
		struct victim victim;
		char expected[128];
		unsigned int threads;
		double start;
		int result;

		start_and_wait(&victim, shape);
		fault.call++;
		fault.number = victim.pid;
		snprintf(expected, sizeof(expected),
			 "process %d died while its memory policy was being set", victim.pid);
		start = seconds_now();
		faults_begin(&fault);
		result = mempolicy_apply(victim.pid, victim.pid, &resolution, NULL, NULL, &deadline,
					 &threads, &err);
		hit = faults_end();
		ck_assert_double_lt(seconds_now() - start, 10);
		if (result) {
			ck_assert_str_eq(err.message, expected);
			victim_await_killed(&victim);
		}
		victim_end(&victim);
	}
	ck_assert_uint_gt(fault.call, 40);
}
END_TEST

/* The tracer, in its own process, which dies at a call. Returns whether it did. */
static bool trace_and_die(const struct victim *victim, const struct fault *fault)
{
	struct mempolicy_resolution resolution = resolve(policy_of(1));
	struct timespec deadline = deadline_in(20000);
	struct mempolicy_error err;
	unsigned int threads;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		faults_begin(fault);
		_exit(mempolicy_apply(victim->pid, victim->pid, &resolution, NULL, NULL, &deadline,
				      &threads, &err) != 0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status) || WEXITSTATUS(status) == 0, "%s: failed", victim->what);
	return WIFSIGNALED(status);
}

START_TEST(tracer_killed_at_any_call_takes_the_process_with_it_or_leaves_it_intact)
{
	const char *shape = shapes[_i];
	struct fault fault = {.function = FAULT_ANY, .effect = FAULT_DIES};
	unsigned int deaths = 0;
	bool died = true;

	while (died) {
		struct victim victim;

		start_and_wait(&victim, shape);
		fault.call++;
		snprintf(victim.what, sizeof(victim.what), "\"%s\", tracer killed at call %u",
			 shape, fault.call);
		died = trace_and_die(&victim, &fault);
		if (!victim_survived(&victim, policy_of(0), policy_of(1))) {
			ck_assert(died);
			deaths++;
			victim_await_killed(&victim);
		}
		victim_end(&victim);
	}
	ck_assert_uint_gt(deaths, 40);
}
END_TEST

/* ---- the cpuset ---- */

/* The kernel reads these back unchanged, whatever the cpuset has become; PREFERRED and
 * PREFERRED_MANY since Linux 5.14. */
static const struct {
	enum mempolicy_mode mode;
	unsigned int flags;
} kept[] = {
	{MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES},
	{MEMPOLICY_BIND, MEMPOLICY_F_RELATIVE_NODES},
	{MEMPOLICY_PREFERRED, 0},
	{MEMPOLICY_PREFERRED_MANY, 0},
};
#define KEPT (sizeof(kept) / sizeof(kept[0]))

static void do_nothing(void)
{
}

/* Whether there was such a call of process_vm_readv(2), after which the cpuset may be checked. */
static bool looks_after_reading(unsigned int call, const struct mempolicy *policy, bool *ret_looked)
{
	const struct fault fault = {.function = FAULT_READV,
				    .call = call,
				    .effect = FAULT_ACTS,
				    .act = do_nothing};
	struct victim victim;
	bool hit;

	victim_start(&victim, STATIC, "epoll_wait,futex");
	victim_await_waiting(&victim);
	faults_begin(&fault);
	apply(&victim, policy);
	hit = faults_end();
	if (hit)
		*ret_looked = faults_looked_later();
	victim_end(&victim);
	return hit;
}

/* Reading back the policies is the last that is read of the process. */
START_TEST(cpuset_is_looked_at_after_a_policy_that_does_not_tell_it)
{
	struct mempolicy policy = make_policy(kept[_i].mode, kept[_i].flags, "0");
	unsigned int call = 1;
	bool looked = false;

	while (looks_after_reading(call, &policy, &looked))
		call++;
	ck_assert_uint_gt(call, 2);
	ck_assert(looked);
}
END_TEST

void add_faults(TCase *tcase)
{
	tcase_set_timeout(tcase, 120);
	add_loop_tests(tcase, (int)(SHAPES * FUNCTIONS),
		       failing_function_leaves_the_process_intact_or_dead);
	add_loop_tests(tcase, (int)KEPT, cpuset_is_looked_at_after_a_policy_that_does_not_tell_it);
	add_loop_tests(tcase, (int)SHAPES, process_killed_at_any_call_is_an_error_at_once,
		       tracer_killed_at_any_call_takes_the_process_with_it_or_leaves_it_intact);
}
