/* SPDX-License-Identifier: Apache-2.0 */
/* Where a bundle may be, and what may be in its place: the hook finds it, or reports that it
 * cannot, and never waits. */
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "cleanup.h"
#include "direct.h"
#include "scratch.h"
#include "suites.h"

#define READABLE                                                                                   \
	"; the runtime names this bundle in the container's state; it must be readable to the "    \
	"hook"

/* Runs the hook for a bundle at this path, with a witness as init. */
static void run_hook_at(struct command *command, const struct bundle *bundle, const char *path,
			const struct policy *policy)
{
	struct witness witness;
	json_t *state;

	witness_start(&witness,
		      CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS);
	state = direct_state(bundle, "creating", witness.pid);
	json_object_set_new(state, "bundle", json_string(path));
	direct_run(command, state, NULL);
	witness_end(&witness, policy);
}

static void open_asking(struct bundle *bundle)
{
	bundle_open_asking(bundle, RUNC, &bind_0);
	bundle_write(bundle);
}

static void expect_found(const struct bundle *bundle, const char *path)
{
	struct command command;

	run_hook_at(&command, bundle, path, &bind_0);
	direct_expect_silence(&command);
}

/* ---- paths to a bundle ---- */

START_TEST(a_bundle_is_found_by_any_name_it_can_have)
{
	static const char *const names[] = {"with space",
					    "%s%n%1000000d",
					    "\"'`$(true)\\;&|*?",
					    "line\nbreak\ttab\x7f",
					    "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
					    "-rf",
					    "...",
					    "\xcc\x81"};
	char path[256];
	struct bundle bundle;

	open_asking(&bundle);
	snprintf(path, sizeof(path), "%s/%s", bundle.path, names[_i]);
	ck_assert_int_eq(symlink(".", path), 0);
	expect_found(&bundle, path);
	bundle_close(&bundle);
}
END_TEST

/* What leads back to the bundle, repeated as often as a path may be long. */
START_TEST(a_bundle_is_found_by_the_longest_path)
{
	static const char rest[] = "/config.json";
	char path[PATH_MAX + 8], *end = path;
	struct bundle bundle;
	struct command command;

	open_asking(&bundle);
	end += snprintf(path, sizeof(path), "%s", bundle.path);
	while (end < path + PATH_MAX - sizeof(rest))
		*end++ = '/';
	*end = '\0';
	expect_found(&bundle, path);
	/* One character more, and the path is too long. */
	memcpy(end, "/", 2);
	run_hook_at(&command, &bundle, path, &no_policy);
	ck_assert_int_eq(command.exit_code, EX_NOINPUT);
	ck_assert_msg(strncmp(command.err, HOOK_NAME ": ", strlen(HOOK_NAME) + 2) == 0, "%s",
		      command.err);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_bundle_is_found_through_proc)
{
	struct bundle bundle;
	char path[64];
	int fd;

	open_asking(&bundle);
	fd = open(bundle.path, O_PATH | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", getpid(), fd);
	expect_found(&bundle, path);
	close(fd);
	bundle_close(&bundle);
}
END_TEST

/* ---- not a bundle ---- */

static void expect_missing(const struct bundle *bundle, const char *path, const char *reason)
{
	struct command command;

	run_hook_at(&command, bundle, path, &no_policy);
	direct_expect_error(&command, EX_NOINPUT, "%s: cannot read %s/config.json: %s" READABLE,
			    bundle->id, path, reason);
}

START_TEST(a_bundle_that_is_none_is_refused)
{
	static const struct {
		const char *path, *reason;
	} none[] = {
		{"/proc/self", "No such file or directory"},
		{"/proc/1/ns", "No such file or directory"},
		{"/proc/self/mem", "Not a directory"},
		{"/dev/zero", "Not a directory"},
		{"relative", "No such file or directory"},
	};
	struct bundle bundle;

	open_asking(&bundle);
	expect_missing(&bundle, none[_i].path, none[_i].reason);
	bundle_close(&bundle);
}
END_TEST

/* The text for ELOOP in the hook's C library; a static program with musl contains it. */
static const char *loop_text(void)
{
	static const char musls[] = "Symbolic link loop";
	int fd = open(scratch.hook, O_RDONLY | O_CLOEXEC);
	struct stat status;
	const char *program;

	ck_assert_int_eq(fstat(fd, &status), 0);
	program = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	ck_assert_ptr_ne(program, MAP_FAILED);
	close(fd);
	return memmem(program, (size_t)status.st_size, musls, sizeof(musls))
		       ? musls
		       : "Too many levels of symbolic links";
}

START_TEST(a_bundle_that_is_a_fifo_or_a_loop_is_refused)
{
	struct bundle bundle;
	char path[128];

	open_asking(&bundle);
	snprintf(path, sizeof(path), "%s/strange", bundle.path);
	ck_assert_int_eq(_i ? symlink("strange", path) : mkfifo(path, 0644), 0);
	expect_missing(&bundle, path, _i ? loop_text() : "Not a directory");
	bundle_close(&bundle);
}
END_TEST

/* ---- other files in place of config.json ---- */

/* None of them may be waited for, or read forever. */
START_TEST(a_config_that_leads_elsewhere_is_refused)
{
	static const struct {
		const char *to;
		int exit_code;
	} links[] = {
		{"fifo", EX_NOINPUT},
		{"/dev/zero", EX_NOINPUT},
		{"/dev/full", EX_NOINPUT},
		{"/dev/tty", EX_NOINPUT},
		{"/dev/ptmx", EX_NOINPUT},
		{"/proc/self/environ", EX_DATAERR},
		{"/proc/self/mem", EX_DATAERR},
		{"/proc/self/maps", EX_DATAERR},
		{"/proc/kmsg", EX_DATAERR},
		{"/sys/devices/system/clocksource/clocksource0/current_clocksource", EX_DATAERR},
		{"config.json", EX_NOINPUT},
		{"/", EX_NOINPUT},
	};
	char fifo[128];
	struct command command;
	struct bundle bundle;

	bundle_open(&bundle, RUNC);
	snprintf(fifo, sizeof(fifo), "%s/fifo", bundle.path);
	ck_assert_int_eq(mkfifo(fifo, 0644), 0);
	ck_assert_int_eq(symlink(links[_i].to, bundle.config_path), 0);
	run_hook_at(&command, &bundle, bundle.path, &no_policy);
	ck_assert_msg(command.exit_code == links[_i].exit_code, "%s: %d: %s", links[_i].to,
		      command.exit_code, command.err);
	ck_assert_msg(strncmp(command.err, HOOK_NAME ": ", strlen(HOOK_NAME) + 2) == 0, "%s",
		      command.err);
	bundle_close(&bundle);
}
END_TEST

void add_paths(TCase *tcase)
{
	add_loop_tests(tcase, 8, a_bundle_is_found_by_any_name_it_can_have);
	add_tests(tcase, a_bundle_is_found_by_the_longest_path, a_bundle_is_found_through_proc);
	add_loop_tests(tcase, 5, a_bundle_that_is_none_is_refused);
	add_loop_tests(tcase, 2, a_bundle_that_is_a_fifo_or_a_loop_is_refused);
	add_loop_tests(tcase, 12, a_config_that_leads_elsewhere_is_refused);
}
