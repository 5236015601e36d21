/* SPDX-License-Identifier: Apache-2.0 */
/* What the hook reports to people: exit code and standard error. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "program.h"
#include "unit.h"

#define PROGRAM "oci-mempolicy-hook: "

static const struct hook_options quiet = {.timeout = 5, .syslog = SYSLOG_NEVER};

static struct report failure(const char *id, enum mempolicy_error_kind kind)
{
	struct report report = {.id = id, .outcome = OUTCOME_FAILED};

	mp_error_set(&report.error, kind, "/linux/memoryPolicy/mode", "what is wrong");
	mp_error_remedy(&report.error, "how to fix it");
	return report;
}

/* Returns what report_write() prints on standard error; the exit code must be this one. */
static char *told(const struct report *report, int exit_code)
{
	struct channels channels = {.opened = false};
	struct capture capture;
	char *text;

	capture_begin(&capture, 2);
	report_write(report, &quiet, &channels);
	text = capture_end(&capture);
	ck_assert_int_eq(report_exit_code(report), exit_code);
	return text;
}

static void assert_told(const struct report *report, int exit_code, const char *expected)
{
	char *text = told(report, exit_code);

	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(each_kind_of_error_has_its_exit_code)
{
	static const struct {
		enum mempolicy_error_kind kind;
		int exit_code;
	} codes[] = {
		{MEMPOLICY_ERROR_USAGE, 64},
		{MEMPOLICY_ERROR_INVALID, 65},
		{MEMPOLICY_ERROR_NO_INPUT, 66},
		{MEMPOLICY_ERROR_UNSUPPORTED, 69},
		{MEMPOLICY_ERROR_SYSTEM, 71},
		{MEMPOLICY_ERROR_TIMEOUT, 75},
		{MEMPOLICY_ERROR_PERMISSION, 77},
		/* There is no such error; if there were, the container must not start. */
		{MEMPOLICY_ERROR_NONE, 71},
		{(enum mempolicy_error_kind)99, 71},
	};
	struct report report = failure("web", codes[_i].kind);

	assert_told(&report, codes[_i].exit_code,
		    PROGRAM "web: /linux/memoryPolicy/mode: what is wrong; how to fix it\n");
	ck_assert_int_eq(program_exit_code(codes[_i].kind), codes[_i].exit_code);
}
END_TEST

START_TEST(success_is_silent)
{
	static const enum outcome outcomes[] = {OUTCOME_NONE, OUTCOME_IN_PLACE, OUTCOME_APPLIED};
	struct report report = {.id = "web",
				.outcome = outcomes[_i],
				.has_requested = true,
				.requested = {MEMPOLICY_BIND, 0, nodes_of("0-3")},
				.has_resolution = true};

	assert_told(&report, 0, "");
}
END_TEST

START_TEST(a_degraded_policy_is_told_but_no_failure)
{
	static const enum outcome outcomes[] = {OUTCOME_IN_PLACE, OUTCOME_APPLIED};
	struct report report = {.id = "web",
				.outcome = outcomes[_i],
				.has_requested = true,
				.requested = {MEMPOLICY_BIND, 0, nodes_of("0-3,7")},
				.has_resolution = true,
				.resolution = {.effective = nodes_of("1-2"), .degraded = true}};

	assert_told(&report, 0,
		    PROGRAM
		    "web: memory policy degraded: nodes \"0-3,7\" requested, 1-2 effective\n");
}
END_TEST

/* The failure is what counts. */
START_TEST(a_degraded_policy_that_failed_is_told_as_failed)
{
	struct report report = failure("web", MEMPOLICY_ERROR_TIMEOUT);

	report.has_resolution = true;
	report.resolution.degraded = true;
	assert_told(&report, 75,
		    PROGRAM "web: /linux/memoryPolicy/mode: what is wrong; how to fix it\n");
}
END_TEST

START_TEST(pointer_id_and_remedy_are_left_out_where_there_are_none)
{
	struct report report = failure(NULL, MEMPOLICY_ERROR_SYSTEM);

	assert_told(&report, 71,
		    PROGRAM "/linux/memoryPolicy/mode: what is wrong; how to fix it\n");
	report.error.remedy[0] = '\0';
	assert_told(&report, 71, PROGRAM "/linux/memoryPolicy/mode: what is wrong\n");
	report.error.pointer[0] = '\0';
	assert_told(&report, 71, PROGRAM "what is wrong\n");
	report.id = "web";
	assert_told(&report, 71, PROGRAM "web: what is wrong\n");
}
END_TEST

START_TEST(a_hostile_id_is_escaped)
{
	static const struct {
		const char *id;
		const char *shown;
	} ids[] = {
		{"a\nb", "a\\x0ab"},	    {"\x1b[31mred", "\\x1b[31mred"},
		{"a\"b\\c", "a\\\"b\\\\c"}, {"\xc3\xa9", "\\xc3\\xa9"},
		{"%s%n", "%s%n"},	    {"", ""},
		{"a: b", "a: b"},
	};
	struct report report = failure(ids[_i].id, MEMPOLICY_ERROR_INVALID);
	char *text = told(&report, 65);
	char *end = strstr(text, ": /linux");

	ck_assert_ptr_nonnull(end);
	ck_assert_str_eq(end, ": /linux/memoryPolicy/mode: what is wrong; how to fix it\n");
	*end = '\0';
	ck_assert_int_eq(strncmp(text, PROGRAM, strlen(PROGRAM)), 0);
	ck_assert_str_eq(text + strlen(PROGRAM), ids[_i].shown);
	free(text);
}
END_TEST

START_TEST(the_longest_of_everything_is_one_line_and_whole)
{
	struct report report = failure(NULL, MEMPOLICY_ERROR_INVALID);
	struct mempolicy_error *error = &report.error;
	char id[5000];
	char *text;

	memset(id, 'i', sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	report.id = id;
	memset(error->pointer, 'p', sizeof(error->pointer) - 1);
	memset(error->message, 'm', sizeof(error->message) - 1);
	memset(error->remedy, 'r', sizeof(error->remedy) - 1);
	error->pointer[sizeof(error->pointer) - 1] = '\0';
	error->message[sizeof(error->message) - 1] = '\0';
	error->remedy[sizeof(error->remedy) - 1] = '\0';
	text = told(&report, 65);
	ck_assert_ptr_nonnull(strstr(text, "iii...: ppp"));
	ck_assert_ptr_nonnull(strstr(text, "ppp: mmm"));
	ck_assert_ptr_nonnull(strstr(text, "mmm; rrr"));
	ck_assert_str_eq(text + strlen(text) - 4, "rrr\n");
	ck_assert_uint_eq(strlen(text),
			  strlen(PROGRAM) + 122 + 3 + 2 + 63 + 2 + 1023 + 2 + 511 + 1);
	free(text);
}
END_TEST

void add_report(TCase *tcase)
{
	add_loop_tests(tcase, 9, each_kind_of_error_has_its_exit_code);
	add_loop_tests(tcase, 3, success_is_silent);
	add_loop_tests(tcase, 2, a_degraded_policy_is_told_but_no_failure);
	add_tests(tcase, a_degraded_policy_that_failed_is_told_as_failed,
		  pointer_id_and_remedy_are_left_out_where_there_are_none,
		  the_longest_of_everything_is_one_line_and_whole);
	add_loop_tests(tcase, 7, a_hostile_id_is_escaped);
}
