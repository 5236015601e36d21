/* SPDX-License-Identifier: Apache-2.0 */
/* Each system call of the hook fails, in every way it can, or reads less than there is. */
#include <sys/syscall.h>

#include "errors.h"
#include "suites.h"
#include "trial.h"

/* How often the container ran, and how often it did not. */
struct counts {
	size_t ran, refused;
};

#define TRIES 5

/* The hook does not make the same calls each time, as it may have to wait: then it was another call
 * than expected that this happened to, and all there is to see is the promise. Nothing is, if the
 * call cannot end so: a kernel that says of ptrace(2) that it did what it did not keeps no promise.
 * Whether it was the one expected.
 */
static bool try_once(int place, const struct fault *fault, const char *timeout, long expected,
	struct counts *counts)
{
	static struct trial trial;
	bool ran = false, as_expected;

	trial_begin(&trial, place, NULL, fault);
	trial_option(&trial, "--timeout", timeout);
	trial_run(&trial);
	as_expected = trial.driver.hit && trial.driver.calls[fault->call].number == expected;
	if (as_expected || !trial.driver.hit || fault->value != 0) {
		ran = trial_expect_promise(&trial);
		ck_assert(ran || trial.driver.hit);
	}
	if (as_expected) {
		if (!ran)
			trial_expect_told(&trial, fault->call);
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

START_TEST(a_call_that_fails_stops_the_container_or_does_not_matter)
{
	static struct call calls[CALLS_MAX];
	size_t count = trial_count(_i, calls);
	struct counts counts = {.ran = 0};

	for (size_t call = 0; call < count; call++) {
		const int *errors = errors_of(calls[call].number);

		for (size_t i = 0; i < ERRORS_MAX && errors[i]; i++) {
			struct fault fault = {.call = call, .effect = RETURNS, .value = -errors[i]};

			/* At one of the places each. */
			if (trial_all() || (call + i) % (size_t)PLACES == (size_t)_i)
				try(_i, &fault, "2", calls[call].number, &counts);
		}
	}
	ck_assert_uint_gt(counts.ran, 10);
	ck_assert_uint_gt(counts.refused, 10);
}
END_TEST

static bool may_say_0(long number)
{
	return number == SYS_read || number == SYS_getdents64 || number == SYS_process_vm_readv ||
	       number == SYS_process_vm_writev || number == SYS_write;
}

START_TEST(a_call_that_moves_nothing_stops_the_container_or_does_not_matter)
{
	static struct call calls[CALLS_MAX];
	size_t count = trial_count(_i, calls);
	struct counts counts = {.ran = 0};

	for (size_t call = 0; call < count; call++) {
		struct fault fault = {.call = call, .effect = RETURNS};

		if (may_say_0(calls[call].number))
			try(_i, &fault, "2", calls[call].number, &counts);
	}
	ck_assert_uint_gt(counts.ran, 0);
	ck_assert_uint_gt(counts.refused, 10);
}
END_TEST

START_TEST(reading_little_at_a_time_does_no_harm)
{
	static const long sizes[] = {1, 7, 100};
	struct fault fault = {.effect = READS_SHORT,
		.counts_some = true,
		.number = SYS_read,
		.value = sizes[_i / PLACES]};
	static struct trial trial;

	trial_begin(&trial, _i % PLACES, NULL, &fault);
	trial_option(&trial, "--timeout", "60");
	trial_run(&trial);
	ck_assert(trial.driver.hit && trial_expect_promise(&trial));
	trial_end(&trial);
}
END_TEST

void add_errors(Suite *suite)
{
	TCase *tcase = add_case(suite, "errors");

	tcase_add_loop_test(
		tcase, a_call_that_fails_stops_the_container_or_does_not_matter, 0, PLACES);
	tcase_add_loop_test(
		tcase, a_call_that_moves_nothing_stops_the_container_or_does_not_matter, 0, PLACES);
	tcase_add_loop_test(tcase, reading_little_at_a_time_does_no_harm, 0, 3 * PLACES);
}
