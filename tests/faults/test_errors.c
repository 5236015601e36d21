/* SPDX-License-Identifier: Apache-2.0 */
/* Each system call of the hook's two processes fails, in every possible way, or reads only a
 * part. */
#include <sys/syscall.h>
#include <sysexits.h>

#include "errors.h"
#include "suites.h"
#include "trial.h"
#include "watch.h"

/* How often the container ran and did not run. */
struct counts {
	size_t ran, refused;
};

#define TRIES 5

/* A failure of the reader is noticed at once, not only when the time is over. */
static void expect_told(const struct trial *trial)
{
	const struct fault *fault = &trial->driver.fault;

	trial_expect_told(trial, fault->at, fault->call);
	if (fault->at == READER)
		ck_assert_int_ne(trial->driver.of[TRACER].exit_code, EX_TEMPFAIL);
}

/* On a busy machine, the two seconds that a trial has may not be enough. */
static bool timed_out(const struct trial *trial)
{
	return trial->driver.of[TRACER].exit_code == EX_TEMPFAIL;
}

/* The hook does not always make the same calls, because it may have to wait. The fault may
 * therefore hit another call than expected; then only the promise can be checked. Not even that
 * holds if this call cannot end in such a way: when a kernel reports success of a ptrace(2) that
 * did nothing, no promise can be kept. Returns whether the call was the expected one. */
static bool try_once(int place, const struct fault *fault, const char *timeout, long expected,
		     struct counts *counts)
{
	static struct trial trial;
	bool ran = false, as_expected;

	trial_begin(&trial, place, NULL, fault);
	trial_option(&trial, "--timeout", timeout);
	trial_run(&trial);
	as_expected = trial.driver.hit &&
		      driver_aimed(&trial.driver)->calls[fault->call].number == expected;
	if (as_expected || !trial.driver.hit || fault->value != 0) {
		ran = trial_expect_promise(&trial);
		ck_assert(ran || trial.driver.hit || timed_out(&trial));
	}
	if (as_expected) {
		if (!ran)
			expect_told(&trial);
		(*(ran ? &counts->ran : &counts->refused))++;
	}
	trial_end(&trial);
	return as_expected;
}

static void try(int place, const struct fault *fault, const char *timeout, long expected,
		struct counts *counts)
{
	for (int tries = 0; tries < TRIES; tries++)
		if (try_once(place, fault, timeout, expected, counts))
			return;
}

/* Tries one of every so many. */
struct sample {
	size_t first, step;
};

/* Tries the fault with every error that the call can return, or a sample of them; see try(). */
static void try_errors(int place, struct fault fault, long number, const struct sample *sample,
		       struct counts *counts)
{
	const int *errors = errors_of(number);

	fault.effect = RETURNS;
	for (size_t i = 0; i < ERRORS_MAX && errors[i]; i++) {
		fault.value = -errors[i];
		if (trial_all() || (fault.call + i) % sample->step == sample->first)
			try(place, &fault, "2", number, counts);
	}
}

/* Finds the call of the tracer that reads the policy back from init's first thread: from then on,
 * that thread has it. Before this, the same call is used to find an instruction. Returns the number
 * of calls if there is none. */
static size_t find_read_back(const struct call *calls, size_t count)
{
	size_t call = 0;

	while (call < count && calls[call].number != SYS_process_vm_writev)
		call++;
	while (call < count && calls[call].number != SYS_process_vm_readv)
		call++;
	return call;
}

START_TEST(a_call_that_fails_stops_the_container_or_does_not_matter)
{
	static struct call calls[CALLS_MAX];
	int place = _i % PLACES;
	struct fault fault = {.at = _i / PLACES ? READER : TRACER};
	size_t count = trial_count(place, fault.at, calls);
	/* Each at one of the places. */
	const struct sample sample = {(size_t)place, (size_t)PLACES};
	struct counts counts = {.ran = 0};

	if (fault.at == TRACER)
		count = find_read_back(calls, count);
	for (; fault.call < count; fault.call++)
		try_errors(place, fault, calls[fault.call].number, &sample, &counts);
	ck_assert_uint_gt(counts.ran, fault.at == TRACER ? 10 : 3);
	ck_assert_uint_gt(counts.refused, 10);
}
END_TEST

/* ---- an incomplete policy ---- */

/* How often the hook's failure killed init. */
static size_t killed;

/* The fault may hit another call than expected, see try(): an earlier one, or exit, which cannot
 * fail. */
static void expect_killed_or_whole(struct driver *driver)
{
	const struct process *tracer = &driver->of[TRACER];
	size_t call = driver->fault.call;

	if (tracer->exit_code && call >= find_read_back(tracer->calls, tracer->count) &&
	    tracer->calls[call].number != SYS_exit_group) {
		watch_expect_killed();
		killed++;
	}
	watch_end(driver);
}

