/* SPDX-License-Identifier: Apache-2.0 */
/* The log file itself: whatever is in its place, the container starts or fails as it should. */
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "error.h"
#include "log.h"
#include "unit.h"

static const struct report success = {.id = "web", .outcome = OUTCOME_NONE};

static struct report failure(void)
{
	struct report report = {.id = "web", .outcome = OUTCOME_FAILED};

	mp_error_set(&report.error, MEMPOLICY_ERROR_INVALID, "", "what is wrong");
	return report;
}

static json_t *parse_line(const char *line)
{
	json_error_t error;
	json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(json, "%s: %s", error.text, line);
	return json;
}

START_TEST(the_log_is_appended_to_and_not_for_everyone_to_read)
{
	struct report report = success;
	struct stat status;
	char *text;
	size_t length;

	umask(022);
	ck_assert_int_eq(write_report(&report), 0);
	ck_assert_int_eq(write_report(&report), 0);
	ck_assert_int_eq(stat(log_path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0640);
	text = read_file(log_path, &length);
	ck_assert_ptr_eq(strchr(strchr(text, '\n') + 1, '\n'), text + length - 1);
	free(text);
}
END_TEST

START_TEST(the_log_is_not_left_open_to_programs_that_are_executed)
{
	struct channels channels = {.opened = false};

	report_open(&log_options, &channels);
	ck_assert_int_ge(channels.log_fd, 0);
	ck_assert_int_eq(fcntl(channels.log_fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	close(channels.log_fd);
}
END_TEST

START_TEST(without_the_option_there_is_no_log)
{
	struct report report = success;
	struct capture capture;
	char *text;

	log_options.log_file = NULL;
	capture_begin(&capture, 2);
	ck_assert_int_eq(write_report(&report), 0);
	text = capture_end(&capture);
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(access(log_path, F_OK), -1);
	free(text);
}
END_TEST

/* The report of a success and of a failure, to a log that cannot be written: standard error begins
 * with the warning, where %s stands for the log's path, and the exit code is that of the report. */
static void assert_warned(const char *log_file, const char *warning)
{
	const struct report reports[] = {success, failure()};
	const int exit_codes[] = {0, 65};
	char *expected = replace(warning, "%s", log_file);

	log_options.log_file = log_file;
	for (size_t i = 0; i < 2; i++) {
		struct capture capture;
		double started = seconds_now();
		int exit_code;
		char *text;

		capture_begin(&capture, 2);
		exit_code = write_report(&reports[i]);
		text = capture_end(&capture);
		ck_assert_int_eq(exit_code, exit_codes[i]);
		ck_assert_msg(strstr(text, expected), "%s\ninstead of\n%s", text, expected);
		ck_assert(i == 1 || strcmp(text, expected) == 0);
		ck_assert_double_lt(seconds_now() - started, 15.0);
		free(text);
	}
	free(expected);
}

#define WARNING	     "oci-mempolicy-hook: warning: "
#define CANNOT	     WARNING "cannot write the log %s: "
#define LINE_IS_LOST WARNING "the log line is lost: "

START_TEST(a_log_in_a_missing_directory_is_warned_about)
{
	char *missing = path_in(log_directory, "missing/log");

	assert_warned(missing, CANNOT "No such file or directory\n");
	free(missing);
}
END_TEST

START_TEST(a_directory_for_a_log_is_warned_about)
{
	assert_warned(log_directory, CANNOT "Is a directory\n");
}
END_TEST

START_TEST(an_empty_name_for_a_log_is_warned_about)
{
	assert_warned("", CANNOT "No such file or directory\n");
}
END_TEST

START_TEST(a_fifo_that_nobody_reads_does_not_hang_the_container)
{
	ck_assert_int_eq(mkfifo(log_path, 0600), 0);
	assert_warned(log_path, CANNOT "No such device or address\n");
}
END_TEST

START_TEST(a_fifo_whose_reader_is_slow_does_not_hang_the_container)
{
	int reader, writer;
	char filling[4096] = "";

	ck_assert_int_eq(mkfifo(log_path, 0600), 0);
	reader = open(log_path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	writer = open(log_path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	ck_assert(reader >= 0 && writer >= 0);
	while (write(writer, filling, sizeof(filling)) > 0)
		;
	assert_warned(log_path, LINE_IS_LOST "Resource temporarily unavailable\n");
	close(reader);
	close(writer);
}
END_TEST

START_TEST(a_fifo_with_a_reader_gets_its_line)
{
	struct report report = success;
	int reader;
	char line[4096] = "";

	ck_assert_int_eq(mkfifo(log_path, 0600), 0);
	reader = open(log_path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ck_assert_int_ge(reader, 0);
	ck_assert_int_eq(write_report(&report), 0);
	ck_assert_int_gt(read(reader, line, sizeof(line) - 1), 0);
	ck_assert_int_eq(line[strlen(line) - 1], '\n');
	json_decref(parse_line(line));
	close(reader);
}
END_TEST

START_TEST(a_full_disk_is_warned_about)
{
	ck_assert_int_eq(symlink("/dev/full", log_path), 0);
	assert_warned(log_path, LINE_IS_LOST "No space left on device\n");
}
END_TEST

/* ---- several hooks at once ---- */

#define HOOKS 8L
#define LINES 100L

static int write_lines(const void *hook)
{
	for (long line = 0; line < LINES; line++) {
		struct report report = success;
		char id[64];

		snprintf(id, sizeof(id), "%ld", *(const long *)hook * LINES + line);
		report.id = id;
		if (write_report(&report))
			return 1;
	}
	return 0;
}

static void write_from_several_hooks(void)
{
	pid_t children[HOOKS];

	for (long hook = 0; hook < HOOKS; hook++) {
		children[hook] = fork();
		ck_assert_int_ge(children[hook], 0);
		if (children[hook] == 0)
			_exit(write_lines(&hook));
	}
	for (long hook = 0; hook < HOOKS; hook++)
		ck_assert_int_eq(wait_for(children[hook]), 0);
}

START_TEST(lines_of_several_hooks_do_not_mix)
{
	bool seen[HOOKS * LINES] = {false};
	char *text, *rest, *line;
	size_t length;
	long count = 0;

	write_from_several_hooks();
	text = rest = read_file(log_path, &length);
	while ((line = strsep(&rest, "\n")) && *line) {
		json_t *json = parse_line(line);
		long id = strtol(json_string_value(json_object_get(json, "id")), NULL, 10);

		ck_assert_msg(id >= 0 && id < HOOKS * LINES && !seen[id], "%s", line);
		seen[id] = true;
		count++;
		json_decref(json);
	}
	free(text);
	ck_assert_int_eq(count, HOOKS * LINES);
}
END_TEST

void add_log_file(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, make_log, remove_log);
	add_tests(tcase, the_log_is_appended_to_and_not_for_everyone_to_read,
		  the_log_is_not_left_open_to_programs_that_are_executed,
		  without_the_option_there_is_no_log, a_log_in_a_missing_directory_is_warned_about,
		  a_directory_for_a_log_is_warned_about, an_empty_name_for_a_log_is_warned_about,
		  a_fifo_that_nobody_reads_does_not_hang_the_container,
		  a_fifo_whose_reader_is_slow_does_not_hang_the_container,
		  a_fifo_with_a_reader_gets_its_line, a_full_disk_is_warned_about,
		  lines_of_several_hooks_do_not_mix);
}
