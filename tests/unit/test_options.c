/* SPDX-License-Identifier: Apache-2.0 */
/* The hook's command line. */
#include "help.h"
#include "hook_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define MAX_ARGS 6
#define HELP	 "; see oci-mempolicy-hook(8)"

/* Parses a list of arguments that ends with NULL; the first is argv[0]. */
static int parse(const char *const *args, struct hook_options *ret, struct mempolicy_error *err)
{
	char *argv[MAX_ARGS + 1];
	int argc = 0;

	for (; args[argc]; argc++) /* getopt(3) reorders, but does not write to them */
		argv[argc] = (char *)args[argc];
	argv[argc] = NULL;
	optind = 0; /* makes getopt(3) start again */
	return hook_options_parse(argc, argv, ret, err);
}

static const struct {
	const char *args[MAX_ARGS];
	const char *error;
} wrong[] = {
#define TIMEOUT(quoted) "--timeout takes whole seconds from 1 to 3600, not \"" quoted "\"" HELP
	{{"hook", "--timeout", "0"}, TIMEOUT("0")},
	{{"hook", "--timeout", "-1"}, TIMEOUT("-1")},
	{{"hook", "--timeout=3601"}, TIMEOUT("3601")},
	{{"hook", "--timeout", "5s"}, TIMEOUT("5s")},
	{{"hook", "--timeout", ""}, TIMEOUT("")},
	{{"hook", "--timeout="}, TIMEOUT("")},
	{{"hook", "--timeout", " 5"}, TIMEOUT(" 5")},
	{{"hook", "--timeout", "5 "}, TIMEOUT("5 ")},
	{{"hook", "--timeout", "+5"}, TIMEOUT("+5")},
	{{"hook", "--timeout", "0x5"}, TIMEOUT("0x5")},
	{{"hook", "--timeout", "1.5"}, TIMEOUT("1.5")},
	{{"hook", "--timeout", "1e3"}, TIMEOUT("1e3")},
	{{"hook", "--timeout", "five"}, TIMEOUT("five")},
	{{"hook", "--timeout", "99999999999999"}, TIMEOUT("99999999999999")},
	{{"hook", "--timeout", "99999999999999999999999"}, TIMEOUT("99999999999999999999999")},
	{{"hook", "--timeout", "4294967297"}, TIMEOUT("4294967297")},
	{{"hook", "--timeout", "\n\x1b"}, TIMEOUT("\\x0a\\x1b")},
	{{"hook", "--timeout", "5", "--timeout", "0"}, TIMEOUT("0")},
#define SYSLOG(quoted) "--syslog takes never, failure or always, not \"" quoted "\"" HELP
	{{"hook", "--syslog=on"}, SYSLOG("on")},
	{{"hook", "--syslog="}, SYSLOG("")},
	{{"hook", "--syslog", "Never"}, SYSLOG("Never")},
	{{"hook", "--syslog", "alway"}, SYSLOG("alway")},
	{{"hook", "--syslog", "failures"}, SYSLOG("failures")},
#define LOG(quoted) "--log takes an absolute path, not \"" quoted "\"" HELP
	{{"hook", "--log", "log"}, LOG("log")},
	{{"hook", "--log=../log"}, LOG("../log")},
	{{"hook", "--log="}, LOG("")},
	{{"hook", "--timeout"}, "a value is missing after \"--timeout\"" HELP},
	{{"hook", "--log"}, "a value is missing after \"--log\"" HELP},
	{{"hook", "--syslog"}, "a value is missing after \"--syslog\"" HELP},
	{{"hook", "--allow-degraded", "--log"}, "a value is missing after \"--log\"" HELP},
	{{"hook", "--degraded"}, "unknown option \"--degraded\"; did you mean --allow-degraded?"},
	{{"hook", "--Allow-degraded"},
	 "unknown option \"--Allow-degraded\"; did you mean --allow-degraded?"},
	{{"hook", "--allow-degraded=yes"}, "option takes no value: \"--allow-degraded=yes\"" HELP},
	{{"hook", "--help=all"}, "option takes no value: \"--help=all\"" HELP},
	{{"hook", "--\x1b"}, "unknown option \"--\\x1b\"" HELP},
	{{"hook", "-x"}, "unknown option \"-x\"" HELP},
	{{"hook", "--log=/a", "-xh"}, "unknown option \"-x\"" HELP},
	{{"hook", "--polciy=local"}, "unknown option \"--polciy=local\"; did you mean --policy?"},
	{{"hook", "--tiemout", "5"}, "unknown option \"--tiemout\"; did you mean --timeout?"},
	{{"hook", "--JSON"}, "unknown option \"--JSON\"" HELP},
	{{"hook", "--a"}, "more than one option begins with \"--a\"" HELP},
	{{"hook", "--0123456789012345678901234567890123456789"},
	 "unknown option \"--0123456789012345678901234567890123456789\"" HELP},
	{{"hook", "-xy"}, "unknown option \"-x\"" HELP},
	{{"hook", "--timeout", "5", "-t5"}, "unknown option \"-t\"" HELP},
	{{"hook", "extra"}, "unexpected argument \"extra\"" HELP},
	{{"hook", "--allow-degraded", "yes"}, "unexpected argument \"yes\"" HELP},
	{{"hook", "yes", "--allow-degraded"}, "unexpected argument \"yes\"" HELP},
	{{"hook", ""}, "unexpected argument \"\"" HELP},
	{{"hook", "-"}, "unexpected argument \"-\"" HELP},
	{{"hook", "--", "--allow-degraded"}, "unexpected argument \"--allow-degraded\"" HELP},
#define NAME(quoted)                                                                               \
	"args of the hook entry must begin with the program's name, not with \"" quoted "\"" HELP
	{{"--allow-degraded"}, NAME("--allow-degraded")},
	{{"--timeout", "9"}, NAME("--timeout")},
	{{"-"}, NAME("-")},
};

