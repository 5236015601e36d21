/* SPDX-License-Identifier: Apache-2.0 */
/* The places where the hook reports are full or closed: this neither blocks nor kills it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "clock.h"
#include "dev.h"
#include "direct.h"
#include "suites.h"

/* A hook that waits is stopped after TIMEOUT; one that does not takes less than AT_ONCE_MS, even on
 * a busy machine. */
#define TIMEOUT	   "--timeout=15"
#define AT_ONCE_MS 10000
/* With an invalid command line, the timeout stays at its default, 5 seconds. */
#define USAGE_AT_ONCE_MS 4000

static const struct policy wrong = {.mode = "MPOL_BIND"};
#define WRONG                                                                                      \
	"/linux/memoryPolicy/nodes: invalid memory policy nodes \"\": MPOL_BIND needs at least "   \
	"one node; name the nodes, such as \"0-3,7\""

static void expect_outcome(const struct bundle *bundle, const struct policy *asked)
{
	if (asked == &wrong)
		expect_refused(bundle, EX_DATAERR, WRONG);
	else
		expect_ran(bundle, asked);
}

/* ---- syslog ---- */

/* Fills /dev/log, from which nobody reads. The descriptors stay open until the test ends. */
static void fill_syslog(int type)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
	const struct sockaddr *name = (const struct sockaddr *)&address;
	int daemon = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	int result, client;

	dev_mount_own();
	ck_assert_int_eq(bind(daemon, name, sizeof(address)), 0);
	ck_assert_int_eq(chmod("/dev/log", 0666), 0);
	ck_assert_int_eq(type == SOCK_STREAM ? listen(daemon, 1) : 0, 0);
	do {
		client = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		result = connect(client, name, sizeof(address));
		if (result == 0 && type == SOCK_DGRAM)
			result = (int)send(client, "full", 4, 0);
	} while (result >= 0);
	ck_assert_int_eq(errno, EAGAIN);
}

static const int types[] = {SOCK_STREAM, SOCK_DGRAM};
#define TYPES 2

static const struct {
	const struct policy *asked;
	const char *option;
} told[] = {
	{&no_policy, "--syslog=failure"}, {&no_policy, "--syslog=always"},
	{&bind_0, "--syslog=failure"},	  {&bind_0, "--syslog=always"},
	{&wrong, "--syslog=failure"},	  {&wrong, "--syslog=always"},
};
#define TOLD ((int)(sizeof(told) / sizeof(told[0])))

START_TEST(a_full_syslog_is_not_waited_for)
{
	const struct policy *asked = told[_i / RUNTIMES / TYPES].asked;
	double started;
	struct bundle bundle;

	fill_syslog(types[_i / RUNTIMES % TYPES]);
	bundle_open(&bundle, _i);
	if (asked != &no_policy)
		bundle_ask(&bundle, asked);
	bundle_hook(&bundle, "createContainer", told[_i / RUNTIMES / TYPES].option, TIMEOUT, NULL);
	started = seconds_now();
	bundle_run(&bundle);
	ck_assert_int_lt(milliseconds_since(started), AT_ONCE_MS);
	expect_outcome(&bundle, asked);
	bundle_close(&bundle);
}
END_TEST

START_TEST(wrong_usage_does_not_wait_for_a_full_syslog)
{
	double started;
	struct command command;

	fill_syslog(types[_i]);
	command_init(&command, scratch.hook, "--wrong", NULL);
	started = seconds_now();
	command_run(&command);
	ck_assert_int_lt(milliseconds_since(started), USAGE_AT_ONCE_MS);
	direct_expect_error(&command, EX_USAGE, "unknown option \"--wrong\"; see " HOOK_NAME "(8)");
}
END_TEST

/* ---- standard error ---- */

#define STDERR_AT_9 "exec \"$@\" 2>&9"

/* Opens a pipe that nobody reads as descriptor 9. */
static void open_stderr(int *ret_reader)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	ck_assert_int_eq(dup2(ends[1], 9), 9);
	close(ends[1]);
	*ret_reader = ends[0];
}

static void fill(int fd)
{
	static const char rubbish[4096];

	while (write(fd, rubbish, sizeof(rubbish)) > 0)
		;
	ck_assert_int_eq(errno, EAGAIN);
}

static void fill_stderr(void)
{
	int reader;

	open_stderr(&reader);
	fill(9);
	/* O_NONBLOCK belongs to the open file, which the hook shares; it must be a blocking one. */
	ck_assert_int_eq(fcntl(9, F_SETFL, 0), 0);
}

static void run_hook_with_full_stderr(struct command *command, const struct policy *asked,
				      const char *option, const char *argument)
{
	struct bundle bundle;

	bundle_open(&bundle, RUNC);
	if (asked)
		bundle_ask(&bundle, asked);
	bundle_write(&bundle);
	fill_stderr();
	command_init(command, "sh", "-c", STDERR_AT_9, "sh", scratch.hook, TIMEOUT, option,
		     argument, NULL);
	direct_run_command(command, direct_state(&bundle, "creating", -1));
	bundle_close(&bundle);
}

