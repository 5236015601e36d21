/* SPDX-License-Identifier: Apache-2.0 */
/* What succeeds in a hook that is not confined fails in one that is, but for what it needs. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "hole.h"
#include "suites.h"

/* Killed by a signal, as a shell tells it. */
#define KILLED (128 + SIGSYS)

static const struct {
	const char *name;
	const char *confined; /* "": killed */
} tries[] = {
	{"open_to_read", "done"},
	{"open_to_write", "EPERM"},
	{"open_to_read_and_write", "EPERM"},
	{"open_to_append", "EPERM"},
	{"open_and_create", "EPERM"},
	{"open_and_truncate", "EPERM"},
	{"open_unnamed", "EPERM"},
	{"remove_file", "EPERM"},
	{"rename_file", "EPERM"},
	{"change_mode", "EPERM"},
	{"change_owner", "EPERM"},
	{"execute", "EPERM"},
	{"make_socket", "EPERM"},
	{"make_socket_pair", "EPERM"},
	{"mount_something", "EPERM"},
	{"signal_process", "EPERM"},
	{"signal_itself", "EPERM"},
	{"signal_by_descriptor", "EPERM"},
	{"attach", "EPERM"},
	{"seize", "EPERM"}, /* older than the runtime; see below */
	{"seize_by_half", "EPERM"},
	{"read_memory", "EPERM"},
	{"write_memory", "EPERM"},
	{"trace_itself", "EPERM"},
	{"plain_child", "done"},
	{"child_in_namespaces", "EPERM"},
	{"child_in_user_namespace", "EPERM"},
	{"child_by_clone3", "EPERM"},
	{"leave_namespaces", "EPERM"},
	{"change_root", "EPERM"},
	{"change_user", "EPERM"},
	{"change_groups", "EPERM"},
	{"change_limit", "EPERM"},
	{"change_itself", "EPERM"},
	{"map_code", "EPERM"},
	{"make_code", "EPERM"},
	{"make_file_in_memory", "EPERM"},
	{"control_device", "EPERM"},
#ifdef __x86_64__
	{"call_by_32_bits", ""},
#endif
};
#define TRIES ((int)(sizeof(tries) / sizeof(tries[0])))

/* ---- a process that may be traced, and a file ---- */

static pid_t victim;
static char file[] = "/tmp/confinement-XXXXXX";

/* It has the memory from its beginning. */
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

static void try(struct command *command, const char *how, const char *name, pid_t pid)
{
	static char number[16];

	snprintf(number, sizeof(number), "%d", pid);
	command_init(command, HOLE, how, name, file, number, NULL);
	command_run(command);
	ck_assert_str_eq(command->err, "");
}

/* Nothing that succeeds there is to be seen elsewhere. */
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

/* By a process in place of a runtime, which is younger than the victim. */
static void try_under_runtime(const char *how, const char *name, const char *expected)
{
	pid_t runtime = fork();
	int status;

	if (runtime == 0) {
		struct command command;

		leave_for_good();
		try(&command, how, name, victim);
		expect(&command, expected);
		exit(0);
	}
	ck_assert_int_eq(waitpid(runtime, &status, 0), runtime);
	ck_assert_msg(status == 0, "%s, %s: not \"%s\"", how, name, expected);
}

START_TEST(a_hole_leads_nowhere)
{
	try_under_runtime("free", tries[_i].name, "done");
	/* What was opened for truncation, or removed. */
	remove_victims();
	make_victims();
	try_under_runtime("confined", tries[_i].name, tries[_i].confined);
}
END_TEST

#ifdef __x86_64__
/* Not every kernel has x32, but every one would tell that the call is not there. */
START_TEST(a_call_by_x32_kills)
{
	try_under_runtime("confined", "call_by_x32", "");
}
END_TEST
#endif

static const char *const needed[] = {"seize", "read_memory", "write_memory"};

/* As init is. */
START_TEST(a_process_younger_than_the_runtime_can_be_traced)
{
	struct command command;

	try(&command, "confined", needed[_i], victim);
	ck_assert_str_eq(command.out, "done");
}
END_TEST

void add_holes(Suite *suite)
{
	TCase *tcase = tcase_create("holes");

	tcase_add_checked_fixture(tcase, make_victims, remove_victims);
	tcase_add_loop_test(tcase, a_hole_leads_nowhere, 0, TRIES);
#ifdef __x86_64__
	tcase_add_test(tcase, a_call_by_x32_kills);
#endif
	tcase_add_loop_test(tcase, a_process_younger_than_the_runtime_can_be_traced, 0, 3);
	suite_add_tcase(suite, tcase);
}