START_TEST(a_wrong_command_line_is_refused_with_the_reason)
{
	struct hook_options options = {.timeout = 77};
	struct mempolicy_error err;
	int result = parse(wrong[_i].args, &options, &err);

	assert_refused(wrong[_i].error, result, &err, MEMPOLICY_ERROR_USAGE, wrong[_i].error);
	ck_assert_msg(options.timeout == 77, "%s: wrote options", wrong[_i].error);
}
END_TEST

static const struct {
	const char *args[MAX_ARGS];
	struct hook_options options;
} right[] = {
	{{"hook"}, {.timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{NULL}, {.timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{""}, {.timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--"}, {.timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--allow-degraded"},
	 {.allow_degraded = true, .timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--timeout", "1"}, {.timeout = 1, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--timeout=3600"}, {.timeout = 3600, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--timeout", "010"}, {.timeout = 10, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--timeout", "5", "--timeout", "6"}, {.timeout = 6, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--log", "/a"}, {.timeout = 5, .log_file = "/a", .syslog = SYSLOG_FAILURE}},
	{{"hook", "--log=/a b"}, {.timeout = 5, .log_file = "/a b", .syslog = SYSLOG_FAILURE}},
	{{"hook", "--syslog=never"}, {.timeout = 5, .syslog = SYSLOG_NEVER}},
	{{"hook", "--syslog", "failure"}, {.timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--syslog=always"}, {.timeout = 5, .syslog = SYSLOG_ALWAYS}},
	{{"hook", "--help"}, {.action = HOOK_OPTIONS_HELP, .timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{"hook", "-h"}, {.action = HOOK_OPTIONS_HELP, .timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{"hook", "-V"}, {.action = HOOK_OPTIONS_VERSION, .timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--version"},
	 {.action = HOOK_OPTIONS_VERSION, .timeout = 5, .syslog = SYSLOG_FAILURE}},
	{{"hook", "--log=/a", "--allow-degraded", "--syslog=never", "--timeout=9"},
	 {.allow_degraded = true, .timeout = 9, .log_file = "/a", .syslog = SYSLOG_NEVER}},
};

START_TEST(a_right_command_line_is_read)
{
	struct hook_options options;
	struct mempolicy_error err;
	const struct hook_options *expected = &right[_i].options;

	assert_accepted("command line", parse(right[_i].args, &options, &err), &err);
	ck_assert_int_eq((int)options.action, (int)expected->action);
	ck_assert_int_eq(options.allow_degraded, expected->allow_degraded);
	ck_assert_int_eq(options.timeout, expected->timeout);
	ck_assert_pstr_eq(options.log_file, expected->log_file);
	ck_assert_int_eq((int)options.syslog, (int)expected->syslog);
}
END_TEST

/* ---- output ---- */

static char *printed_by(void (*print)(void))
{
	struct capture capture;

	capture_begin(&capture, 1);
	print();
	return capture_end(&capture);
}

static bool has_line_for(const char *text, const char *option)
{
	char beginning[64] = "\n  ";

	strncat(beginning, option, sizeof(beginning) - 4);
	return strstr(text, beginning);
}

START_TEST(help_tells_of_every_option)
{
	static const char *const options[] = {"--allow-degraded ", "--timeout ",  "--log ",
					      "--syslog=",	   "-h, --help ", "-V, --version "};
	char *text = printed_by(help_print);

	for (size_t i = 0; i < LENGTH(options); i++)
		ck_assert_msg(has_line_for(text, options[i]), "%s in:\n%s", options[i], text);
	ck_assert_int_eq(text[strlen(text) - 1], '\n');
	free(text);
}
END_TEST

/* An option that help mentions is known: it is not reported as unknown, at most as lacking its
 * value. */
static void assert_known(char *line)
{
	struct hook_options options;
	struct mempolicy_error err;
	char *option = line + strspn(line, " ");
	const char *args[] = {"hook", option, NULL};

	if (option[0] != '-')
		return;
	option[strcspn(option, " =,")] = '\0';
	if (parse(args, &options, &err))
		ck_assert_msg(strstr(err.message, "a value is missing"), "%s", error_text(&err));
}

START_TEST(help_tells_of_no_other_option)
{
	char *text = printed_by(help_print), *rest = text, *line;
	unsigned int lines = 0;

	while ((line = strsep(&rest, "\n"))) {
		assert_known(line);
		lines++;
	}
	ck_assert_uint_gt(lines, 10);
	free(text);
}
END_TEST

START_TEST(help_tells_every_exit_code)
{
	static const char *const codes[] = {"0 ", "64 ", "65 ", "66 ", "69 ", "71 ", "75 ", "77 "};
	char *text = printed_by(help_print);
	const char *part = strstr(text, "Exit codes:");

	ck_assert_ptr_nonnull(part);
	for (size_t i = 0; i < LENGTH(codes); i++)
		ck_assert_msg(strstr(part, codes[i]), "%s in:\n%s", codes[i], text);
	free(text);
}
END_TEST

START_TEST(help_fits_a_terminal)
{
	char *text = printed_by(help_print), *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		ck_assert_msg(strlen(line) <= 80, "%s", line);
	free(text);
}
END_TEST

START_TEST(version_is_the_projects)
{
	char *text = printed_by(help_print_version);

	ck_assert_str_eq(text, "oci-mempolicy-hook " MEMPOLICY_VERSION "\n");
	free(text);
}
END_TEST

void add_options(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(wrong), a_wrong_command_line_is_refused_with_the_reason);
	add_loop_tests(tcase, LENGTH(right), a_right_command_line_is_read);
	add_tests(tcase, help_tells_of_every_option, help_tells_of_no_other_option,
		  help_tells_every_exit_code, help_fits_a_terminal, version_is_the_projects);
}
