/* SPDX-License-Identifier: Apache-2.0 */
/* The hook's processes while they wait for their input, and all they do afterwards, seen from
 * outside. */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "scratch.h"
#include "suites.h"
#include "temporary.h"

/* A set of capabilities, as shown in /proc/PID/status. */
#define NONE "0000000000000000"

/* ---- a hook that waits for its input ---- */

struct waiting {
	struct command command;
	int input;
	pid_t reader;
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

/* Returns the hook's only child, or 0 if there is none yet. */
static pid_t child_of(pid_t pid)
{
	char path[64];
	FILE *file;
	int child;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	file = fopen(path, "re");
	/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it */
	if (!file || fscanf(file, "%d", &child) != 1)
		child = 0;
	if (file)
		fclose(file);
	return child;
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
		waiting->reader = child_of(waiting->command.pid);
		if (waiting->reader)
			status_line(waiting->reader, "Seccomp", value, sizeof(value));
	}
	ck_assert_msg(waiting->reader, "the hook has no reader");
}

static void finish(struct waiting *waiting)
{
	close(waiting->input);
	command_finish(&waiting->command);
	ck_assert_str_eq(
		waiting->command.err,
		"oci-mempolicy-hook: invalid OCI state: standard input is empty; a runtime passes "
		"the container's state to its hooks; configure this program as an OCI hook\n");
	ck_assert_int_eq(waiting->command.exit_code, 65);
}

static void expect_limit(pid_t pid, enum __rlimit_resource resource, rlim_t most)
{
	struct rlimit limit;

	ck_assert_int_eq(prlimit(pid, resource, NULL, &limit), 0);
	ck_assert_uint_le(limit.rlim_max, most);
	ck_assert_uint_le(limit.rlim_cur, most);
}

START_TEST(the_reader_has_the_rights_that_are_promised)
{
	struct waiting waiting;
	pid_t pid;

	command_init(&waiting.command, scratch.hook, NULL);
	start(&waiting);
	pid = waiting.reader;
	expect_status(pid, "NoNewPrivs", "1");
	expect_status(pid, "Seccomp", "2");
	expect_status(pid, "CapPrm", NONE);
	expect_status(pid, "CapEff", NONE);
	expect_status(pid, "CapInh", NONE);
	expect_status(pid, "CapAmb", NONE);
	expect_limit(pid, RLIMIT_AS, 96UL << 20);
	expect_limit(pid, RLIMIT_CPU, 60);
	finish(&waiting);
}
END_TEST

/* Traces as user code of a container does that runs as the same user; returns 0 or an errno. */
static int trace_without_capabilities(pid_t pid)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
	int status;
	pid_t tracer = fork();

	if (tracer == 0) {
		if (syscall(SYS_capset, &header, none))
			_exit(255);
		_exit(ptrace(PTRACE_SEIZE, pid, 0, 0) ? errno : 0);
	}
	ck_assert_int_eq(waitpid(tracer, &status, 0), tracer);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Containers may share a pid namespace: whoever traced the reader could speak for it. */
START_TEST(no_process_without_capabilities_may_trace_the_hook)
{
	struct waiting waiting;

	command_init(&waiting.command, scratch.hook, NULL);
	start(&waiting);
	ck_assert_int_eq(trace_without_capabilities(waiting.reader), EPERM);
	ck_assert_int_eq(trace_without_capabilities(waiting.command.pid), EPERM);
	finish(&waiting);
}
END_TEST

/* Otherwise, a runtime that waits for the end of the hook's standard error would wait for the
 * reader. */
START_TEST(the_reader_does_not_outlive_the_hook)
{
	struct waiting waiting;

	command_init(&waiting.command, scratch.hook, NULL);
	start(&waiting);
	ck_assert_int_eq(kill(waiting.command.pid, SIGKILL), 0);
	command_finish(&waiting.command);
	ck_assert_int_eq(waiting.command.exit_code, 128 + SIGKILL);
	for (int i = 0; i < 2000 && kill(waiting.reader, 0) == 0; i++)
		usleep(1000);
	ck_assert_int_eq(kill(waiting.reader, 0), -1);
	close(waiting.input);
}
END_TEST

