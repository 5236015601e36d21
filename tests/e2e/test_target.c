/* SPDX-License-Identifier: Apache-2.0 */
/* The hook proves that a process is the container's init before it touches it. */
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "direct.h"
#include "suites.h"

#define REMEDY	  "; register the hook at createContainer, or at createRuntime (also called prestart)"
#define NOT_PID_1 "config.json promises a new pid namespace, and this is not its pid 1"

#define MOUNT_ALONE "[{'type': 'mount'}]"

/* The new namespaces that config.json promises. */
#define PROMISED (CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS)

/* Writes a bundle that requests a policy, with these namespaces unless the argument is NULL. It is
 * not run. */
static void write_asking(struct bundle *bundle, const char *namespaces)
{
	bundle_open_asking(bundle, RUNC, &bind_0);
	if (namespaces)
		bundle_set_text(bundle, "linux", "namespaces", namespaces);
	bundle_write(bundle);
}

/* ---- this test as the hook's parent ---- */

static void refuse_parent(const char *namespaces, pid_t pid, const char *because)
{
	struct bundle bundle;
	struct command command;

	write_asking(&bundle, namespaces);
	direct_run(&command, direct_state(&bundle, "creating", pid), NULL);
	direct_expect_error(
		&command, EX_USAGE,
		"%s: process %d, the parent of this hook, is not the container's init: %s" REMEDY,
		bundle.id, getpid(), because);
	bundle_close(&bundle);
}

START_TEST(a_parent_that_is_no_pid_1_is_refused)
{
	const pid_t pids[] = {getpid(), 0, -1};

	refuse_parent(NULL, pids[_i], NOT_PID_1);
}
END_TEST

START_TEST(a_parent_in_its_parents_namespaces_is_refused)
{
	static const char *const kept[] = {"[{'type': 'ipc'}]", "[{'type': 'network'}]",
					   "[{'type': 'uts'}]", MOUNT_ALONE};

	refuse_parent(kept[_i], getpid(),
		      "it does not have the new namespaces that config.json promises");
}
END_TEST

START_TEST(a_parent_of_a_container_without_namespaces_is_refused)
{
	static const char *const lists[] = {"[]", "null", "[{'type': 'cgroup'}]",
					    "[{'type': 'mount', 'path': '/proc/1/ns/mnt'}]"};

	refuse_parent(lists[_i], getpid(),
		      "it has no namespace that distinguishes it from other processes");
}
END_TEST

/* As with some runtimes, such as Podman's: the parent's mount namespace was not made for init.
 * Without a pid, and with crun's 0. */
START_TEST(a_parent_in_a_mount_namespace_of_its_own_is_refused)
{
	struct bundle bundle;
	struct command command;

	write_asking(&bundle, MOUNT_ALONE);
	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	direct_run(&command, direct_state(&bundle, "creating", _i ? 0 : -1), NULL);
	direct_expect_error(
		&command, EX_USAGE,
		"%s: process %d, the parent of this hook, is not the container's init: the state "
		"names no pid, and config.json promises no new pid namespace; register the hook at "
		"createRuntime as well",
		bundle.id, getpid());
	bundle_close(&bundle);
}
END_TEST

/* Not even a pid, if it is the parent's, distinguishes init from a runtime that has already created
 * init. */
START_TEST(a_parent_with_another_child_is_refused)
{
	struct witness witness;

	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	witness_start(&witness, 0);
	refuse_parent(MOUNT_ALONE, getpid(),
		      "it has children other than this hook, as a runtime does");
	witness_end(&witness, &no_policy);
}
END_TEST

