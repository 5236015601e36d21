/* SPDX-License-Identifier: Apache-2.0 */
/* The hook is killed at each of its system calls: no container starts, and an init that it traces
 * dies with it. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "procfs.h"
#include "suites.h"
#include "trial.h"

/* How often init was traced. */
static size_t traced;
/* It is now, and this is it; or 0. */
static pid_t init;
static int init_fd;

/* Of proc_pid_stat(5), the last field: how a process ended that nobody has waited for yet. */
static int end_of(pid_t pid)
{
	char path[32], text[1024], *last;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	last = strrchr(text, ' ');
	ck_assert_ptr_nonnull(last);
	return (int)strtol(last, NULL, 10);
}

static void stop(pid_t pid)
{
	struct proc_status status = {.state = 0};
	struct mempolicy_error ignored;

	ck_assert_int_eq(kill(pid, SIGSTOP), 0);
	while (status.state != 'T' && status.state != 't')
		ck_assert_int_eq(proc_status_of(pid, &status, &ignored), 0);
}

/* The runtime, which would kill init as well, is stopped meanwhile. */
static void kill_hook(struct driver *driver)
{
	init = trial_init(driver);
	if (trial_is_traced(driver, init)) {
		traced++;
		stop(driver->runtime);
		init_fd = pidfd_open(init, 0);
		ck_assert_int_ge(init_fd, 0);
	} else {
		init = 0;
	}
	ck_assert_int_eq(kill(driver->hook, SIGKILL), 0);
}

static void expect_init_killed(struct driver *driver)
{
	struct pollfd end = {.fd = init_fd, .events = POLLIN};

	if (!init)
		return;
	ck_assert_msg(poll(&end, 1, COMMAND_SECONDS * 1000) == 1, "init lives on");
	ck_assert_int_eq(end_of(init), SIGKILL);
	close(init_fd);
	ck_assert_int_eq(kill(driver->runtime, SIGCONT), 0);
}

START_TEST(a_hook_killed_at_any_call_stops_the_container)
{
	static struct trial trial;
	struct fault fault = {.effect = ACTS, .act = kill_hook, .afterwards = expect_init_killed};

	traced = 0;
	do {
		trial_begin(&trial, _i, NULL, &fault);
		trial_run(&trial);
		ck_assert(trial_expect_promise(&trial) != trial.driver.hit);
		trial_end(&trial);
		fault.call++;
	} while (trial.driver.hit);
	/* It comes to an end, and to this. */
	ck_assert_uint_ge(fault.call, trial.driver.count);
	ck_assert_uint_gt(traced, 10);
	ck_assert_uint_eq(scratch_processes(0), 0);
}
END_TEST

void add_killed(Suite *suite)
{
	TCase *tcase = add_case(suite, "killed");

	tcase_add_loop_test(tcase, a_hook_killed_at_any_call_stops_the_container, 0, PLACES);
}
