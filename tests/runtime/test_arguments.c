/* SPDX-License-Identifier: Apache-2.0 */
/* Command lines for runc and crun, as engines and people write them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "suites.h"

#define WORDS 24

/* Words are separated by spaces; left is what the runtime gets. */
static const struct {
	const char *line;
	enum arguments_command command;
	const char *id, *bundle, *root, *log, *oci_runtime;
	const char *left; /* NULL: all */
} lines[] = {
	/* Podman's conmon, containerd's shim, Docker */
	{"create --bundle /b --pid-file /p c", COMMAND_CREATE, "c", "/b", NULL, NULL, NULL, NULL},
	{"--root /r --log /l --log-format json create --bundle /b --pid-file /p "
	 "--console-socket /s c",
	 COMMAND_CREATE, "c", "/b", "/r", "/l", NULL, NULL},
	{"--systemd-cgroup --root=/r --log=/l --log-format=json create --bundle /b c",
	 COMMAND_CREATE, "c", "/b", "/r", "/l", NULL, NULL},
	{"--cgroup-manager systemd --root /r run -b /b c", COMMAND_RUN, "c", "/b", "/r", NULL, NULL,
	 NULL},
	{"--root /r exec --process /p --detach --pid-file /f c", COMMAND_EXEC, "c", NULL, "/r",
	 NULL, NULL, NULL},
	{"--root /r delete --force c", COMMAND_DELETE, "c", NULL, "/r", NULL, NULL, NULL},
	/* one of its own options, anywhere before the subcommand */
	{"--oci-runtime crun --root /r run c", COMMAND_RUN, "c", NULL, "/r", NULL, "crun",
	 "--root /r run c"},
	{"--root /r --oci-runtime=crun --strict-exec run c", COMMAND_RUN, "c", NULL, "/r", NULL,
	 "crun", "--root /r run c"},
	{"run --oci-runtime c", COMMAND_RUN, "c", NULL, NULL, NULL, NULL, NULL},
	{"--log --oci-runtime run c", COMMAND_RUN, "c", NULL, NULL, "--oci-runtime", NULL, NULL},
	/* ways to write an option */
	{"run -b/b c", COMMAND_RUN, "c", "/b", NULL, NULL, NULL, NULL},
	{"run -b=/b c", COMMAND_RUN, "c", "/b", NULL, NULL, NULL, NULL},
	{"run -db /b c", COMMAND_RUN, "c", "/b", NULL, NULL, NULL, NULL},
	{"-root /r run -bundle=/b c", COMMAND_RUN, "c", "/b", "/r", NULL, NULL, NULL},
	{"run c --bundle /b", COMMAND_RUN, "c", "/b", NULL, NULL, NULL, NULL},
	{"run --bundle /b -- c", COMMAND_RUN, "c", "/b", NULL, NULL, NULL, NULL},
	{"run --bundle /a --bundle /b c", COMMAND_RUN, "c", "/b", NULL, NULL, NULL, NULL},
	{"create --preserve-fds 3 --no-pivot c", COMMAND_CREATE, "c", NULL, NULL, NULL, NULL, NULL},
	/* crun's getopt(3) */
	{"--ro /r run --bund /b c", COMMAND_RUN, "c", "/b", "/r", NULL, NULL, NULL},
	{"--log-f text --log /l run --b=/b c", COMMAND_RUN, "c", "/b", NULL, "/l", NULL, NULL},
	{"exec --us 0 --en A=b --det c sh", COMMAND_EXEC, "c", NULL, NULL, NULL, NULL, NULL},
	/* runc's long options with one dash, which contain letters of youki's and crun's options */
	{"run -b /b -no-subreaper c", COMMAND_RUN, "c", "/b", NULL, NULL, NULL, NULL},
	{"run -bundle /b -keep -detach -no-pivot c", COMMAND_RUN, "c", "/b", NULL, NULL, NULL,
	 NULL},
	{"create -b /b -c /s -p /p c", COMMAND_CREATE, "c", "/b", NULL, NULL, NULL, NULL},
	/* words after the container's name belong to the other program */
	{"exec -t -e A=b -u 1:1 --cwd / c run --bundle /x", COMMAND_EXEC, "c", NULL, NULL, NULL,
	 NULL, NULL},
	{"exec -td --no-new-privs --ignore-paused c sh", COMMAND_EXEC, "c", NULL, NULL, NULL, NULL,
	 NULL},
	/* youki's letters */
	{"-s -l /l -r /r run c", COMMAND_RUN, "c", NULL, "/r", "/l", NULL, NULL},
	/* unknown options, with and without a value */
	{"--new run c", COMMAND_RUN, "c", NULL, NULL, NULL, NULL, NULL},
	{"--new value run c", COMMAND_RUN, "c", NULL, NULL, NULL, NULL, NULL},
	{"-new value -n value run c", COMMAND_RUN, "c", NULL, NULL, NULL, NULL, NULL},
	{"--new=create run c", COMMAND_RUN, "c", NULL, NULL, NULL, NULL, NULL},
	{"--new --root /r run create", COMMAND_RUN, "create", NULL, "/r", NULL, NULL, NULL},
	{"--new state list", COMMAND_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
	{"run --new c", COMMAND_RUN, "c", NULL, NULL, NULL, NULL, NULL},
	{"create --new value --bundle /b c", COMMAND_CREATE, "c", "/b", NULL, NULL, NULL, NULL},
	{"create c --new value", COMMAND_CREATE, "c", NULL, NULL, NULL, NULL, NULL},
	{"delete -n value c", COMMAND_DELETE, "c", NULL, NULL, NULL, NULL, NULL},
	{"exec --process /p --new c", COMMAND_EXEC, "c", NULL, NULL, NULL, NULL, NULL},
	{"exec --new --process /p c", COMMAND_EXEC, "c", NULL, NULL, NULL, NULL, NULL},
	{"exec --new=value c sh", COMMAND_EXEC, "c", NULL, NULL, NULL, NULL, NULL},
	/* unknown ones that contain letters of known ones with a value */
	{"create -b /b -subreap c", COMMAND_CREATE, "c", "/b", NULL, NULL, NULL, NULL},
	{"create -subreap c", COMMAND_CREATE, "c", NULL, NULL, NULL, NULL, NULL},
	{"-new-root value run c", COMMAND_RUN, "c", NULL, NULL, NULL, NULL, NULL},
	{"exec --new -- c sh", COMMAND_EXEC, "c", NULL, NULL, NULL, NULL, NULL},
	/* an unknown subcommand */
	{"--debug new run c", COMMAND_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
	{"--log create run c", COMMAND_RUN, "c", NULL, NULL, "create", NULL, NULL},
	/* other subcommands, and none */
	{"--root /r state c", COMMAND_OTHER, NULL, NULL, "/r", NULL, NULL, NULL},
	{"kill c run", COMMAND_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
	{"--version", COMMAND_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
	{"", COMMAND_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
	/* incomplete */
	{"run --bundle", COMMAND_RUN, NULL, NULL, NULL, NULL, NULL, NULL},
	{"--root", COMMAND_OTHER, NULL, NULL, NULL, NULL, NULL, NULL},
	{"run -", COMMAND_RUN, "-", NULL, NULL, NULL, NULL, NULL},
};

#define LINE 256

static void split(const char *line, char copy[LINE], char *words[WORDS])
{
	size_t count = 1;

	words[0] = (char *)"program";
	snprintf(copy, LINE, "%s", line);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
}

static void expect_text(const char *expected, const char *found)
{
	if (expected && found)
		ck_assert_str_eq(found, expected);
	else
		ck_assert_ptr_eq(found, expected);
}

static bool is_left(const char *line, char **argv)
{
	char copy[LINE], *expected[WORDS];
	size_t i = 1;

	split(line, copy, expected);
	while (expected[i] && argv[i] && strcmp(argv[i], expected[i]) == 0)
		i++;
	return !expected[i] && !argv[i];
}

START_TEST(a_command_line_is_read_as_the_runtime_reads_it)
{
	char copy[LINE], *words[WORDS];
	struct arguments arguments;
	struct mempolicy_error err;

	split(lines[_i].line, copy, words);
	ck_assert_int_eq(arguments_parse(words, &arguments, &err), 0);
	ck_assert_int_eq(arguments.command, lines[_i].command);
	expect_text(lines[_i].id, arguments.id);
	expect_text(lines[_i].bundle, arguments.bundle);
	expect_text(lines[_i].root, arguments.root);
	expect_text(lines[_i].log, arguments.log);
	expect_text(lines[_i].oci_runtime, arguments.oci_runtime);
	ck_assert_ptr_null(arguments.unknown);
	ck_assert(is_left(lines[_i].left ? lines[_i].left : lines[_i].line, arguments.argv));
}
END_TEST

START_TEST(an_own_option_needs_its_value)
{
	char *words[] = {(char *)"program", (char *)"--oci-runtime", NULL};
	struct arguments arguments;
	struct mempolicy_error err;

	ck_assert_int_eq(arguments_parse(words, &arguments, &err), -1);
	ck_assert_int_eq(err.kind, MEMPOLICY_ERROR_USAGE);
	ck_assert_str_eq(err.message, "a value is missing after \"--oci-runtime\"");
}
END_TEST

static const struct {
	const char *line, *message;
} hidden[] = {
	{"--new create run c",
	 "unknown option \"--new\": \"create\" may be its value or the command"},
	{"--new run exec", "unknown option \"--new\": \"run\" may be its value or the command"},
	{"--debug -n state --other value exec c",
	 "unknown option \"-n\": \"state\" may be its value or the command"},
};

START_TEST(an_unknown_option_must_not_hide_the_subcommand)
{
	char copy[LINE], *words[WORDS];
	struct arguments arguments;
	struct mempolicy_error err;

	split(hidden[_i].line, copy, words);
	ck_assert_int_eq(arguments_parse(words, &arguments, &err), -1);
	ck_assert_int_eq(err.kind, MEMPOLICY_ERROR_USAGE);
	ck_assert_str_eq(err.message, hidden[_i].message);
	ck_assert_str_eq(err.remedy,
			 "join the option and its value with \"=\", or, if it takes none, put "
			 "another option after it");
}
END_TEST

/* The last word that may be the container's name is id. */
static const struct {
	const char *line, *message, *id;
} unclear[] = {
	{"exec --new value c sh",
	 "unknown option \"--new\": \"value\" may be its value or the container's name", "c"},
	{"exec -t -n c sh", "unknown option \"-n\": \"c\" may be its value or the container's name",
	 "sh"},
	{"exec -share-mode value c sh",
	 "unknown option \"-share-mode\": \"value\" may be its value or the container's name", "c"},
	{"exec --new a --other c",
	 "unknown option \"--new\": \"a\" may be its value or the container's name", "c"},
	{"create --new c --other d",
	 "unknown option \"--new\": \"c\" may be its value or the container's name", "d"},
};

START_TEST(a_container_behind_an_unknown_option_is_unclear)
{
	char copy[LINE], *words[WORDS];
	struct arguments arguments;
	struct mempolicy_error err;

	split(unclear[_i].line, copy, words);
	ck_assert_int_eq(arguments_parse(words, &arguments, &err), 0);
	ck_assert_str_eq(arguments.id, unclear[_i].id);
	ck_assert_ptr_nonnull(arguments.unknown);
	ck_assert_int_eq(arguments_unclear(&arguments, &err), -1);
	ck_assert_str_eq(err.message, unclear[_i].message);
}
END_TEST

void add_arguments(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(lines), a_command_line_is_read_as_the_runtime_reads_it);
	add_tests(tcase, an_own_option_needs_its_value);
	add_loop_tests(tcase, LENGTH(hidden), an_unknown_option_must_not_hide_the_subcommand);
	add_loop_tests(tcase, LENGTH(unclear), a_container_behind_an_unknown_option_is_unclear);
}
