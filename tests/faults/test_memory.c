/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation of the hook fails in turn, in both its processes, in a special build of the
 * hook. */
#include <stdio.h>
#include <sys/syscall.h>
#include <sysexits.h>

#include "suites.h"
#include "trial.h"

/* The call that shows the failure of an allocation, or the number of calls if there is none. */
static size_t find_failure(const struct process *process)
{
	size_t call = 0;

	while (call < process->count && (process->calls[call].number != SYS_write ||
					 (int)process->calls[call].args[0] != -1))
		call++;
	return call;
}

/* Returns the process in which it failed, or PROCESSES. */
static enum which who_failed(const struct driver *driver)
{
	enum which at = TRACER;

	while (at < PROCESSES && find_failure(&driver->of[at]) == driver->of[at].count)
		at++;
	return at;
}

/* Requests a policy for which the memory that the reader has at hand is not enough. */
static void ask_at_length(struct trial *trial)
{
	json_t *linux_ = json_object_get(trial->bundle.config, "linux");
	json_t *longer = json_object(), *list = json_array();

	for (int i = 0; i < 250; i++)
		json_array_append_new(list, json_integer(i));
	json_object_set_new(longer, "comment", list);
	json_object_update(longer, json_object_get(linux_, "memoryPolicy"));
	json_object_set_new(linux_, "memoryPolicy", longer);
}

/* Returns whether there was such an allocation, and increments the counter of its process. */
static bool try(int place, unsigned int allocation, size_t counts[PROCESSES])
{
	static struct trial trial;
	char variable[32];
	enum which at;
	bool ran;

	snprintf(variable, sizeof(variable), "FAIL_ALLOCATION=%u", allocation);
	trial_begin(&trial, place, FRAIL_HOOK, NULL);
	ask_at_length(&trial);
	json_object_set_new(trial.hook, "env", json_pack("[s]", variable));
	trial_run(&trial);
	ran = trial_expect_promise(&trial);
	at = who_failed(&trial.driver);
	ck_assert(ran || at < PROCESSES);
	if (!ran) {
		trial_expect_told(&trial, at, find_failure(&trial.driver.of[at]));
		ck_assert_int_eq(trial.driver.of[TRACER].exit_code, EX_OSERR);
	}
	if (at < PROCESSES)
		counts[at]++;
	trial_end(&trial);
	return at < PROCESSES;
}

START_TEST(an_allocation_that_fails_stops_the_container_or_does_not_matter)
{
	unsigned int allocation = trial_all() ? 1 : 1 + (unsigned int)_i;
	unsigned int step = trial_all() ? 1 : (unsigned int)PLACES;
	size_t counts[PROCESSES] = {0};

	while (try(_i, allocation, counts))
		allocation += step;
	ck_assert_uint_gt(counts[TRACER], 5);
	ck_assert_uint_gt(counts[READER], 5);
}
END_TEST

void add_memory(TCase *tcase)
{
	add_loop_tests(tcase, PLACES,
		       an_allocation_that_fails_stops_the_container_or_does_not_matter);
}
