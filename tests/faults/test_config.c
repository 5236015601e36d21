/* SPDX-License-Identifier: Apache-2.0 */
/* config.json changes while the hook works: the policy is one of those requested, and complete. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "cleanup.h"
#include "direct.h"
#include "driver.h"
#include "suites.h"

#define SIZE 300
#define CONFIG(policy)                                                                             \
	"{\"linux\":{\"namespaces\":[{\"type\":\"pid\"}],\"memoryPolicy\":{\"mode\":\"" policy     \
	"\",\"nodes\":\"0\"}}}"

static const char before[] = CONFIG("MPOL_BIND"), after[] = CONFIG("MPOL_INTERLEAVE");

static char config[128];

static void write_text(const char *path, int flags, const char *text)
{
	int fd = open(path, flags | O_WRONLY | O_CLOEXEC, 0644);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_gt(dprintf(fd, "%-*s", SIZE, text), 0);
	close(fd);
}

/* ---- the changes ---- */

static void cut(struct driver *driver)
{
	(void)driver;
	ck_assert_int_eq(truncate(config, 40), 0);
}

static void empty(struct driver *driver)
{
	(void)driver;
	ck_assert_int_eq(truncate(config, 0), 0);
}

static void grow(struct driver *driver)
{
	(void)driver;
	write_text(config, O_APPEND, after);
}

static void overwrite(struct driver *driver)
{
	(void)driver;
	write_text(config, 0, after);
}

static void replace(struct driver *driver)
{
	char other[sizeof(config) + 8];

	(void)driver;
	snprintf(other, sizeof(other), "%s.new", config);
	write_text(other, O_CREAT, after);
	ck_assert_int_eq(rename(other, config), 0);
}

static void take_away(struct driver *driver)
{
	(void)driver;
	ck_assert_int_eq(unlink(config), 0);
}

static const struct change {
	void (*make)(struct driver *driver);
	bool is_whole; /* afterwards it requests another policy; otherwise it cannot be read */
	int exit_code; /* in that case */
} changes[] = {
	{cut, false, EX_DATAERR},	{empty, false, EX_DATAERR}, {grow, false, EX_DATAERR},
	{take_away, false, EX_NOINPUT}, {overwrite, true, 0},	    {replace, true, 0},
};
#define CHANGES ((int)(sizeof(changes) / sizeof(changes[0])))

/* ---- a hook at work ---- */

/* Runs it with this process as the runtime, with the change at a system call. */
static void run_driven(struct driver *driver, const struct bundle *bundle,
		       const struct witness *witness)
{
	CLEANUP(cleanup_json) json_t *state = direct_state(bundle, "creating", witness->pid);
	CLEANUP(cleanup_free) char *text = json_dumps(state, 0);
	struct command command;

	ck_assert_ptr_nonnull(text);
	command_init(&command, DRIVEN, driver->address.sun_path, scratch.hook, "--log", bundle->log,
		     NULL);
	command.stdin_fd = command_input(text, strlen(text));
	command_start(&command);
	driver_serve(driver, command.pid);
	command_finish(&command);
	close(command.stdin_fd);
	ck_assert_int_eq(command.exit_code, driver->of[TRACER].exit_code);
}

/* Returns what the hook has read, according to its log. */
static const struct policy *requested(const char *log)
{
	CLEANUP(cleanup_json) json_t *line = log_line(log, 0);
	const char *mode = log_string(json_object_get(line, "requested"), "mode");

	ck_assert_str_eq(log_string(line, "outcome"), "applied");
	ck_assert(strcmp(mode, bind_0.mode) == 0 || strcmp(mode, interleave_0.mode) == 0);
	return strcmp(mode, bind_0.mode) == 0 ? &bind_0 : &interleave_0;
}

/* Counts the outcomes of a change at a system call. */
struct counts {
	unsigned int old, new, refused;
};

static bool try(const struct change *change, enum which at, size_t call, struct counts *counts)
{
	static struct driver driver;
	struct fault fault = {.at = at, .call = call, .effect = ACTS, .act = change->make};
	const struct policy *policy = &no_policy;
	struct witness witness;
	struct bundle bundle;

	bundle_open(&bundle, RUNC);
	snprintf(config, sizeof(config), "%s/config.json", bundle.path);
	write_text(config, O_CREAT, before);
	witness_start(&witness, CLONE_NEWPID);
	driver_open(&driver, bundle.path, &fault);
	run_driven(&driver, &bundle, &witness);
	if (driver.of[TRACER].exit_code) {
		ck_assert(!change->is_whole);
		ck_assert_int_eq(driver.of[TRACER].exit_code, change->exit_code);
		counts->refused++;
	} else {
		policy = requested(bundle.log);
		policy == &bind_0 ? counts->old++ : counts->new ++;
	}
	witness_end(&witness, policy);
	driver_close(&driver);
	bundle_close(&bundle);
	return driver.hit;
}

START_TEST(a_config_that_changes_at_any_call_is_the_old_or_the_new_or_refused)
{
	const struct change *change = &changes[_i];
	struct counts counts = {.old = 0};

	for (enum which at = TRACER; at < PROCESSES; at++)
		for (size_t call = 0; try(change, at, call, &counts);)
			call++;
	ck_assert_uint_gt(counts.old, 10);
	ck_assert_uint_gt(change->is_whole ? counts.new : counts.refused, 10);
	ck_assert_uint_eq(change->is_whole ? counts.refused : counts.new, 0);
}
END_TEST

void add_config(TCase *tcase)
{
	add_loop_tests(tcase, CHANGES,
		       a_config_that_changes_at_any_call_is_the_old_or_the_new_or_refused);
}
