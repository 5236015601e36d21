/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation of the hook fails in turn: in a build of the hook that can do so. */
#include <stdio.h>
#include <sys/syscall.h>

#include "suites.h"
#include "trial.h"

/* The call by which the failing allocation shows itself, or the count of all. */
static size_t find_failure(const struct driver *driver)
{
	size_t call = 0;

	while (call < driver->count &&
		(driver->calls[call].number != SYS_write || (int)driver->calls[call].args[0] != -1))
		call++;
	return call;
}

/* Whether there was such an allocation. */
static bool try(int place, unsigned int allocation)
{
	static struct trial trial;
	char variable[32];
	size_t call;
	bool ran;

	snprintf(variable, sizeof(variable), "FAIL_ALLOCATION=%u", allocation);
	trial_begin(&trial, place, FRAIL_HOOK, NULL);
	json_object_set_new(trial.hook, "env", json_pack("[s]", variable));
	trial_run(&trial);
	call = find_failure(&trial.driver);
	ran = trial_expect_promise(&trial);
	ck_assert(ran || call < trial.driver.count);
	if (!ran)
		trial_expect_told(&trial, call);
	trial_end(&trial);
	return call < trial.driver.count;
}

START_TEST(an_allocation_that_fails_stops_the_container_or_does_not_matter)
{
	unsigned int allocation = trial_all() ? 1 : 1 + (unsigned int)_i;
	unsigned int step = trial_all() ? 1 : (unsigned int)PLACES;

	while (try(_i, allocation))
		allocation += step;
	ck_assert_uint_gt(allocation, 100);
}
END_TEST

void add_memory(Suite *suite)
{
	TCase *tcase = add_case(suite, "memory");

	tcase_add_loop_test(
		tcase, an_allocation_that_fails_stops_the_container_or_does_not_matter, 0, PLACES);
}