/* Uses a copy of the hook: others may have no access to the project's folder. */
START_TEST(an_ordinary_user_needs_none)
{
	struct program_copy hook;
	struct waiting waiting;
	pid_t pid;

	ck_assert(copy_for_everybody(scratch.hook, &hook));
	command_init(&waiting.command, hook.path, NULL);
	waiting.command.uid = 65534;
	waiting.command.home = "/";
	start(&waiting);
	pid = waiting.reader;
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

	/* Without O_CLOEXEC, so the hook inherits them. */
	for (int fd = 10; fd <= 210; fd += 100)
		ck_assert_int_eq(dup2(STDERR_FILENO, fd), fd);
	command_init(&waiting.command, scratch.hook, "--syslog=never", NULL);
	start(&waiting);
	/* Each has one end of their channel; the reader has neither standard output nor standard
	 * error. */
	for (int fd = 0; fd <= 1024; fd++) {
		ck_assert_msg(is_open(waiting.command.pid, fd) == (fd <= STDERR_FILENO + 1),
			      "descriptor %d of the tracer", fd);
		ck_assert_msg(is_open(waiting.reader, fd) ==
				      (fd == STDIN_FILENO || fd == STDERR_FILENO + 2),
			      "descriptor %d of the reader", fd);
	}
	finish(&waiting);
}
END_TEST

/* ---- what it does, and when, shown by strace ---- */

/* The text of the first line that contains it. */
static const char *first(const char *trace, const char *text)
{
	const char *found = strstr(trace, text);

	ck_assert_msg(found, "strace shows no %s", text);
	return found;
}

static void write_bundle(char *bundle, const char *config)
{
	char path[64];
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(bundle));
	snprintf(path, sizeof(path), "%s/config.json", bundle);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fputs(config, file);
	fclose(file);
}

/* Runs a command that runs the hook, as at createContainer, with this config.json. */
static void run_hook(struct command *command, const char *config)
{
	static const char state[] = "{\"ociVersion\": \"1.0.2\", \"id\": \"c\", \"status\": "
				    "\"creating\", \"bundle\": \"%s\"}";
	char bundle[] = "/tmp/confinement-XXXXXX", text[256];

	write_bundle(bundle, config);
	snprintf(text, sizeof(text), state, bundle);
	command->stdin_fd = command_input(text, strlen(text));
	command_run(command);
	close(command->stdin_fd);
	ck_assert(remove_tree(bundle));
}

/* The same under strace, with an option for strace. */
static void trace(struct command *command, const char *option, const char *config)
{
	command_init(command, "strace", "-f", option, scratch.hook, NULL);
	run_hook(command, config);
}

/* Linux before 5.9. */
START_TEST(inherited_descriptors_are_closed_without_close_range)
{
	struct command command;

	for (int fd = 10; fd <= 210; fd += 100)
		ck_assert_int_eq(dup2(STDERR_FILENO, fd), fd);
	trace(&command, "--inject=close_range:error=ENOSYS", "{\"linux\": {}}");
	first(command.err, "close(10)");
	first(command.err, "close(110)");
	first(command.err, "close(210)");
	ck_assert_int_eq(command.exit_code, 0);
}
END_TEST

START_TEST(the_reader_is_confined_before_it_reads)
{
	const char *filter;
	struct command command;

	trace(&command, "--trace=all", "{\"linux\": {}}");
	filter = first(command.err, "seccomp(SECCOMP_SET_MODE_FILTER");
	ck_assert(first(command.err, "prctl(PR_SET_NO_NEW_PRIVS, 1") < filter);
	ck_assert(first(command.err, "{effective=0, permitted=0, inheritable=0}) = 0") < filter);
	ck_assert(first(command.err, "read(0,") > filter);
	ck_assert(first(command.err, "\"{\\\"linux\\\": {}}\"") > filter);
	/* Nothing that the hook does is refused, and nothing is written. */
	ck_assert_ptr_null(strstr(filter, "EPERM"));
	ck_assert_ptr_null(strstr(filter, "O_WRONLY"));
	ck_assert_ptr_null(strstr(filter, "O_RDWR"));
	ck_assert_int_eq(command.exit_code, 0);
}
END_TEST

