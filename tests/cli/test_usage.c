/* SPDX-License-Identifier: Apache-2.0 */
/* What applies to every subcommand: help, invalid command lines, output that cannot be written. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define HELP "; see oci-mempolicy --help\n"

static const char *const subcommands[] = {"validate", "explain", "advise",    "inspect", "features",
					  "topology", "cdi",	 "configure", "doctor"};
#define SUBCOMMANDS ((int)(sizeof(subcommands) / sizeof(subcommands[0])))

START_TEST(help_names_every_command)
{
	struct command command;

	run_program(&command, "--help");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.err, "");
	for (int i = 0; i < SUBCOMMANDS; i++)
		ck_assert_ptr_nonnull(strstr(command.out, subcommands[i]));
}
END_TEST

START_TEST(help_is_asked_for_in_several_ways)
{
	static const char *const ways[] = {"-h", "help"};
	struct command expected, command;

	run_program(&expected, "--help");
	run_program(&command, ways[_i]);
	assert_ended(&command, 0, expected.out, "");
}
END_TEST

START_TEST(version_is_printed)
{
	static const char *const ways[] = {"--version", "-V"};
	struct command command;

	run_program(&command, ways[_i]);
	assert_ended(&command, 0, "oci-mempolicy " MEMPOLICY_VERSION "\n", "");
}
END_TEST

START_TEST(command_is_missing)
{
	struct command command;

	command_init(&command, PROGRAM, NULL);
	command_run(&command);
	assert_ended(&command, 64, "", "oci-mempolicy: a command is missing" HELP);
}
END_TEST

START_TEST(command_is_unknown)
{
	struct command command;

	run_program(&command, "valid\nate");
	assert_ended(
		&command, 64, "",
		"oci-mempolicy: there is no command \"valid\\x0aate\"; did you mean validate?\n");
}
END_TEST

/* Errors before a command, or with help, and suggestions for similar words. */
START_TEST(wrong_words_are_explained)
{
	static const struct {
		const char *args[3], *error;
	} lines[] = {
		{{"inspct"},
		 "oci-mempolicy: there is no command \"inspct\"; did you mean inspect?\n"},
		{{"Topo"}, "oci-mempolicy: there is no command \"Topo\"; did you mean topology?\n"},
		{{"run"}, "oci-mempolicy: there is no command \"run\"" HELP},
		{{""}, "oci-mempolicy: there is no command \"\"" HELP},
		{{"-"}, "oci-mempolicy: there is no command \"-\"" HELP},
		{{"--", "cdi"}, "oci-mempolicy: there is no command \"--\"" HELP},
		{{"-x"}, "oci-mempolicy: unknown option \"-x\"" HELP},
		{{"--json", "cdi"}, "oci-mempolicy: unknown option \"--json\"" HELP},
		{{"--verison"},
		 "oci-mempolicy: unknown option \"--verison\"; did you mean --version?\n"},
		{{"help", "advice"},
		 "oci-mempolicy help: there is no command \"advice\"; did you mean advise?\n"},
		{{"help", "cdi", "x"}, "oci-mempolicy help: unexpected argument \"x\"" HELP},
		{{"cdi", "--jsno"},
		 "oci-mempolicy cdi: unknown option \"--jsno\"; did you mean --json?\n"},
	};
	struct command command;

	run_program(&command, lines[_i].args[0], lines[_i].args[1], lines[_i].args[2]);
	assert_ended(&command, 64, "", lines[_i].error);
}
END_TEST

START_TEST(each_has_help_with_examples)
{
	struct command command;

	run_program(&command, subcommands[_i], "--wrong", "--help");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.err, "");
	ck_assert_ptr_nonnull(strstr(command.out, "\n  -h, --help "));
	ck_assert_ptr_nonnull(strstr(command.out, "\n  --json "));
	ck_assert_ptr_nonnull(strstr(command.out, "\nExamples:\n  "));
}
END_TEST

START_TEST(each_knows_the_other_ways_to_help)
{
	static const char *const letters[] = {"-h", "--hel"};
	struct command expected, command;

	run_program(&expected, subcommands[_i], "--help");
	run_program(&command, "help", subcommands[_i]);
	assert_ended(&command, 0, expected.out, "");
	for (int i = 0; i < 2; i++) {
		run_program(&command, subcommands[_i], "operand", letters[i]);
		assert_ended(&command, 0, expected.out, "");
	}
}
END_TEST

START_TEST(each_knows_its_version)
{
	static const char *const ways[] = {"--version", "-V"};
	struct command command;

	for (int i = 0; i < 2; i++) {
		run_program(&command, subcommands[_i], "--wrong", ways[i]);
		assert_ended(&command, 0, "oci-mempolicy " MEMPOLICY_VERSION "\n", "");
	}
}
END_TEST

START_TEST(each_refuses_wrong_colours)
{
	struct command command;
	char expected[160];

	run_program(&command, subcommands[_i], "--color=yes");
	snprintf(
		expected, sizeof(expected),
		"oci-mempolicy %s: --color takes auto, always or never, not \"yes\"; see oci-mempolicy "
		"%s --help\n",
		subcommands[_i], subcommands[_i]);
	assert_ended(&command, 64, "", expected);
}
END_TEST

/* For a terminal, for other files, and with NO_COLOR. */
START_TEST(colours_are_chosen)
{
	static const struct {
		const char *line;
		bool terminal, coloured;
	} cases[] = {
		{"\"$0\" validate --policy local", false, false},
		{"\"$0\" validate --policy local --color always", false, true},
		{"NO_COLOR=1 \"$0\" validate --color=always --policy local", false, true},
		{"TERM=xterm \"$0\" validate --policy local", true, true},
		{"TERM=xterm \"$0\" validate --policy local --color=never", true, false},
		{"NO_COLOR=1 TERM=xterm \"$0\" validate --policy local --color=auto", true, false},
	};
	struct command command;

	command_init(&command, "/bin/sh", "-c", cases[_i].line, PROGRAM, NULL);
	command.terminal = cases[_i].terminal;
	command_run(&command);
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_msg(!strstr(command.out, "\x1b[") != cases[_i].coloured, "%s", command.out);
}
END_TEST

START_TEST(each_refuses_wrong_options)
{
	struct command command;
	char expected[128];

	run_program(&command, subcommands[_i], "--wrong");
	snprintf(expected, sizeof(expected),
		 "oci-mempolicy %s: unknown option \"--wrong\"; see oci-mempolicy %s --help\n",
		 subcommands[_i], subcommands[_i]);
	assert_ended(&command, 64, "", expected);
}
END_TEST

START_TEST(full_disk_is_reported)
{
	struct command command;

	command_init(&command, "/bin/sh", "-c", "exec \"$0\" features >/dev/full", PROGRAM, NULL);
	command_run(&command);
	assert_ended(&command, 74, "",
		     "oci-mempolicy: cannot write standard output: No space left on device\n");
}
END_TEST

void add_usage(TCase *tcase)
{
	add_tests(tcase, help_names_every_command, command_is_missing, command_is_unknown,
		  full_disk_is_reported);
	add_loop_tests(tcase, 2, help_is_asked_for_in_several_ways, version_is_printed);
	add_loop_tests(tcase, 12, wrong_words_are_explained);
	add_loop_tests(tcase, 6, colours_are_chosen);
	add_loop_tests(tcase, SUBCOMMANDS, each_has_help_with_examples, each_knows_its_version,
		       each_knows_the_other_ways_to_help, each_refuses_wrong_options,
		       each_refuses_wrong_colours);
}
