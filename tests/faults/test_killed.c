/* SPDX-License-Identifier: Apache-2.0 */
/* Each of the hook's processes is killed at each of its system calls: no container starts, an init
 * that is traced dies with its tracer, and neither process outlives the other. */
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sysexits.h>

#include "suites.h"
#include "trial.h"
#include "watch.h"

/* How often init was traced, and whether it is now. */
static size_t traced;
static bool is_traced;

static void kill_tracer(struct driver *driver)
{
	is_traced = trial_is_traced(driver, trial_init(driver));
	if (is_traced) {
		traced++;
		watch_init(driver);
	}
	ck_assert_int_eq(kill(driver->of[TRACER].pid, SIGKILL), 0);
}

static void expect_init_killed(struct driver *driver)
{
	if (!is_traced)
		return;
	watch_expect_killed();
	watch_end(driver);
}

START_TEST(a_tracer_killed_at_any_call_stops_the_container)
{
	static struct trial trial;
	struct fault fault = {.effect = ACTS, .act = kill_tracer, .afterwards = expect_init_killed};

	traced = 0;
	do {
		trial_begin(&trial, _i, NULL, &fault);
		trial_run(&trial);
		ck_assert(trial_expect_promise(&trial) != trial.driver.hit);
		/* The reader has also ended: the driver has waited for that. */
		ck_assert_uint_eq(scratch_processes(0), 0);
		trial_end(&trial);
		fault.call++;
	} while (trial.driver.hit);
	/* The loop has reached the last call. */
	ck_assert_uint_ge(fault.call, trial.driver.of[TRACER].count);
	ck_assert_uint_gt(traced, 10);
}
END_TEST

static void kill_reader(struct driver *driver)
{
	ck_assert_int_eq(kill(driver->of[READER].pid, SIGKILL), 0);
}

static void expect_reason(const struct trial *trial)
{
	static const char what[] = "the process that reads config.json ended";
	char text[COMMAND_OUTPUT];

	ck_assert_int_eq(trial->driver.of[READER].exit_code, 128 + SIGKILL);
	ck_assert_int_eq(trial->driver.of[TRACER].exit_code, EX_OSERR);
	hook_text(&trial->bundle, text, sizeof(text));
	ck_assert_msg(strstr(text, what), "%s", text);
}

START_TEST(a_reader_killed_at_any_call_stops_the_container)
{
	static struct trial trial;
	const struct process *reader = &trial.driver.of[READER];
	struct fault fault = {.at = READER, .effect = ACTS, .act = kill_reader};
	bool ran;

	do {
		trial_begin(&trial, _i, NULL, &fault);
		trial_run(&trial);
		ran = trial_expect_promise(&trial);
		/* The hook has done all its work before it ends. */
		ck_assert(ran == (!trial.driver.hit ||
				  reader->calls[fault.call].number == SYS_exit_group));
		if (!ran)
			expect_reason(&trial);
		ck_assert_uint_eq(scratch_processes(0), 0);
		trial_end(&trial);
		fault.call++;
	} while (trial.driver.hit);
	ck_assert_uint_ge(fault.call, reader->count);
	ck_assert_uint_gt(reader->count, 15);
}
END_TEST

void add_killed(TCase *tcase)
{
	add_loop_tests(tcase, PLACES, a_tracer_killed_at_any_call_stops_the_container,
		       a_reader_killed_at_any_call_stops_the_container);
}