/* The counterpart, which shows that the two above are not refused for another reason. */
START_TEST(a_parent_in_a_mount_namespace_of_its_own_is_init_by_its_pid)
{
	struct bundle bundle;
	struct command command;

	write_asking(&bundle, MOUNT_ALONE);
	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	direct_run(&command, direct_state(&bundle, "creating", getpid()), NULL);
	direct_expect_silence(&command);
	direct_expect_own_policy(&bind_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(pid_1_of_a_pid_namespace_alone_is_refused)
{
	struct bundle bundle;
	struct command command;

	write_asking(&bundle, NULL);
	command_init(&command, "unshare", "--pid", "--fork", "sh", "-c",
		     "\"$0\"; code=$?; \"$1\" policy; exit $code", scratch.hook, scratch.probe,
		     NULL);
	direct_run_command(&command, direct_state(&bundle, "creating", 1));
	ck_assert_str_eq(command.out, "{\"mode\":0,\"nodes\":[]}\n");
	command.out[0] = '\0';
	direct_expect_error(
		&command, EX_USAGE,
		"%s: process 1, the parent of this hook, is not the container's init: it does "
		"not have the new namespaces that config.json promises" REMEDY,
		bundle.id);
	bundle_close(&bundle);
}
END_TEST

/* The counterpart, which shows that the refusals above have no other reason. With the pid 0, as in
 * crun's state, and 1, as in runc's. */
START_TEST(pid_1_of_all_promised_namespaces_is_init)
{
	struct bundle bundle;
	struct command command;

	write_asking(&bundle, NULL);
	command_init(&command, "unshare", "--pid", "--fork", "unshare", "--mount", "--ipc", "--net",
		     "--uts", "sh", "-c", "\"$0\" && \"$1\" policy", scratch.hook, scratch.probe,
		     NULL);
	direct_run_command(&command, direct_state(&bundle, "creating", _i));
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.out, "{\"mode\":2,\"nodes\":[0]}\n");
	bundle_close(&bundle);
}
END_TEST

/* ---- the state's pid, with this test as the runtime ---- */

static void refuse_pid(pid_t pid, const char *because)
{
	struct bundle bundle;
	struct command command;

	write_asking(&bundle, NULL);
	direct_run(&command, direct_state(&bundle, "creating", pid), NULL);
	direct_expect_error(
		&command, EX_USAGE,
		"%s: process %d, the state's pid, is not the container's init: %s" REMEDY,
		bundle.id, pid, because);
	bundle_close(&bundle);
}

/* Runs the hook with this status, and with the pid of a child in all the namespaces that
 * config.json promises. */
static void run_beside_child(const char *status, struct witness *witness, struct bundle *bundle,
			     struct command *command)
{
	write_asking(bundle, NULL);
	witness_start(witness, PROMISED);
	direct_run(command, direct_state(bundle, status, witness->pid), NULL);
}

START_TEST(a_child_in_all_promised_namespaces_is_init)
{
	static const char *const status[] = {"creating", "created"};
	struct witness witness;
	struct bundle bundle;
	struct command command;

	run_beside_child(status[_i], &witness, &bundle, &command);
	direct_expect_silence(&command);
	witness_end(&witness, &bind_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_child_that_is_no_pid_1_is_refused)
{
	struct witness witness;

	witness_start(&witness, _i ? CLONE_NEWNS : 0);
	refuse_pid(witness.pid, NOT_PID_1);
	witness_end(&witness, &no_policy);
}
END_TEST

/* It would be init if it were a child of the hook's parent, which here is a shell. */
START_TEST(a_process_that_the_runtime_did_not_start_is_refused)
{
	struct witness witness;
	struct bundle bundle;
	struct command command;

	write_asking(&bundle, NULL);
	witness_start(&witness, PROMISED);
	command_init(&command, "sh", "-c", "\"$0\"; exit $?", scratch.hook, NULL);
	direct_run_command(&command, direct_state(&bundle, "creating", witness.pid));
	direct_expect_error(
		&command, EX_USAGE,
		"%s: process %d, the state's pid, is not the container's init: it is not a child "
		"of the process that runs this hook" REMEDY,
		bundle.id, witness.pid);
	witness_end(&witness, &no_policy);
	bundle_close(&bundle);
}
END_TEST

START_TEST(the_machines_pid_1_is_refused)
{
	refuse_pid(1, NOT_PID_1);
}
END_TEST

START_TEST(a_process_that_is_gone_is_refused)
{
	pid_t gone = fork();

	if (gone == 0)
		_exit(0);
	ck_assert_int_eq(waitpid(gone, NULL, 0), gone);
	refuse_pid(gone, "there is no such process");
}
END_TEST

/* ---- the state's other fields ---- */

START_TEST(a_container_that_runs_or_ran_is_refused)
{
	static const char *const status[] = {"running", "stopped", "paused"};
	struct witness witness;
	struct bundle bundle;
	struct command command;

	run_beside_child(status[_i], &witness, &bundle, &command);
	direct_expect_error(
		&command, EX_USAGE,
		"%s: too late: the container's state is \"%s\", so its user code is running or "
		"has already run" REMEDY,
		bundle.id, status[_i]);
	witness_end(&witness, &no_policy);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_state_that_lacks_a_string_is_refused)
{
	static const char *const keys[] = {"id", "bundle", "status"};
	struct witness witness;
	struct bundle bundle;
	struct command command;
	json_t *state;

	write_asking(&bundle, NULL);
	witness_start(&witness, PROMISED);
	state = direct_state(&bundle, "creating", witness.pid);
	if (_i < 3)
		json_object_del(state, keys[_i]);
	else
		json_object_set_new(state, keys[_i - 3], json_integer(1));
	direct_run(&command, state, NULL);
	direct_expect_error(
		&command, EX_DATAERR,
		"%s%sinvalid OCI state: it has no string \"%s\"; the runtime-spec requires it; "
		"update the runtime",
		_i % 3 ? bundle.id : "", _i % 3 ? ": " : "", keys[_i % 3]);
	witness_end(&witness, &no_policy);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_pid_that_is_no_process_number_is_refused)
{
	json_t *const pids[] = {json_integer(-1), json_integer(INT_MAX + 1LL), json_real(1.5),
				json_string("1"), json_true()};
	struct bundle bundle;
	struct command command;
	json_t *state;

	write_asking(&bundle, NULL);
	state = direct_state(&bundle, "creating", -1);
	json_object_set(state, "pid", pids[_i]);
	for (size_t i = 0; i < sizeof(pids) / sizeof(pids[0]); i++)
		json_decref(pids[i]);
	direct_run(&command, state, NULL);
	direct_expect_error(&command, EX_DATAERR,
			    "%s: invalid OCI state: its \"pid\" is not a process ID", bundle.id);
	bundle_close(&bundle);
}
END_TEST

void add_target(TCase *tcase)
{
	add_loop_tests(tcase, 3, a_parent_that_is_no_pid_1_is_refused);
	add_loop_tests(tcase, 4, a_parent_in_its_parents_namespaces_is_refused,
		       a_parent_of_a_container_without_namespaces_is_refused);
	add_loop_tests(tcase, 2, a_parent_in_a_mount_namespace_of_its_own_is_refused);
	add_tests(tcase, a_parent_with_another_child_is_refused,
		  a_parent_in_a_mount_namespace_of_its_own_is_init_by_its_pid,
		  pid_1_of_a_pid_namespace_alone_is_refused);
	add_loop_tests(tcase, 2, pid_1_of_all_promised_namespaces_is_init,
		       a_child_in_all_promised_namespaces_is_init,
		       a_child_that_is_no_pid_1_is_refused);
	add_tests(tcase, a_process_that_the_runtime_did_not_start_is_refused,
		  the_machines_pid_1_is_refused, a_process_that_is_gone_is_refused);
	add_loop_tests(tcase, 3, a_container_that_runs_or_ran_is_refused);
	add_loop_tests(tcase, 6, a_state_that_lacks_a_string_is_refused);
	add_loop_tests(tcase, 5, a_pid_that_is_no_process_number_is_refused);
}