/* The same with a shell as init, which the hook finds already traced. */
static void trace_with_init(struct command *command, const char *option)
{
	command_init(command, "strace", "-f", "--trace=prctl,capset,seccomp,ptrace", option,
		     "unshare", "--pid", "--fork", "unshare", "--mount", "--ipc", "--net", "--uts",
		     "sh", "-c", "\"$0\"; exit $?", scratch.hook, NULL);
	run_hook(command,
		 "{\"linux\": {\"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"mount\"}],"
		 " \"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}}}");
}

START_TEST(the_tracer_is_confined_before_it_traces)
{
	const char *filter;
	struct command command;

	trace_with_init(&command, "--quiet=exit");
	filter = first(first(command.err, "seccomp(SECCOMP_SET_MODE_FILTER") + 1,
		       "seccomp(SECCOMP_SET_MODE_FILTER");
	ck_assert(first(command.err, "{effective=1<<CAP_SYS_PTRACE, permitted=1<<CAP_SYS_PTRACE, "
				     "inheritable=0}) = 0") < filter);
	ck_assert(first(command.err, "ptrace(PTRACE_SEIZE") > filter);
}
END_TEST

/* A kernel that does not do what it is asked to do. */
static const struct {
	const char *injection;
	const char *error;
	int exit_code;
} failures[] = {
	/* The first prctl(2) sets the signal at its parent's death. */
	{"--inject=prctl:error=EINVAL:when=2", "giving up new privileges: Invalid argument", 71},
	{"--inject=prctl:error=EINVAL:when=3",
	 "keeping others from tracing this process: Invalid argument", 71},
	{"--inject=prlimit64:error=EPERM:when=1",
	 "limiting memory and time: Operation not permitted", 71},
	{"--inject=prlimit64:error=EPERM:when=4",
	 "limiting memory and time: Operation not permitted", 71},
	{"--inject=capget:error=EPERM:when=1", "giving up capabilities: Operation not permitted",
	 71},
	{"--inject=capset:error=EPERM:when=1", "giving up capabilities: Operation not permitted",
	 71},
	{"--inject=seccomp:error=EPERM", "loading a seccomp filter: Operation not permitted", 71},
	{"--inject=seccomp:error=ENOSYS",
	 "loading a seccomp filter: Function not implemented; use a kernel built with "
	 "CONFIG_SECCOMP_FILTER",
	 69},
};
#define FAILURES ((int)(sizeof(failures) / sizeof(failures[0])))

static void expect_failure(const struct command *command, int index)
{
	char expected[256];

	snprintf(expected, sizeof(expected), "oci-mempolicy-hook: c: %s\n", failures[index].error);
	first(command->err, expected);
	ck_assert_ptr_null(strstr(command->err, "PTRACE_SEIZE"));
	ck_assert_int_eq(command->exit_code, failures[index].exit_code);
}

START_TEST(a_reader_that_cannot_be_confined_applies_no_policy)
{
	struct command command;

	trace(&command, failures[_i].injection,
	      "{\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}}}");
	expect_failure(&command, _i);
}
END_TEST

/* The tracer's first prctl(2); the reader's first sets the signal at its parent's death. */
START_TEST(a_tracer_that_cannot_be_confined_applies_no_policy)
{
	struct command command;

	trace_with_init(&command, "--inject=prctl:error=EINVAL:when=1");
	first(command.err, "oci-mempolicy-hook: c: giving up new privileges: Invalid argument\n");
	ck_assert_ptr_null(strstr(command.err, "PTRACE_SEIZE"));
	ck_assert_int_eq(command.exit_code, 71);
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

void add_rights(TCase *tcase)
{
	add_tests(tcase, the_reader_has_the_rights_that_are_promised,
		  no_process_without_capabilities_may_trace_the_hook,
		  the_reader_does_not_outlive_the_hook, an_ordinary_user_needs_none,
		  inherited_descriptors_are_closed,
		  inherited_descriptors_are_closed_without_close_range,
		  the_reader_is_confined_before_it_reads, the_tracer_is_confined_before_it_traces,
		  a_tracer_that_cannot_be_confined_applies_no_policy);
	add_loop_tests(tcase, FAILURES, a_reader_that_cannot_be_confined_applies_no_policy,
		       one_that_cannot_be_confined_harms_no_container_without_a_policy);
}
