/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every subcommand: help, wrong command lines, output that cannot be written. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define HELP "; see oci-mempolicy --help\n"

static const char *const subcommands[] = {"validate", "explain",  "advise", "inspect",
					  "features", "topology", "cdi"};
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

START_TEST(version_is_printed)
{
	struct command command;

	run_program(&command, "--version");
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
	assert_ended(&command, 64, "", "oci-mempolicy: there is no command \"valid\\x0aate\"" HELP);
}
END_TEST

START_TEST(each_has_help_with_examples)
{
	struct command command;

	run_program(&command, subcommands[_i], "--wrong", "--help");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.err, "");
	ck_assert_ptr_nonnull(strstr(command.out, "\n  --help "));
	ck_assert_ptr_nonnull(strstr(command.out, "\n  --json "));
	ck_assert_ptr_nonnull(strstr(command.out, "\nExamples:\n  "));
}
END_TEST

START_TEST(each_refuses_wrong_options)
{
	struct command command;
	char expected[128];

	run_program(&command, subcommands[_i], "--wrong");
	snprintf(expected, sizeof(expected),
		 "oci-mempolicy %s: wrong option \"--wrong\"; see oci-mempolicy %s --help\n",
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
	add_tests(tcase, help_names_every_command, version_is_printed, command_is_missing,
		  command_is_unknown, full_disk_is_reported);
	add_loop_tests(tcase, SUBCOMMANDS, each_has_help_with_examples, each_refuses_wrong_options);
}
