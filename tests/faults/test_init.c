/* SPDX-License-Identifier: Apache-2.0 */
/* What may happen to init, and to the runtime's patience, while the hook works. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "procfs.h"
#include "suites.h"
#include "trial.h"

/* Found by act(). */
static pid_t init;

/* Runs a container with the fault at every call, or at a sample of them; calls back with whether it
 * ran. */
static void at_every_call(int place, struct fault fault,
			  void (*check)(const struct trial *trial, bool ran))
{
	static struct trial trial;
	size_t step = trial_all() ? 1 : (size_t)PLACES;

	for (fault.at = TRACER; fault.at < PROCESSES; fault.at++) {
		fault.call = trial_all() ? 0 : (size_t)place;
		do {
			trial_begin(&trial, place, NULL, &fault);
			trial_run(&trial);
			check(&trial, trial_expect_promise(&trial));
			trial_end(&trial);
			fault.call += step;
		} while (trial.driver.hit);
	}
}

/* ---- killed ---- */

static void kill_init(struct driver *driver)
{
	ck_assert_int_eq(kill(trial_init(driver), SIGKILL), 0);
}

/* Not even if the policy was in place already. The hook does not wait for a dead process. */
static void expect_dead(const struct trial *trial, bool ran)
{
	ck_assert(ran != trial->driver.hit);
	ck_assert_int_ne(trial->driver.of[TRACER].exit_code, EX_TEMPFAIL);
}

START_TEST(an_init_killed_at_any_call_is_the_end)
{
	at_every_call(_i, (struct fault){.effect = ACTS, .act = kill_init}, expect_dead);
}
END_TEST

/* ---- stopped ---- */

/* The process that reverts it after a while. */
static pid_t undoing;

static void undo_later(unsigned int microseconds, void (*undo)(void))
{
	undoing = fork();
	ck_assert_int_ge(undoing, 0);
	if (undoing == 0) {
		usleep(microseconds);
		undo();
		_exit(0);
	}
}

static void await_undoing(struct driver *driver)
{
	(void)driver;
	ck_assert_int_eq(waitpid(undoing, NULL, 0), undoing);
}

static void continue_init(void)
{
	kill(init, SIGCONT);
}

/* Not for longer, because at createContainer init must write the hook's standard input. */
static void stop_init_for_a_while(struct driver *driver)
{
	init = trial_init(driver);
	ck_assert_int_eq(kill(init, SIGSTOP), 0);
	undo_later(20000, continue_init);
}

static void expect_runs_on(const struct trial *trial, bool ran)
{
	(void)trial;
	ck_assert(ran);
}

START_TEST(an_init_stopped_at_any_call_runs_when_it_is_continued)
{
	at_every_call(_i,
		      (struct fault){.effect = ACTS,
				     .act = stop_init_for_a_while,
				     .afterwards = await_undoing},
		      expect_runs_on);
}
END_TEST

/* ---- moments: the beginning; the start, middle and end of tracing; and the end ---- */

#define MOMENTS 5

static size_t count_traces(int place)
{
	static struct call calls[CALLS_MAX];
	size_t count = trial_count(place, TRACER, calls), traces = 0;

	for (size_t i = 0; i < count; i++)
		traces += calls[i].number == SYS_ptrace;
	return traces;
}

static void set_moment(struct fault *fault, int place, int which)
{
	size_t traces = count_traces(place);

	fault->counts_some = which > 0;
	fault->number = which == MOMENTS - 1 ? SYS_exit_group : SYS_ptrace;
	fault->call = (const size_t[MOMENTS]){0, 1, traces / 2, traces - 1, 0}[which];
}

/* Runs a container with the fault at such a moment, and with another option of the hook. Returns
 * whether it ran. */
static bool run_at(struct trial *trial, int place, int which, struct fault fault,
		   const char *timeout)
{
	set_moment(&fault, place, which);
	trial_begin(trial, place, NULL, &fault);
	trial_option(trial, "--timeout", timeout);
	trial_run(trial);
	return trial_expect_promise(trial);
}

/* ---- frozen ---- */

/* Finds the file that freezes init's cgroup, which must not be the root: everything is in that. */
static void find_freezer(char *file, size_t size)
{
	char path[64], line[256];
	FILE *cgroups;

	file[0] = '\0';
	snprintf(path, sizeof(path), "/proc/%d/cgroup", init);
	cgroups = fopen(path, "re");
	while (cgroups && fgets(line, sizeof(line), cgroups)) {
		const char *folder = strchr(line, '/');

		line[strcspn(line, "\n")] = '\0';
		if (!folder || !folder[1])
			continue;
		if (strstr(line, ":freezer:"))
			snprintf(file, size, "/sys/fs/cgroup/freezer%s/freezer.state", folder);
		else if (strncmp(line, "0::", 3) == 0 && !*file)
			snprintf(file, size, "/sys/fs/cgroup%s/cgroup.freeze", folder);
	}
	if (cgroups)
		fclose(cgroups);
	ck_assert_msg(*file, "init has no cgroup that can be frozen");
}

