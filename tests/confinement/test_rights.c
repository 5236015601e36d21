/* SPDX-License-Identifier: Apache-2.0 */
/* The hook while it waits for its input, and all it does afterwards, seen from outside. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "files.h"
#include "suites.h"

/* Sets of capabilities, as /proc/PID/status has them. */
#define READING "0000000000080004" /* CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH */
#define NONE	"0000000000000000"

/* ---- the hook, which waits for its input ---- */

struct waiting {
	struct command command;
	int input;
};

static void status_line(pid_t pid, const char *name, char *value, size_t size)
{
	char path[48], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	*value = '\0';
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			snprintf(value, size, "%.*s", (int)strcspn(line + strlen(name) + 2, "\n"),
				line + strlen(name) + 2);
	fclose(file);
}

static void expect_status(pid_t pid, const char *name, const char *expected)
{
	char value[64];

	status_line(pid, name, value, sizeof(value));
	ck_assert_msg(strcmp(value, expected) == 0, "%s is %s, not %s", name, value, expected);
}

static void start(struct waiting *waiting)
{
	int ends[2];
	char value[64] = "";

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	waiting->command.stdin_fd = ends[0];
	waiting->input = ends[1];
	command_start(&waiting->command);
	close(ends[0]);
	for (int i = 0; i < COMMAND_SECONDS * 1000 && strcmp(value, "2") != 0; i++) {
		usleep(1000);
		status_line(waiting->command.pid, "Seccomp", value, sizeof(value));
	}
}

static void finish(struct waiting *waiting)
{
	close(waiting->input);
	command_finish(&waiting->command);
	ck_assert_str_eq(waiting->command.err,
		"oci-mempolicy-hook: invalid OCI state: standard input is empty; a runtime passes "
		"the container's state to its hooks; configure this program as an OCI hook\n");
	ck_assert_int_eq(waiting->command.exit_code, 65);
}

START_TEST(it_has_the_rights_that_are_promised)
{
	struct waiting waiting;
	pid_t pid;

	command_init(&waiting.command, HOOK, NULL);
	start(&waiting);
	pid = waiting.command.pid;
	expect_status(pid, "NoNewPrivs", "1");
	expect_status(pid, "Seccomp", "2");
	expect_status(pid, "CapPrm", READING);
	expect_status(pid, "CapEff", READING);
	expect_status(pid, "CapInh", NONE);
	expect_status(pid, "CapBnd", NONE);
	expect_status(pid, "CapAmb", NONE);
	finish(&waiting);
}
END_TEST

/* In a copy: where the project lies, others may have no access. */
START_TEST(an_ordinary_user_needs_none)
{
	struct program_copy hook;
	struct waiting waiting;
	pid_t pid;

	ck_assert(copy_for_everybody(HOOK, &hook));
	command_init(&waiting.command, hook.path, NULL);
	waiting.command.uid = 65534;
	waiting.command.home = "/";
	start(&waiting);
	pid = waiting.command.pid;
	expect_status(pid, "NoNewPrivs", "1");
	expect_status(pid, "Seccomp", "2");
	expect_status(pid, "CapPrm", NONE);
	finish(&waiting);
	ck_assert(remove_tree(hook.directory));
}
END_TEST

/* ---- its descriptors ---- */

static bool is_open(pid_t pid, int fd)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	return access(path, F_OK) == 0;
}

START_TEST(inherited_descriptors_are_closed)
{
	struct waiting waiting;

	/* Without O_CLOEXEC: the hook inherits them. */
	for (int fd = 10; fd <= 210; fd += 100)
		ck_assert_int_eq(dup2(STDERR_FILENO, fd), fd);
	command_init(&waiting.command, HOOK, "--syslog=never", NULL);
	start(&waiting);
	for (int fd = 0; fd <= 1024; fd++)
		ck_assert_msg(is_open(waiting.command.pid, fd) == (fd <= STDERR_FILENO),
			"descriptor %d", fd);
	finish(&waiting);
}
END_TEST

START_TEST(the_log_stays_open)
{
	char link[48], target[64] = "", log[] = "/tmp/confinement-log-XXXXXX";
	struct waiting waiting;

	close(mkstemp(log));
	command_init(&waiting.command, HOOK, "--syslog=never", "--log", log, NULL);
	start(&waiting);
	snprintf(link, sizeof(link), "/proc/%d/fd/3", waiting.command.pid);
	ck_assert_int_gt(readlink(link, target, sizeof(target) - 1), 0);
	ck_assert_str_eq(target, log);
	finish(&waiting);
	unlink(log);
}
END_TEST

/* ---- strace shows what it does, and when ---- */

