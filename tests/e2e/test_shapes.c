/* SPDX-License-Identifier: Apache-2.0 */
/* Containers of unusual shapes also get the policy. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "expect.h"
#include "suites.h"

/* ---- namespaces ---- */

START_TEST(a_user_namespace_works_at_createRuntime_and_at_both_stages)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_add_user_namespace(&bundle);
	bundle_ask(&bundle, &bind_0);
	expect_runs(&bundle, &stages[1 + _i / RUNTIMES], &bind_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_user_namespace_is_refused_at_createContainer_alone)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_add_user_namespace(&bundle);
	bundle_ask(&bundle, &bind_0);
	expect_refuses(&bundle, &stages[0], EX_NOPERM, only_from_outside);
	bundle_close(&bundle);
}
END_TEST

/* Starts a process in its own network namespace, for containers to join. */
static pid_t start_network(char path[32])
{
	int ends[2];
	char ready;
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		if (unshare(CLONE_NEWNET) || write(ends[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ck_assert_int_eq(read(ends[0], &ready, 1), 1);
	close(ends[0]);
	close(ends[1]);
	snprintf(path, 32, "/proc/%d/ns/net", pid);
	return pid;
}

START_TEST(a_joined_network_namespace_works)
{
	struct bundle bundle;
	char path[32];
	pid_t network = start_network(path);

	bundle_open(&bundle, _i);
	bundle_remove_namespace(&bundle, "network");
	bundle_add_namespace(&bundle, "network", path);
	bundle_ask(&bundle, &bind_0);
	expect_runs(&bundle, &stages[_i / RUNTIMES], &bind_0);
	bundle_close(&bundle);
	kill(network, SIGKILL);
	waitpid(network, NULL, 0);
}
END_TEST

START_TEST(a_container_without_a_pid_namespace_works)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_remove_namespace(&bundle, "pid");
	bundle_ask(&bundle, &bind_0);
	expect_runs(&bundle, &stages[_i / RUNTIMES], &bind_0);
	bundle_close(&bundle);
}
END_TEST

/* crun's state has the pid 0 there, see target_find(): nothing distinguishes init from a runtime in
 * its own namespaces. */
START_TEST(without_a_pid_namespace_crun_needs_createRuntime)
{
	char text[512];
	struct bundle bundle;

	bundle_open(&bundle, CRUN);
	bundle_remove_namespace(&bundle, "pid");
	bundle_ask(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[0], NULL);
	bundle_run(&bundle);
	hook_text(&bundle, text, sizeof(text));
	snprintf(
		text, sizeof(text),
		"process %ld, the parent of this hook, is not the container's init: the state "
		"names no pid, and config.json promises no new pid namespace; register the hook at "
		"createRuntime as well",
		number_after(text, "process "));
	expect_refused(&bundle, EX_USAGE, text);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_container_with_pid_and_mount_namespaces_only_works)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	/* Without its own network namespace, it may not mount sysfs; the same holds for mqueue and
	 * a hostname without the other namespaces. */
	bundle_set_text(&bundle, "linux", "namespaces", "[{'type': 'mount'}, {'type': 'pid'}]");
	bundle_set_text(&bundle, NULL, "mounts",
			"[{'destination': '/proc', 'type': 'proc', 'source': 'proc'}]");
	json_object_del(bundle.config, "hostname");
	json_object_del(json_object_get(bundle.config, "linux"), "maskedPaths");
	bundle_ask(&bundle, &bind_0);
	expect_runs(&bundle, &stages[_i / RUNTIMES], &bind_0);
	bundle_close(&bundle);
}
END_TEST

/* ---- the process ---- */

START_TEST(a_container_with_a_terminal_works)
{
	const struct command *command;
	struct bundle bundle;

	bundle_open(&bundle, _i);
	command = &bundle.command;
	bundle_set(&bundle, "process", "terminal", json_true());
	bundle.command.terminal = true;
	bundle_ask(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[_i / RUNTIMES], NULL);
	bundle_run(&bundle);
	ck_assert_msg(command->exit_code == 0, "%s", command->err);
	/* crun 1.8.1 prints what it reads only after the container's end on its standard error. */
	expect_policy(*command->out ? command->out : command->err, &bind_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_container_of_an_ordinary_user_works)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_set_text(&bundle, "process", "user", "{'uid': 1000, 'gid': 1000}");
	bundle_ask(&bundle, &bind_0);
	expect_runs(&bundle, &stages[_i / RUNTIMES], &bind_0);
	bundle_close(&bundle);
}
END_TEST

/* So only numa_maps shows the policy, and only the hook can set it, from outside. */
START_TEST(a_seccomp_profile_that_forbids_policies_and_ptrace_works)
{
	struct bundle bundle;
	json_t *found, *expected;

	bundle_open(&bundle, _i);
	bundle_set_text(&bundle, "process", "args", "['/probe', 'numa_maps']");
	bundle_set_text(
		&bundle, "linux", "seccomp",
		"{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'action': 'SCMP_ACT_ERRNO',"
		" 'names': ['set_mempolicy', 'get_mempolicy', 'mbind', 'ptrace',"
		"  'process_vm_readv', 'process_vm_writev']}]}");
	bundle_ask(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[_i / RUNTIMES], NULL);
	bundle_run(&bundle);
	ck_assert_str_eq(bundle.command.err, "");
	ck_assert_int_eq(bundle.command.exit_code, 0);
	found = json_loads(bundle.command.out, 0, NULL);
	expected = json_pack("{s:s, s:[i, i, i]}", "stack", "bind:0", "errno", 1, 1, 1);
	ck_assert_msg(json_equal(found, expected), "%s", bundle.command.out);
	json_decref(found);
	json_decref(expected);
	bundle_close(&bundle);
}
END_TEST

/* ---- the hooks ---- */

/* For a hook with a timeout, crun (1.8.1 to 1.29) waits differently: in sigtimedwait(2), which a
 * stop may interrupt. */
static void run_often(int runtime, bool with_timeout)
{
	for (int i = 0; i < 50; i++) {
		struct bundle bundle;
		json_t *entry;

		bundle_open_asking(&bundle, runtime, &bind_0);
		entry = bundle_hook(&bundle, "createContainer", NULL);
		if (with_timeout)
			json_object_set_new(entry, "timeout", json_integer(COMMAND_SECONDS));
		bundle_run(&bundle);
		expect_ran(&bundle, &bind_0);
		bundle_close(&bundle);
	}
}

START_TEST(a_hook_entry_with_a_timeout_works_50_times)
{
	run_often(_i, true);
}
END_TEST

START_TEST(a_hook_entry_without_a_timeout_works_50_times)
{
	run_often(_i, false);
}
END_TEST

START_TEST(a_timeout_works_at_createRuntime)
{
	struct bundle bundle;

	bundle_open_asking(&bundle, _i, &bind_0);
	json_object_set_new(bundle_hook(&bundle, "createRuntime", NULL), "timeout",
			    json_integer(COMMAND_SECONDS));
	bundle_run(&bundle);
	expect_ran(&bundle, &bind_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(the_hook_works_at_prestart)
{
	struct bundle bundle;

	bundle_open_asking(&bundle, _i, &bind_0);
	bundle_hook(&bundle, "prestart", NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &bind_0);
	bundle_close(&bundle);
}
END_TEST

static void add_noops(struct bundle *bundle)
{
	static const char *const names[] = {"prestart",	      "createRuntime", "createContainer",
					    "startContainer", "poststart",     "poststop"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (int count = 0; count < 5; count++)
			bundle_add_hook(bundle, names[i],
					/* This stage runs inside the container. */
					strcmp(names[i], "startContainer") == 0 ? "/probe"
										: scratch.probe,
					json_pack("[s, s]", "probe", "noop"));
}

START_TEST(many_hooks_before_and_after_do_no_harm)
{
	struct bundle bundle;

	bundle_open_asking(&bundle, _i, &bind_0);
	add_noops(&bundle);
	bundle_hook_at(&bundle, &stages[_i / RUNTIMES], NULL);
	add_noops(&bundle);
	bundle_run(&bundle);
	expect_ran(&bundle, &bind_0);
	bundle_close(&bundle);
}
END_TEST

/* ---- exec ---- */

/* Waits until the container's process has printed its line. */
static void wait_for_line(const struct command *command, char line[COMMAND_OUTPUT])
{
	for (int i = 0; i < COMMAND_SECONDS * 100; i++) {
		ssize_t length = pread(command->out_fd, line, COMMAND_OUTPUT - 1, 0);

		line[length > 0 ? length : 0] = '\0';
		if (strchr(line, '\n'))
			return;
		usleep(10000);
	}
	ck_abort_msg("the container's process prints nothing");
}

/* ---- create and start separately ---- */

/* crun's `create` makes the user namespace in a process that ends, which leaves init an orphan, see
 * is_orphan_of_runtime(). */
START_TEST(a_container_created_first_and_started_later_works)
{
	bool in_user_namespace = _i / RUNTIMES;
	char line[COMMAND_OUTPUT];
	struct command create, output, start, kill;
	struct bundle bundle;

	bundle_open(&bundle, _i);
	if (in_user_namespace)
		bundle_add_user_namespace(&bundle);
	bundle_set_text(&bundle, "process", "args", "['/probe', 'pause']");
	bundle_ask(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[in_user_namespace ? 2 : 0], NULL);
	bundle_write(&bundle);
	bundle_command(&bundle, &create, "create", "--bundle", bundle.path, bundle.id, NULL);
	command_start(&create);
	output.out_fd = dup(create.out_fd); /* init also writes there */
	command_finish(&create);
	ck_assert_msg(create.exit_code == 0, "%s", create.err);
	bundle_command(&bundle, &start, "start", bundle.id, NULL);
	command_run(&start);
	ck_assert_msg(start.exit_code == 0, "%s", start.err);
	wait_for_line(&output, line);
	close(output.out_fd);
	expect_policy(line, &bind_0);
	bundle_command(&bundle, &kill, "kill", bundle.id, "KILL", NULL);
	command_run(&kill);
	bundle_close(&bundle);
}
END_TEST

/* No runtime runs hooks for exec, and the new process is a child of the runtime, not of init. */
START_TEST(a_process_executed_later_does_not_get_the_policy)
{
	char line[COMMAND_OUTPUT];
	struct command exec, kill;
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_set_text(&bundle, "process", "args", "['/probe', 'pause']");
	bundle_ask(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[2], NULL);
	bundle_start(&bundle);
	wait_for_line(&bundle.command, line);
	bundle_command(&bundle, &exec, "exec", bundle.id, "/probe", NULL);
	command_run(&exec);
	bundle_command(&bundle, &kill, "kill", bundle.id, "KILL", NULL);
	command_run(&kill);
	bundle_finish(&bundle);
	ck_assert_str_eq(exec.err, "");
	ck_assert_int_eq(kill.exit_code, 0);
	expect_policy(line, &bind_0);
	expect_policy(exec.out, &no_policy);
	bundle_close(&bundle);
}
END_TEST

void add_shapes(TCase *tcase)
{
	const int staged = STAGES * RUNTIMES;

	add_loop_tests(tcase, 2 * RUNTIMES,
		       a_user_namespace_works_at_createRuntime_and_at_both_stages);
	add_loop_tests(tcase, RUNTIMES, a_user_namespace_is_refused_at_createContainer_alone);
	add_loop_tests(tcase, staged, a_joined_network_namespace_works);
	add_tests(tcase, without_a_pid_namespace_crun_needs_createRuntime);
	/* Not crun at createContainer alone: it needs createRuntime. */
	tcase_add_loop_test(tcase, a_container_without_a_pid_namespace_works, 2, staged);
	add_loop_tests(tcase, 1, a_container_without_a_pid_namespace_works);
	add_loop_tests(tcase, staged, a_container_with_pid_and_mount_namespaces_only_works,
		       a_container_with_a_terminal_works, a_container_of_an_ordinary_user_works,
		       a_seccomp_profile_that_forbids_policies_and_ptrace_works,
		       many_hooks_before_and_after_do_no_harm);
	add_loop_tests(tcase, RUNTIMES, a_hook_entry_with_a_timeout_works_50_times,
		       a_hook_entry_without_a_timeout_works_50_times,
		       a_timeout_works_at_createRuntime, the_hook_works_at_prestart,
		       a_process_executed_later_does_not_get_the_policy);
	add_loop_tests(tcase, 2 * RUNTIMES, a_container_created_first_and_started_later_works);
}
