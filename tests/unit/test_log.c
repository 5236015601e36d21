/* SPDX-License-Identifier: Apache-2.0 */
/* What the hook reports to machines: the log file, a line of JSON for each container. */
#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "log.h"
#include "unit.h"

/* ---- the line ---- */

static struct report applied(void)
{
	struct report report = {.id = "web",
				.stage = "createRuntime",
				.outcome = OUTCOME_APPLIED,
				.has_requested = true,
				.requested = {MEMPOLICY_BIND,
					      MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_NUMA_BALANCING,
					      nodes_of("0-2")},
				.has_allowed = true,
				.allowed = nodes_of("0-3"),
				.has_resolution = true,
				.resolution = {.effective = nodes_of("0-2")},
				.threads = 5};

	clock_gettime(CLOCK_MONOTONIC, &report.started);
	return report;
}

static struct report in_place(void)
{
	struct report report = applied();

	report.stage = "createContainer";
	report.outcome = OUTCOME_IN_PLACE;
	report.threads = 0;
	report.requested = (struct mempolicy){MEMPOLICY_LOCAL, 0, {{0}}};
	report.resolution.effective = (struct mempolicy_nodes){{0}};
	return report;
}

static struct report degraded(void)
{
	struct report report = applied();

	report.requested.flags = 0;
	report.requested.nodes = nodes_of("0-3,1023");
	report.resolution.degraded = true;
	return report;
}

static struct report without_policy(void)
{
	return (struct report){.id = "web", .outcome = OUTCOME_NONE};
}

static struct report failed_at_once(void)
{
	struct report report = {.outcome = OUTCOME_FAILED};

	mp_error_set(&report.error, MEMPOLICY_ERROR_TIMEOUT, "", "timed out");
	return report;
}

static struct report failed_on_the_policy(void)
{
	struct report report = {.id = "web", .outcome = OUTCOME_FAILED};

	mp_error_set(&report.error, MEMPOLICY_ERROR_INVALID, "/linux/memoryPolicy/mode", "no mode");
	mp_error_remedy(&report.error, "write one");
	return report;
}

static struct report failed_on_the_cpuset(void)
{
	struct report report = failed_on_the_policy();

	report.stage = "createContainer";
	report.has_requested = report.has_allowed = true;
	report.requested = (struct mempolicy){MEMPOLICY_BIND, 0, nodes_of("7")};
	report.allowed = nodes_of("0-3");
	return report;
}

static struct report with_a_hostile_id(void)
{
	struct report report = without_policy();

	report.id = "a\"\n\x1b\xc3\xa9\\";
	return report;
}

/* Without time and durationUs. */
static const struct {
	struct report (*make)(void);
	int exit_code;
	const char *line;
} lines[] = {
	{applied, 0,
	 "{\"id\": \"web\", \"stage\": \"createRuntime\", \"outcome\": \"applied\", "
	 "\"requested\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"0-2\", \"flags\": "
	 "[\"MPOL_F_NUMA_BALANCING\", \"MPOL_F_STATIC_NODES\"]}, \"allowed\": \"0-3\", "
	 "\"effective\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"0-2\", \"flags\": "
	 "[\"MPOL_F_NUMA_BALANCING\", \"MPOL_F_STATIC_NODES\"]}, \"degraded\": false, "
	 "\"threads\": 5, \"verified\": \"read-back\"}"},
	{in_place, 0,
	 "{\"id\": \"web\", \"stage\": \"createContainer\", \"outcome\": \"in-place\", "
	 "\"requested\": {\"mode\": \"MPOL_LOCAL\"}, \"allowed\": \"0-3\", \"effective\": "
	 "{\"mode\": \"MPOL_LOCAL\"}, \"degraded\": false, \"threads\": 0, \"verified\": "
	 "\"inherited\"}"},
	{degraded, 0,
	 "{\"id\": \"web\", \"stage\": \"createRuntime\", \"outcome\": \"applied\", "
	 "\"requested\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"0-3,1023\"}, \"allowed\": "
	 "\"0-3\", \"effective\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"0-2\"}, "
	 "\"degraded\": true, \"threads\": 5, \"verified\": \"read-back\"}"},
	{without_policy, 0,
	 "{\"id\": \"web\", \"outcome\": \"none\", \"degraded\": false, \"threads\": 0}"},
	{failed_at_once, 75,
	 "{\"outcome\": \"failed\", \"degraded\": false, \"threads\": 0, \"error\": "
	 "{\"exitCode\": 75, \"message\": \"timed out\"}}"},
	{failed_on_the_policy, 65,
	 "{\"id\": \"web\", \"outcome\": \"failed\", \"degraded\": false, \"threads\": 0, "
	 "\"error\": {\"exitCode\": 65, \"pointer\": \"/linux/memoryPolicy/mode\", "
	 "\"message\": \"no mode\", \"remedy\": \"write one\"}}"},
	{failed_on_the_cpuset, 65,
	 "{\"id\": \"web\", \"stage\": \"createContainer\", \"outcome\": \"failed\", "
	 "\"requested\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"7\"}, \"allowed\": \"0-3\", "
	 "\"degraded\": false, \"threads\": 0, \"error\": {\"exitCode\": 65, \"pointer\": "
	 "\"/linux/memoryPolicy/mode\", \"message\": \"no mode\", \"remedy\": \"write "
	 "one\"}}"},
	{with_a_hostile_id, 0,
	 "{\"id\": \"a\\\"\\n\\u001b\\u00e9\\\\\", \"outcome\": \"none\", \"degraded\": "
	 "false, \"threads\": 0}"},
};

