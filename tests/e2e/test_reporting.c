/* SPDX-License-Identifier: Apache-2.0 */
/* The hook's reports: the log file, its warnings, --help and --version. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "direct.h"
#include "suites.h"

static const struct policy asked = {"MPOL_BIND", "0", {"MPOL_F_STATIC_NODES"}, BIND | STATIC_NODES};

/* ---- the log's fields ---- */

/* Checks and removes the fields of the line that differ from run to run. */
static void expect_moment(json_t *line, time_t since)
{
	struct tm utc = {.tm_sec = 0};
	const char *text = log_string(line, "time");
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);
	struct timespec now;

	/* time(2) lags behind by up to a tick. */
	clock_gettime(CLOCK_REALTIME, &now);
	ck_assert_msg(rest && *rest == '.' && strspn(rest + 1, "0123456789") == 6 &&
			      strcmp(rest + 7, "Z") == 0,
		      "%s", text);
	ck_assert_int_ge(timegm(&utc), since);
	ck_assert_int_le(timegm(&utc), now.tv_sec);
	ck_assert_int_gt(json_integer_value(json_object_get(line, "durationUs")), 0);
	ck_assert_int_lt(json_integer_value(json_object_get(line, "durationUs")),
			 COMMAND_SECONDS * 1000000L);
	json_object_del(line, "time");
	json_object_del(line, "durationUs");
}

/* runc, written in Go, has several threads at that point. */
static void expect_threads(json_t *line, enum runtime runtime)
{
	json_int_t threads = json_integer_value(json_object_get(line, "threads"));

	if (runtime == RUNC)
		ck_assert_int_gt(threads, 1);
	else
		ck_assert_int_eq(threads, 1);
	json_object_del(line, "threads");
}

static void expect_line(const json_t *line, json_t *expected)
{
	char *text = json_dumps(line, 0);

	ck_assert_msg(json_equal(line, expected), "%s", text);
	free(text);
	json_decref(expected);
}

/* Runs a container that requests the policy; returns the line in the log without the fields
 * above. */
static json_t *run_logged(struct bundle *bundle, int index, const struct policy *policy)
{
	time_t before = time(NULL);
	json_t *line;

	bundle_open_asking(bundle, index, policy);
	bundle_hook(bundle, stages[index / RUNTIMES].names[0], "--log", bundle->log, NULL);
	bundle_run(bundle);
	line = log_line(bundle->log, 0);
	expect_moment(line, before);
	return line;
}

START_TEST(the_log_tells_all_of_a_policy_that_was_applied)
{
	const char *stage = stages[_i / RUNTIMES].names[0];
	struct bundle bundle;
	json_t *line = run_logged(&bundle, _i, &asked);

	expect_ran(&bundle, &asked);
	expect_threads(line, bundle.runtime);
	expect_line(line, json_pack("{s:s, s:s, s:s, s:o, s:s, s:o, s:b, s:s}", "id", bundle.id,
				    "stage", stage, "outcome", "applied", "requested",
				    policy_json(&asked), "allowed", "0", "effective",
				    policy_json(&asked), "degraded", 0, "verified", "read-back"));
	json_decref(line);
	bundle_close(&bundle);
}
END_TEST

START_TEST(the_log_tells_all_of_a_failure)
{
	static const char message[] = "invalid memory policy nodes \"9\": node 9 does not exist: "
				      "it is not among this machine's nodes (0)",
			  remedy[] = "name nodes that exist";
	static const struct policy missing = {"MPOL_BIND", "9", {NULL}, 0};
	const char *stage = stages[_i / RUNTIMES].names[0];
	struct bundle bundle;
	json_t *line = run_logged(&bundle, _i, &missing);

	ck_assert_int_ne(bundle.command.exit_code, 0);
	expect_line(line,
		    json_pack("{s:s, s:s, s:s, s:o, s:s, s:b, s:i, s:{s:i, s:s, s:s, s:s}}", "id",
			      bundle.id, "stage", stage, "outcome", "failed", "requested",
			      policy_json(&missing), "allowed", "0", "degraded", 0, "threads", 0,
			      "error", "exitCode", EX_DATAERR, "pointer",
			      "/linux/memoryPolicy/nodes", "message", message, "remedy", remedy));
	json_decref(line);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_log_is_appended_to)
{
	struct bundle bundle;
	struct command command;
	struct stat status;

	bundle_open(&bundle, RUNC);
	bundle_write(&bundle);
	for (size_t i = 1; i <= 3; i++) {
		direct_run(&command, direct_state(&bundle, "creating", -1), "--log", bundle.log,
			   NULL);
		direct_expect_silence(&command);
		ck_assert_uint_eq(log_lines(bundle.log), i);
	}
	ck_assert_int_eq(stat(bundle.log, &status), 0);
	ck_assert_int_eq(status.st_mode & 07777 & ~(mode_t)0640, 0);
	bundle_close(&bundle);
}
END_TEST

/* runc before 1.3 gives hooks the environment of the container's process, see hook/main.c. Opening
 * a FIFO would block, and opening a device might have side effects. */
START_TEST(a_time_zone_of_the_container_is_not_opened)
{
	char fifo[128], zone[160];
	struct bundle bundle;

	bundle_open(&bundle, _i);
	snprintf(fifo, sizeof(fifo), "%s/fifo", bundle.path);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	snprintf(zone, sizeof(zone), "TZ=%s", fifo);
	bundle_set(&bundle, "process", "env", json_pack("[s]", zone));
	bundle_hook(&bundle, "createContainer", "--log", bundle.log, "--timeout=3600", NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &no_policy);
	ck_assert_uint_eq(log_lines(bundle.log), 1);
	bundle_close(&bundle);
}
END_TEST