static void set_frozen(bool frozen)
{
	static const char *const v1[] = {"THAWED", "FROZEN"}, *const v2[] = {"0", "1"};
	char file[512];
	int fd;

	find_freezer(file, sizeof(file));
	fd = open(file, O_WRONLY | O_CLOEXEC);
	ck_assert_msg(fd >= 0, "%s", file);
	ck_assert_int_gt(dprintf(fd, "%s", (strstr(file, "freezer") ? v1 : v2)[frozen]), 0);
	close(fd);
}

static void freeze_init(struct driver *driver)
{
	init = trial_init(driver);
	set_frozen(true);
}

static void thaw_init(struct driver *driver)
{
	(void)driver;
	set_frozen(false);
}

static void thaw(void)
{
	set_frozen(false);
}

static void freeze_init_for_a_while(struct driver *driver)
{
	freeze_init(driver);
	undo_later(200000, thaw);
}

START_TEST(a_frozen_init_is_waited_for)
{
	static struct trial trial;
	struct fault fault = {.effect = ACTS,
			      .act = freeze_init_for_a_while,
			      .afterwards = await_undoing};

	ck_assert(run_at(&trial, _i / MOMENTS, _i % MOMENTS, fault, "15"));
	trial_end(&trial);
}
END_TEST

/* At createContainer the hook would be frozen, too. */
START_TEST(an_init_that_stays_frozen_is_given_up)
{
	static struct trial trial;
	int place = RUNTIMES + _i / MOMENTS, which = _i % MOMENTS;
	struct fault fault = {.effect = ACTS, .act = freeze_init, .afterwards = thaw_init};
	bool ran = run_at(&trial, place, which, fault, "1");

	/* Later, it may have been detached already, still in its frozen cgroup. */
	if (which <= 2) {
		ck_assert(!ran);
		ck_assert_int_eq(trial.driver.of[TRACER].exit_code, EX_TEMPFAIL);
	}
	trial_end(&trial);
}
END_TEST

/* ---- the hook entry's timeout ---- */

#define TIMEOUT_S 1

/* Whether the runtime has killed the hook in time. If init would have to do so but is traced, it
 * may be stopped: it gets somewhat more time. */
static bool is_killed, is_out_of_reach;

static void hold(struct driver *driver)
{
	struct pollfd end = {.fd = pidfd_open(driver->of[TRACER].pid, 0), .events = POLLIN};
	struct proc_status hook;
	struct mempolicy_error err;

	ck_assert_int_eq(mp_proc_status_of(driver->of[TRACER].pid, &hook, &err), 0);
	is_out_of_reach = hook.parent != driver->runtime && trial_is_traced(driver, hook.parent);
	is_killed = poll(&end, 1, is_out_of_reach ? TIMEOUT_S * 1500 : COMMAND_SECONDS * 500) == 1;
	close(end.fd);
}

START_TEST(a_hook_that_the_runtime_times_out_stops_the_container)
{
	static struct trial trial;
	struct fault fault = {.effect = ACTS, .act = hold};
	bool ran;

	set_moment(&fault, _i / MOMENTS, _i % MOMENTS);
	trial_begin(&trial, _i / MOMENTS, NULL, &fault);
	json_object_set_new(trial.hook, "timeout", json_integer(TIMEOUT_S));
	is_killed = is_out_of_reach = false;
	trial_run(&trial);
	ran = trial_expect_promise(&trial);
	ck_assert(!ran || !is_killed);
	ck_assert(is_killed || is_out_of_reach || !trial.driver.hit);
	trial_end(&trial);
}
END_TEST

void add_init(TCase *tcase)
{
	add_loop_tests(tcase, PLACES, an_init_killed_at_any_call_is_the_end,
		       an_init_stopped_at_any_call_runs_when_it_is_continued);
	add_loop_tests(tcase, PLACES * MOMENTS, a_frozen_init_is_waited_for,
		       a_hook_that_the_runtime_times_out_stops_the_container);
	add_loop_tests(tcase, RUNTIMES * MOMENTS, an_init_that_stays_frozen_is_given_up);
}
