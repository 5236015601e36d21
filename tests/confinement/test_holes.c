/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever succeeds in an unconfined process fails in each of the hook's, except what it needs. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "hole.h"
#include "suites.h"

/* Killed by a signal, as a shell reports it. */
#define KILLED (128 + SIGSYS)

#define P "EPERM"
#define A "EACCES" /* for lack of a capability, which the process that only reads does not have */

static const char *const roles[] = {"reader", "tracer", "alone"};
#define ROLES 3

static const struct {
	const char *name;
	const char *confined[ROLES]; /* in the order of roles; "": killed */
} tries[] = {
	{"open_to_read", {P, "done", "done"}},
	{"open_to_write", {P, P, P}},
	{"open_to_read_and_write", {P, P, P}},
	{"open_to_append", {P, P, P}},
	{"open_and_create", {P, P, P}},
	{"open_and_truncate", {P, P, P}},
	{"open_unnamed", {P, P, P}},
	{"duplicate", {P, P, P}},
	{"remove_file", {P, P, P}},
	{"rename_file", {P, P, P}},
	{"change_mode", {P, P, P}},
	{"change_owner", {P, P, P}},
	{"execute", {P, P, P}},
	{"make_socket", {P, P, P}},
	{"connect_socket", {P, P, P}},
	{"make_socket_pair", {P, P, P}},
	{"mount_something", {P, P, P}},
	{"signal_process", {P, P, P}},
	{"signal_itself", {P, P, P}},
	{"signal_by_descriptor", {P, P, P}},
	{"attach", {P, P, P}},
	{"seize", {P, P, P}}, /* for the tracer: a process older than init; see below */
	{"seize_by_half", {P, P, P}},
	{"read_memory", {P, P, P}},
	{"write_memory", {P, P, P}},
	{"open_memory_to_read", {P, "done", A}},
	{"open_memory_to_write", {P, P, P}},
	{"trace_itself", {P, P, P}},
	{"plain_child", {P, "done", P}},
	{"child_in_namespaces", {P, P, P}},
	{"child_in_user_namespace", {P, P, P}},
	{"child_by_clone3", {P, P, P}},
	{"leave_namespaces", {P, P, P}},
	{"change_root", {P, P, P}},
	{"change_user", {P, P, P}},
	{"change_groups", {P, P, P}},
	{"change_limit", {P, P, P}},
	{"change_itself", {P, P, P}},
	{"map_code", {P, P, P}},
	{"make_code", {P, P, P}},
	{"make_file_in_memory", {P, P, P}},
	{"control_device", {P, P, P}},
#ifdef SYS_open
	{"old_open_to_read", {P, "done", "done"}},
	{"old_open_to_write", {P, P, P}},
	{"old_open_and_create", {P, P, P}},
	{"old_open_and_truncate", {P, P, P}},
#endif
#ifdef SYS_fork
	{"old_fork", {P, "done", P}},
#endif
#ifdef __x86_64__
	{"call_by_32_bits", {"", "", ""}},
#endif
};
#define TRIES ((int)(sizeof(tries) / sizeof(tries[0])))

/* ---- a process that may be traced, and a file ---- */

static pid_t victim;
static char file[] = "/tmp/confinement-XXXXXX";

/* It has the memory from the start. */
static pid_t sleeper(void)
{
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): an address for both */
	void *memory = mmap((void *)VICTIM_MEMORY, 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	pid_t pid = fork();

	ck_assert_ptr_ne(memory, MAP_FAILED);
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		pause();
		_exit(0);
	}
	munmap(memory, 4096);
	return pid;
}

static void make_victims(void)
{
	int fd;

	snprintf(file, sizeof(file), "/tmp/confinement-XXXXXX");
	fd = mkstemp(file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "text", 4), 4);
	close(fd);
	victim = sleeper();
}

static void remove_victims(void)
{
	unlink(file);
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
}

/* ---- trying ---- */

static void try(struct command *command, const char *role, const char *name, pid_t pid, pid_t init)
{
	static char numbers[2][16];

	snprintf(numbers[0], sizeof(numbers[0]), "%d", pid);
	snprintf(numbers[1], sizeof(numbers[1]), "%d", init);
	command_init(command, HOLE, role, name, file, numbers[0], numbers[1], NULL);
	command_run(command);
	ck_assert_str_eq(command->err, "");
}

/* Nothing that succeeds may be visible elsewhere. */
static void leave_for_good(void)
{
	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
}

static void expect(const struct command *command, const char *expected)
{
	ck_assert_str_eq(command->out, expected);
	ck_assert_int_eq(command->exit_code, *expected ? 0 : KILLED);
}

/* In separate namespaces. The victim is older than the process that is init to the tracer. */
static void try_apart(const char *role, const char *name, const char *expected)
{
	pid_t runtime = fork();
	int status;

	if (runtime == 0) {
		struct command command;

		leave_for_good();
		try(&command, role, name, victim, getpid());
		expect(&command, expected);
		exit(0);
	}
	ck_assert_int_eq(waitpid(runtime, &status, 0), runtime);
	ck_assert_msg(status == 0, "%s, %s: not \"%s\"", role, name, expected);
}

START_TEST(a_hole_leads_nowhere)
{
	const int role = _i / TRIES;
	const int number = _i % TRIES;

	try_apart("free", tries[number].name, "done");
	/* They were opened for truncation, or removed. */
	remove_victims();
	make_victims();
	try_apart(roles[role], tries[number].name, tries[number].confined[role]);
}
END_TEST

#ifdef __x86_64__
/* Not every kernel has x32, but every one would report that the call does not exist. */
START_TEST(a_call_by_x32_kills)
{
	try_apart(roles[_i], "call_by_x32", "");
}
END_TEST
#endif

static const char *const needed[] = {"seize", "read_memory", "write_memory"};

START_TEST(the_tracer_can_trace_init_and_what_is_younger)
{
	pid_t init = _i / 3 ? victim : victim - 1;
	struct command command;

	try(&command, "tracer", needed[_i % 3], victim, init);
	ck_assert_str_eq(command.out, "done");
}
END_TEST

/* At createRuntime the parent is the runtime, which started init: of the older processes it is the
 * youngest. */
START_TEST(the_tracer_cannot_trace_the_runtime)
{
	struct command command;

	try(&command, "tracer", needed[_i], getpid(), getpid() + 1);
	ck_assert_str_eq(command.out, "EPERM");
}
END_TEST

void add_holes(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, make_victims, remove_victims);
	add_loop_tests(tcase, TRIES * ROLES, a_hole_leads_nowhere);
#ifdef __x86_64__
	add_loop_tests(tcase, ROLES, a_call_by_x32_kills);
#endif
	add_loop_tests(tcase, 6, the_tracer_can_trace_init_and_what_is_younger);
	add_loop_tests(tcase, 3, the_tracer_cannot_trace_the_runtime);
}