/* ---- a log that cannot be written ---- */

/* The container runs. crun's user sees the warning; runc (1.1 to 1.5) shows a hook's output only if
 * the hook fails. */
static void expect_warning(int index, const char *log, const char *warning)
{
	char text[512], expected[512];
	struct bundle bundle;

	bundle_open_asking(&bundle, index, &bind_0);
	bundle_hook(&bundle, "createContainer", "--log", log, NULL);
	bundle_run(&bundle);
	ck_assert_str_eq(bundle.command.err, "");
	ck_assert_int_eq(bundle.command.exit_code, 0);
	expect_policy(bundle.command.out, &bind_0);
	hook_text(&bundle, text, sizeof(text));
	snprintf(expected, sizeof(expected), HOOK_NAME ": warning: %s", warning);
	ck_assert_str_eq(text, bundle.runtime == CRUN ? expected : "");
	bundle_close(&bundle);
}

START_TEST(a_log_that_cannot_be_opened_is_only_warned_about)
{
	static const char *const reasons[] = {"No such file or directory", "Is a directory",
					      "No such device or address"};
	char log[128], warning[256];

	snprintf(log, sizeof(log), "%s/log-%d/log", scratch.dir, getpid());
	if (_i / RUNTIMES > 0)
		*strrchr(log, '/') = '\0';
	if (_i / RUNTIMES == 1)
		ck_assert_int_eq(mkdir(log, 0755), 0);
	/* Nobody reads it; the hook must not wait for a reader. */
	if (_i / RUNTIMES == 2)
		ck_assert_int_eq(mkfifo(log, 0644), 0);
	snprintf(warning, sizeof(warning), "cannot write the log %s: %s", log,
		 reasons[_i / RUNTIMES]);
	expect_warning(_i, log, warning);
}
END_TEST

START_TEST(a_full_disk_is_only_warned_about)
{
	expect_warning(_i, "/dev/full", "the log line is lost: No space left on device");
}
END_TEST

/* ---- --help, --version, options ---- */

START_TEST(help_names_every_option_and_exit_code)
{
	static const char *const parts[] = {"Usage: oci-mempolicy-hook ",
					    "--allow-degraded",
					    "--timeout SECONDS",
					    "--log FILE",
					    "--syslog=WHEN",
					    "--help",
					    "--version",
					    " 0 the",
					    " 64 ",
					    " 65 ",
					    " 66 ",
					    " 69 ",
					    " 71 ",
					    " 75 ",
					    " 77 "};
	struct command command;
	char *line = command.out;

	command_init(&command, scratch.hook, "--help", NULL);
	command_run(&command);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	/* As one line, regardless of line breaks. */
	for (char *end = line; (end = strchr(end, '\n'));)
		*end = ' ';
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		ck_assert_msg(strstr(line, parts[i]), "no \"%s\" in: %s", parts[i], line);
}
END_TEST

START_TEST(version_is_printed)
{
	struct command command;

	command_init(&command, scratch.hook, "--version", NULL);
	command_run(&command);
	ck_assert_str_eq(command.out, HOOK_NAME " " MEMPOLICY_VERSION "\n");
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
}
END_TEST

START_TEST(output_that_cannot_be_written_is_an_error)
{
	static const char *const options[] = {"--help", "-V"};
	struct command command;

	command_init(&command, "sh", "-c", "exec \"$0\" \"$1\" > /dev/full", scratch.hook,
		     options[_i], NULL);
	command_run(&command);
	ck_assert_int_eq(command.exit_code, EX_IOERR);
}
END_TEST

START_TEST(a_wrong_command_line_is_explained)
{
	static const struct {
		const char *args[2], *error;
	} lines[] = {
		{{"--timeout"}, "a value is missing after \"--timeout\""},
		{{"--timeout", "0"}, "--timeout takes whole seconds from 1 to 3600, not \"0\""},
		{{"--timeout=3601"}, "--timeout takes whole seconds from 1 to 3600, not \"3601\""},
		{{"--timeout", "1s"}, "--timeout takes whole seconds from 1 to 3600, not \"1s\""},
		{{"--syslog=often"}, "--syslog takes never, failure or always, not \"often\""},
		{{"-v"}, "unknown option \"-v\""},
		{{"createContainer"}, "unexpected argument \"createContainer\""},
	};
	struct command command;

	command_init(&command, scratch.hook, lines[_i].args[0], lines[_i].args[1], NULL);
	command_run(&command);
	direct_expect_error(&command, EX_USAGE, "%s; see " HOOK_NAME "(8)", lines[_i].error);
}
END_TEST

void add_reporting(TCase *tcase)
{
	add_loop_tests(tcase, 2 * RUNTIMES, the_log_tells_all_of_a_policy_that_was_applied,
		       the_log_tells_all_of_a_failure);
	add_tests(tcase, a_log_is_appended_to, help_names_every_option_and_exit_code,
		  version_is_printed);
	add_loop_tests(tcase, RUNTIMES, a_time_zone_of_the_container_is_not_opened,
		       a_full_disk_is_only_warned_about);
	add_loop_tests(tcase, 3 * RUNTIMES, a_log_that_cannot_be_opened_is_only_warned_about);
	add_loop_tests(tcase, 2, output_that_cannot_be_written_is_an_error);
	add_loop_tests(tcase, 7, a_wrong_command_line_is_explained);
}