START_TEST(a_call_that_fails_when_a_thread_has_the_policy_kills_init_or_does_not_matter)
{
	static struct call calls[CALLS_MAX];
	size_t count = trial_count(_i, TRACER, calls);
	struct fault fault = {.act = watch_init, .afterwards = expect_killed_or_whole};
	/* Each under both runtimes, at one of the stages. */
	const struct sample sample = {(size_t)(_i / RUNTIMES), (size_t)(PLACES / RUNTIMES)};
	struct counts counts = {.ran = 0};

	killed = 0;
	for (fault.call = find_read_back(calls, count); fault.call < count; fault.call++)
		try_errors(_i, fault, calls[fault.call].number, &sample, &counts);
	ck_assert_uint_gt(killed, 10);
}
END_TEST

/* ---- nothing or little is transferred ---- */

static bool may_say_0(long number)
{
	return number == SYS_read || number == SYS_getdents64 || number == SYS_process_vm_readv ||
	       number == SYS_process_vm_writev || number == SYS_write || number == SYS_recvmsg ||
	       number == SYS_sendmsg || number == SYS_sendto;
}

START_TEST(a_call_that_moves_nothing_stops_the_container_or_does_not_matter)
{
	static struct call calls[CALLS_MAX];
	struct counts counts = {.ran = 0};

	for (enum which at = TRACER; at < PROCESSES; at++) {
		size_t count = trial_count(_i, at, calls);

		for (size_t call = 0; call < count; call++) {
			struct fault fault = {.at = at, .call = call, .effect = RETURNS};

			if (may_say_0(calls[call].number))
				try(_i, &fault, "2", calls[call].number, &counts);
		}
	}
	ck_assert_uint_gt(counts.ran, 0);
	/* An empty list of threads stops nothing: the hook does not trust it, and reads it
	 * again. */
	ck_assert_uint_gt(counts.refused, 8);
}
END_TEST

START_TEST(reading_little_at_a_time_does_no_harm)
{
	static const long sizes[] = {1, 7, 100};
	struct fault fault = {.at = _i / PLACES / 3 ? READER : TRACER,
			      .effect = READS_SHORT,
			      .counts_some = true,
			      .number = SYS_read,
			      .value = sizes[_i / PLACES % 3]};
	static struct trial trial;

	trial_begin(&trial, _i % PLACES, NULL, &fault);
	trial_option(&trial, "--timeout", "60");
	trial_run(&trial);
	ck_assert(trial.driver.hit && trial_expect_promise(&trial));
	trial_end(&trial);
}
END_TEST

/* ---- the watchdog ---- */

START_TEST(a_watchdog_that_cannot_be_had_does_no_harm)
{
	static const long numbers[] = {SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_setitimer,
				       SYS_timer_create, SYS_timer_settime};
	static struct call calls[CALLS_MAX];
	size_t count = trial_count(_i, TRACER, calls);

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct counts counts = {.ran = 0};
		size_t call = 0;

		/* The first of each is in main(), before any work. */
		while (call < count && calls[call].number != numbers[i])
			call++;
		ck_assert_uint_lt(call, count);
		try(_i,
		    &(struct fault){.call = call,
				    .effect = RETURNS,
				    .value = -errors_of(numbers[i])[0]},
		    "15", numbers[i], &counts);
		ck_assert_uint_eq(counts.ran, 1);
	}
}
END_TEST

/* Divided into several cases that can run in parallel, because they mostly wait. */
void add_errors(TCase *tcase)
{
	add_loop_tests(tcase, RUNTIMES, a_call_that_fails_stops_the_container_or_does_not_matter);
}

void add_errors_at_createRuntime(TCase *tcase)
{
	tcase_add_loop_test(tcase, a_call_that_fails_stops_the_container_or_does_not_matter,
			    RUNTIMES, PLACES);
}

void add_errors_of_the_reader(TCase *tcase)
{
	tcase_add_loop_test(tcase, a_call_that_fails_stops_the_container_or_does_not_matter, PLACES,
			    PROCESSES * PLACES);
}

void add_errors_with_half_a_policy(TCase *tcase)
{
	add_loop_tests(
		tcase, PLACES,
		a_call_that_fails_when_a_thread_has_the_policy_kills_init_or_does_not_matter);
}

void add_little(TCase *tcase)
{
	add_loop_tests(tcase, PLACES,
		       a_call_that_moves_nothing_stops_the_container_or_does_not_matter,
		       a_watchdog_that_cannot_be_had_does_no_harm);
	add_loop_tests(tcase, 3 * PLACES * PROCESSES, reading_little_at_a_time_does_no_harm);
}