START_TEST(a_full_standard_error_is_not_waited_for)
{
	static const struct {
		const struct policy *asked;
		const char *option, *argument;
		int exit_code;
	} cases[] = {
		{&wrong, NULL, NULL, EX_DATAERR},
		{NULL, "--log", "/dev/full", EX_OK},
		{NULL, "--log", "/nowhere/log", EX_OK},
		{NULL, "--wrong", NULL, EX_USAGE},
	};
	double started = seconds_now();
	struct command command;

	run_hook_with_full_stderr(&command, cases[_i].asked, cases[_i].option, cases[_i].argument);
	ck_assert_int_eq(command.exit_code, cases[_i].exit_code);
	ck_assert_int_lt(milliseconds_since(started),
			 command.exit_code == EX_USAGE ? USAGE_AT_ONCE_MS : AT_ONCE_MS);
}
END_TEST

/* Replaces the file that crun gives to hooks by a FIFO, whose output is copied to file. */
static int replace_hook_stderr(const struct bundle *bundle)
{
	int fd;

	ck_assert_int_eq(mkfifo(bundle->hook_stderr, 0666), 0);
	fd = open(bundle->hook_stderr, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	return fd;
}

START_TEST(a_full_standard_error_does_not_hold_up_a_refusal)
{
	double started;
	struct bundle bundle;
	int fifo;

	bundle_open_asking(&bundle, CRUN, &wrong);
	bundle_hook(&bundle, stages[_i].names[0], TIMEOUT, NULL);
	fifo = replace_hook_stderr(&bundle);
	fill(fifo);
	started = seconds_now();
	bundle_run(&bundle);
	ck_assert_int_lt(milliseconds_since(started), AT_ONCE_MS);
	ck_assert_ptr_nonnull(strstr(bundle.command.err, "(exit code: 65)"));
	ck_assert_int_ne(bundle.command.exit_code, 0);
	ck_assert_str_eq(bundle.command.out, "");
	close(fifo);
	bundle_close(&bundle);
}
END_TEST

/* ---- the log ---- */

/* In a build with coverage, the counts cannot be written either. */
#define NO_FILES "export GCOV_ERROR_FILE=/dev/null && ulimit -f 0 && "
#define LOST	 HOOK_NAME ": warning: the log line is lost: File too large\n"

static void expect_text(int fd, const char *expected)
{
	char text[512];
	ssize_t length = read(fd, text, sizeof(text) - 1);

	text[length > 0 ? length : 0] = '\0';
	ck_assert_str_eq(text, expected);
}

/* RLIMIT_FSIZE applies to the log, but not to pipes. */
START_TEST(a_log_beyond_the_limit_of_file_sizes_is_only_warned_about)
{
	const struct policy *asked = _i / RUNTIMES ? &bind_0 : &no_policy;
	struct bundle bundle;
	int fifo;

	bundle_open(&bundle, _i);
	if (asked != &no_policy)
		bundle_ask(&bundle, asked);
	bundle_add_hook(&bundle, "createContainer", "/bin/sh",
			json_pack("[s, s, s, s, s, s, s]", "sh", "-c", NO_FILES "exec \"$@\"", "sh",
				  scratch.hook, "--log", bundle.log));
	fifo = replace_hook_stderr(&bundle);
	bundle_run(&bundle);
	ck_assert_str_eq(bundle.command.err, "");
	ck_assert_int_eq(bundle.command.exit_code, 0);
	expect_policy(bundle.command.out, asked);
	ck_assert_uint_eq(log_lines(bundle.log), 0);
	/* runc (1.1 to 1.5) shows a hook's output only if the hook fails. */
	expect_text(fifo, bundle.runtime == CRUN ? LOST : "");
	close(fifo);
	bundle_close(&bundle);
}
END_TEST

/* The exit code is that of the error, not of the log. */
START_TEST(a_log_beyond_the_limit_of_file_sizes_does_not_hide_an_error)
{
	struct bundle bundle;
	struct command command;
	int reader;

	bundle_open(&bundle, RUNC);
	open_stderr(&reader);
	command_init(&command, "sh", "-c", NO_FILES STDERR_AT_9, "sh", scratch.hook, "--log",
		     bundle.log, NULL);
	command_run(&command);
	expect_text(
		reader, HOOK_NAME
		": invalid OCI state: standard input is empty; a runtime passes the container's "
		"state to its hooks; configure this program as an OCI hook\n" LOST);
	ck_assert_int_eq(command.exit_code, EX_DATAERR);
	close(reader);
	bundle_close(&bundle);
}
END_TEST

void add_outlets(TCase *tcase)
{
	add_loop_tests(tcase, TOLD * TYPES * RUNTIMES, a_full_syslog_is_not_waited_for);
	add_loop_tests(tcase, TYPES, wrong_usage_does_not_wait_for_a_full_syslog);
	add_loop_tests(tcase, 4, a_full_standard_error_is_not_waited_for);
	add_loop_tests(tcase, 2, a_full_standard_error_does_not_hold_up_a_refusal);
	add_loop_tests(tcase, 2 * RUNTIMES,
		       a_log_beyond_the_limit_of_file_sizes_is_only_warned_about);
	add_tests(tcase, a_log_beyond_the_limit_of_file_sizes_does_not_hide_an_error);
}