static json_t *parse_line(const char *line)
{
	json_error_t error;
	json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(json, "%s: %s", error.text, line);
	return json;
}

/* Checks that the time is the current one, in UTC, with microseconds, and removes the times so that
 * the rest can be compared. */
static void take_times(json_t *json)
{
	static const char pattern[] =
		"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$";
	const char *text = json_string_value(json_object_get(json, "time"));
	struct tm utc = {.tm_sec = 0};
	regex_t regex;

	ck_assert_int_eq(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
	ck_assert_msg(text && regexec(&regex, text, 0, NULL, 0) == 0, "time: %s",
		      text ? text : "none");
	regfree(&regex);
	ck_assert_ptr_nonnull(strptime(text, "%Y-%m-%dT%H:%M:%S", &utc));
	ck_assert_int_le(labs(timegm(&utc) - time(NULL)), 5);
	ck_assert(json_is_integer(json_object_get(json, "durationUs")));
	ck_assert_int_ge(json_integer_value(json_object_get(json, "durationUs")), 0);
	json_object_del(json, "time");
	json_object_del(json, "durationUs");
}

START_TEST(each_outcome_has_its_line)
{
	struct report report = lines[_i].make();
	struct capture capture;
	json_t *found, *expected = parse_line(lines[_i].line);
	char *text;
	size_t length;

	capture_begin(&capture, 2);
	ck_assert_int_eq(write_report(&report), lines[_i].exit_code);
	free(capture_end(&capture));
	text = read_file(log_path, &length);
	ck_assert_msg(strchr(text, '\n') == text + length - 1, "not one line: %s", text);
	found = parse_line(text);
	take_times(found);
	ck_assert_msg(json_equal(found, expected), "%s\ninstead of\n%s", text, lines[_i].line);
	free(text);
	json_decref(found);
	json_decref(expected);
}
END_TEST

START_TEST(the_duration_is_in_microseconds)
{
	struct report report = applied();
	json_t *found;
	char *text;
	size_t length;
	json_int_t duration;

	usleep(20000);
	ck_assert_int_eq(write_report(&report), 0);
	text = read_file(log_path, &length);
	found = parse_line(text);
	duration = json_integer_value(json_object_get(found, "durationUs"));
	ck_assert_msg(duration >= 20000 && duration < 10000000, "%lld", (long long)duration);
	free(text);
	json_decref(found);
}
END_TEST

static bool is_string(const json_t *json, const char *text)
{
	return json_is_string(json) && strcmp(json_string_value(json), text) == 0;
}

START_TEST(the_longest_node_lists_are_logged_whole)
{
	struct report report = applied();
	struct mempolicy_nodes pairs = {{0}};
	char list[4096];
	char *text;
	size_t length;
	json_t *found;

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
		if (node % 3 != 2)
			mempolicy_nodes_add(&pairs, node);
	mempolicy_nodes_format(&pairs, list, sizeof(list));
	report.requested.nodes = report.allowed = report.resolution.effective = pairs;
	ck_assert_int_eq(write_report(&report), 0);
	text = read_file(log_path, &length);
	found = parse_line(text);
	ck_assert(is_string(json_object_get(found, "allowed"), list));
	ck_assert(is_string(json_object_get(json_object_get(found, "requested"), "nodes"), list));
	ck_assert(is_string(json_object_get(json_object_get(found, "effective"), "nodes"), list));
	free(text);
	json_decref(found);
}
END_TEST

/* A message may quote a path or a piece of text that is not UTF-8, or be cut within a character. */
START_TEST(an_error_with_any_bytes_is_logged)
{
	static const char *const texts[] = {"\xff\xfe", "\xc3", "\xed\xa0\x80", "a\x80z"};
	struct report report = {.id = "web", .outcome = OUTCOME_FAILED};
	struct capture capture;
	char *text;
	size_t length;
	json_t *found;

	mp_error_set(&report.error, MEMPOLICY_ERROR_NO_INPUT, "", "cannot read /%s", texts[_i]);
	capture_begin(&capture, 2);
	ck_assert_int_eq(write_report(&report), 66);
	free(capture_end(&capture));
	text = read_file(log_path, &length);
	found = parse_line(text);
	ck_assert_str_eq(json_string_value(
				 json_object_get(json_object_get(found, "error"), "message")),
			 report.error.message);
	free(text);
	json_decref(found);
}
END_TEST

START_TEST(an_id_with_any_bytes_is_logged)
{
	struct report report = {.id = "a\xff\n", .outcome = OUTCOME_NONE};
	char *text;
	size_t length;
	json_t *found;

	ck_assert_int_eq(write_report(&report), 0);
	text = read_file(log_path, &length);
	found = parse_line(text);
	ck_assert(is_string(json_object_get(found, "id"), "\"a\\xff\\x0a\""));
	free(text);
	json_decref(found);
}
END_TEST

void add_log(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, make_log, remove_log);
	add_loop_tests(tcase, LENGTH(lines), each_outcome_has_its_line);
	add_tests(tcase, the_duration_is_in_microseconds, the_longest_node_lists_are_logged_whole,
		  an_id_with_any_bytes_is_logged);
	add_loop_tests(tcase, 4, an_error_with_any_bytes_is_logged);
}