/* The text of the first line that has it, from there on. */
static const char *first(const char *trace, const char *text)
{
	const char *found = strstr(trace, text);

	ck_assert_msg(found, "strace shows no %s", text);
	return found;
}

/* Runs the hook under strace, with an option of that, and such a config.json. */
static void trace(struct command *command, const char *option, const char *config)
{
	static const char state[] = "{\"ociVersion\": \"1.0.2\", \"id\": \"c\", \"status\": "
				    "\"creating\", \"bundle\": \"%s\"}";
	char bundle[] = "/tmp/confinement-XXXXXX", text[256], path[64];
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(bundle));
	snprintf(path, sizeof(path), "%s/config.json", bundle);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fputs(config, file);
	fclose(file);
	snprintf(text, sizeof(text), state, bundle);
	command_init(command, "strace", option, HOOK, NULL);
	command->stdin_fd = command_input(text, strlen(text));
	command_run(command);
	close(command->stdin_fd);
	unlink(path);
	rmdir(bundle);
}

START_TEST(it_is_confined_before_it_reads_and_once_more_after_config_json)
{
	const char *filter, *config_read, *last;
	struct command command;

	trace(&command, "--trace=all", "{\"linux\": {}}");
	filter = first(command.err, "seccomp(SECCOMP_SET_MODE_FILTER");
	ck_assert(first(command.err, "prctl(PR_SET_NO_NEW_PRIVS, 1") < filter);
	ck_assert(first(command.err, "read(0,") > filter);
	config_read = first(command.err, "\"{\\\"linux\\\": {}}\"");
	last = first(config_read, "capset(");
	ck_assert_ptr_nonnull(strstr(last, "{effective=1<<CAP_SYS_PTRACE, "
					   "permitted=1<<CAP_SYS_PTRACE, inheritable=0}) = 0"));
	/* Nothing that it does is refused, and it writes nowhere. */
	ck_assert_ptr_null(strstr(filter, "EPERM"));
	ck_assert_ptr_null(strstr(filter, "O_WRONLY"));
	ck_assert_ptr_null(strstr(filter, "O_RDWR"));
	ck_assert_int_eq(command.exit_code, 0);
}
END_TEST

/* A kernel that does not do what it is asked to. */
static const struct {
	const char *injection;
	const char *error;
	int exit_code;
} failures[] = {
	{"--inject=prctl:error=EINVAL:when=1", "giving up new privileges: Invalid argument", 71},
	{"--inject=capget:error=EPERM:when=1", "capget: Operation not permitted", 71},
	{"--inject=capset:error=EPERM:when=1", "capset: Operation not permitted", 71},
	{"--inject=capset:error=EPERM:when=2", "capset: Operation not permitted", 71},
	{"--inject=seccomp:error=EPERM", "loading a seccomp filter: Operation not permitted", 71},
	{"--inject=seccomp:error=ENOSYS",
		"loading a seccomp filter: Function not implemented; use a kernel built with "
		"CONFIG_SECCOMP_FILTER",
		69},
};
#define FAILURES ((int)(sizeof(failures) / sizeof(failures[0])))

START_TEST(one_that_cannot_be_confined_applies_no_policy)
{
	char expected[256];
	struct command command;

	trace(&command, failures[_i].injection,
		"{\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}}}");
	snprintf(expected, sizeof(expected), "oci-mempolicy-hook: c: %s\n", failures[_i].error);
	first(command.err, expected);
	ck_assert_int_eq(command.exit_code, failures[_i].exit_code);
}
END_TEST

START_TEST(one_that_cannot_be_confined_harms_no_container_without_a_policy)
{
	struct command command;

	trace(&command, failures[_i].injection, "{\"linux\": {}}");
	ck_assert_ptr_null(strstr(command.err, "oci-mempolicy-hook: c"));
	ck_assert_int_eq(command.exit_code, 0);
}
END_TEST

void add_rights(Suite *suite)
{
	TCase *tcase = tcase_create("rights");

	tcase_add_test(tcase, it_has_the_rights_that_are_promised);
	tcase_add_test(tcase, an_ordinary_user_needs_none);
	tcase_add_test(tcase, inherited_descriptors_are_closed);
	tcase_add_test(tcase, the_log_stays_open);
	tcase_add_test(tcase, it_is_confined_before_it_reads_and_once_more_after_config_json);
	tcase_add_loop_test(tcase, one_that_cannot_be_confined_applies_no_policy, 0, FAILURES);
	tcase_add_loop_test(tcase, one_that_cannot_be_confined_harms_no_container_without_a_policy,
		0, FAILURES);
	suite_add_tcase(suite, tcase);
}
