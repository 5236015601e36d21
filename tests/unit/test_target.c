/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the container's init. Each test acts as the runtime: it starts a process as init, in the
 * namespaces of a container, and a hook, which looks for it. */
#include "target.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "oci.h"
#include "procfs.h"
#include "unit.h"

#define STAGES "; register the hook at createContainer, or at createRuntime (also called prestart)"

/* A container, and what its hook must find. */
struct play {
	unsigned long init_namespaces; /* of clone(2) */
	unsigned int promised;	       /* of enum oci_namespace */
	const char *status;
	pid_t state_pid;
	bool other_child;   /* of init at createContainer, besides the hook */
	pid_t expected_pid; /* init's pid as the hook sees it */
	pid_t expected_proc_pid;
	const char *error; /* NULL: init is found; %d stands for expected_pid */
};

/* The hook itself, in whatever process it runs. */
static int look(const struct play *play, enum target_stage stage)
{
	const struct target_claim claim = {.status = play->status,
					   .pid = play->state_pid,
					   .namespaces = play->promised};
	struct target target;
	struct mempolicy_error err;
	struct proc_status self;
	int result = target_find(&claim, &target, &err);

	if (play->error) {
		char pid[16], *expected;

		snprintf(pid, sizeof(pid), "%d", play->expected_pid);
		expected = replace(play->error, "%d", pid);
		assert_refused("look", result, &err, MEMPOLICY_ERROR_USAGE, expected);
		free(expected);
		return 0;
	}
	assert_accepted("look", result, &err);
	ck_assert_str_eq(target_stage_name(target.stage), target_stage_name(stage));
	ck_assert_int_eq(target.pid, play->expected_pid);
	ck_assert_int_eq(target.proc_pid, play->expected_proc_pid);
	ck_assert_uint_eq(target.threads, 1);
	assert_accepted("self", mp_proc_status_read("self", &self, &err), &err);
	ck_assert(target.has_allowed == self.has_allowed);
	ck_assert(mempolicy_nodes_equal(&target.allowed, &self.allowed));
	assert_accepted("once more", target_prove(&claim, &target, &err), &err);
	target_drop(&target);
	return 0;
}

static int look_at_create_runtime(const void *play)
{
	return look(play, TARGET_CREATE_RUNTIME);
}

static int look_at_create_container(const void *play)
{
	return look(play, TARGET_CREATE_CONTAINER);
}

static pid_t start(unsigned long namespaces)
{
	pid_t child = (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, 0, 0, 0, 0);

	ck_assert_int_ge(child, 0);
	return child;
}

static pid_t start_sleeper(unsigned long namespaces)
{
	pid_t child = start(namespaces);

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (1)
			pause();
	}
	return child;
}

/* ---- createRuntime: init and hook are children of the runtime ---- */

static void play_create_runtime(struct play play)
{
	pid_t init = start_sleeper(play.init_namespaces);

	play.status = "creating";
	play.state_pid = play.expected_pid = play.expected_proc_pid = init;
	ck_assert_int_eq(in_child(look_at_create_runtime, &play), 0);
	end_child(init);
}

START_TEST(at_create_runtime_init_is_the_pid_of_the_state)
{
	play_create_runtime((struct play){.init_namespaces = CLONE_NEWPID | CLONE_NEWNS,
					  .promised = OCI_NEW_PID | OCI_NEW_MOUNT});
}
END_TEST

START_TEST(at_create_runtime_a_child_of_the_runtime_needs_no_namespace)
{
	play_create_runtime((struct play){.promised = 0});
}
END_TEST

static const struct {
	unsigned long flag;
	enum oci_namespace promised;
} kinds[] = {{CLONE_NEWIPC, OCI_NEW_IPC},
	     {CLONE_NEWNET, OCI_NEW_NETWORK},
	     {CLONE_NEWUTS, OCI_NEW_UTS},
	     {CLONE_NEWNS, OCI_NEW_MOUNT}};
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))
#define ALL   (CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWNS)

/* A process that lacks one of them is not init, whatever else it has. */
START_TEST(at_create_runtime_every_promised_namespace_must_be_there)
{
	play_create_runtime((struct play){
		.init_namespaces = CLONE_NEWPID | (ALL & ~kinds[_i].flag),
		.promised = OCI_NEW_ALL,
		.error = "process %d, the state's pid, is not the container's init: it does not "
			 "have the new namespaces that config.json promises" STAGES});
	play_create_runtime(
		(struct play){.init_namespaces = CLONE_NEWPID | (ALL & ~kinds[_i].flag),
			      .promised = OCI_NEW_ALL & ~(unsigned int)kinds[_i].promised});
}
END_TEST

START_TEST(at_create_runtime_a_process_without_the_promised_pid_namespace_is_refused)
{
	play_create_runtime((struct play){
		.init_namespaces = CLONE_NEWNS,
		.promised = OCI_NEW_PID,
		.error = "process %d, the state's pid, is not the container's init: config.json "
			 "promises a new pid namespace, and this is not its pid 1" STAGES});
}
END_TEST

/* A runtime that gives the hook the second process of the pid namespace instead of the first. */
static int run_two_processes(const void *argument)
{
	struct play play = *(const struct play *)argument;
	pid_t hook, init, other;
	int in[2], result;

	ck_assert_int_eq(pipe(in), 0);
	hook = start(0);
	if (hook == 0) {
		ck_assert_int_eq(read(in[0], &play.state_pid, sizeof(hook)), sizeof(hook));
		play.expected_pid = play.state_pid;
		_exit(look_at_create_runtime(&play));
	}
	ck_assert_int_eq(unshare(CLONE_NEWPID), 0);
	init = start_sleeper(0);
	other = start_sleeper(0);
	ck_assert_int_eq(write(in[1], &other, sizeof(other)), sizeof(other));
	result = wait_for(hook);
	end_child(other);
	end_child(init);
	return result;
}

START_TEST(at_create_runtime_a_later_process_of_the_pid_namespace_is_refused)
{
	const struct play play = {
		.promised = OCI_NEW_PID,
		.status = "creating",
		.error = "process %d, the state's pid, is not the container's init: config.json "
			 "promises a new pid namespace, and this is not its pid 1" STAGES};

	ck_assert_int_eq(in_child(run_two_processes, &play), 0);
}
END_TEST

START_TEST(at_create_runtime_a_process_that_is_not_the_runtimes_child_is_refused)
{
	struct play play = {
		.status = "created",
		.state_pid = 1,
		.expected_pid = 1,
		.error = "process %d, the state's pid, is not the container's init: it is not a "
			 "child of the process that runs this hook" STAGES};

	ck_assert_int_eq(in_child(look_at_create_runtime, &play), 0);
}
END_TEST

START_TEST(a_process_that_is_gone_is_refused)
{
	pid_t gone = start_sleeper(0);
	struct play play = {
		.status = "creating",
		.state_pid = gone,
		.expected_pid = gone,
		.error = "process %d, the state's pid, is not the container's init: there is no "
			 "such process" STAGES};

	end_child(gone);
	ck_assert_int_eq(in_child(look_at_create_runtime, &play), 0);
}
END_TEST

/* ---- createContainer: the hook is a child of init ---- */

/* pid 0 in the state: the one that init has in its own pid namespace. */
static void play_create_container(struct play play)
{
	int in[2];
	pid_t init;

	ck_assert_int_eq(pipe(in), 0);
	init = start(play.init_namespaces);
	if (init == 0) {
		/* As the hook sees it, in its pid namespace and in that of /proc. */
		ck_assert_int_eq(read(in[0], &play.expected_proc_pid, sizeof(init)), sizeof(init));
		play.expected_pid = getpid();
		if (play.state_pid == -1)
			play.state_pid = play.expected_proc_pid;
		if (play.other_child)
			start_sleeper(0);
		_exit(in_child(look_at_create_container, &play));
	}
	ck_assert_int_eq(write(in[1], &init, sizeof(init)), sizeof(init));
	ck_assert_int_eq(wait_for(init), 0);
}

START_TEST(at_create_container_init_is_the_parent_whatever_the_pid_of_the_state)
{
	/* runc writes 1, crun 0, youki nothing, see target_find(); -1 stands for the pid outside
	 * the container. */
	static const pid_t pids[] = {1, 0, -1};

	play_create_container((struct play){.init_namespaces = CLONE_NEWPID | CLONE_NEWNS,
					    .promised = OCI_NEW_PID | OCI_NEW_MOUNT,
					    .status = "creating",
					    .state_pid = pids[_i]});
}
END_TEST

/* Without a pid namespace, the state must name init: with a runtime that gives no pid, a runtime in
 * its own namespaces could be mistaken for init. */
START_TEST(at_create_container_any_namespace_is_proof_enough_of_a_named_process)
{
	play_create_container((struct play){.init_namespaces = kinds[_i].flag,
					    .promised = kinds[_i].promised,
					    .status = "creating",
					    .state_pid = -1});
	play_create_container((struct play){
		.init_namespaces = kinds[_i].flag,
		.promised = kinds[_i].promised,
		.status = "creating",
		.error = "process %d, the parent of this hook, is not the container's init: the "
			 "state names no pid, and config.json promises no new pid namespace; "
			 "register the hook at createRuntime as well"});
}
END_TEST

START_TEST(at_create_container_every_promised_namespace_must_be_there)
{
	play_create_container((struct play){
		.init_namespaces = CLONE_NEWPID | (ALL & ~kinds[_i].flag),
		.promised = OCI_NEW_ALL,
		.status = "creating",
		.state_pid = 1,
		.error = "process %d, the parent of this hook, is not the container's init: "
			 "it does not have the new namespaces that config.json promises" STAGES});
}
END_TEST

/* This is how the runtime looks at createRuntime, where the other process is init. */
START_TEST(at_create_container_a_process_with_another_child_is_refused)
{
	play_create_container((struct play){
		.init_namespaces = CLONE_NEWNS,
		.promised = OCI_NEW_MOUNT,
		.status = "creating",
		.state_pid = -1,
		.other_child = true,
		.error = "process %d, the parent of this hook, is not the container's init: it "
			 "has children other than this hook, as a runtime does" STAGES});
	play_create_container((struct play){.init_namespaces = CLONE_NEWNS | CLONE_NEWPID,
					    .promised = OCI_NEW_MOUNT | OCI_NEW_PID,
					    .status = "creating",
					    .other_child = true});
}
END_TEST

START_TEST(at_create_container_a_parent_without_the_promised_namespace_is_refused)
{
	play_create_container((struct play){
		.promised = OCI_NEW_MOUNT | OCI_NEW_UTS,
		.status = "creating",
		.error = "process %d, the parent of this hook, is not the container's init: it "
			 "does not have the new namespaces that config.json promises" STAGES});
}
END_TEST

/* Like runc from 1.2 on, one thread of which may have joined the container's namespace. */
static void *leave_mount_namespace(void *ends)
{
	char byte = 0;

	ck_assert_int_eq(unshare(CLONE_FS | CLONE_NEWNS), 0);
	ck_assert_int_eq(write(((int *)ends)[1], &byte, 1), 1);
	pause();
	return NULL;
}

START_TEST(at_create_container_one_thread_of_the_runtime_elsewhere_tells_the_mount_namespace)
{
	int ends[2];
	pthread_t thread;
	char byte;

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, leave_mount_namespace, ends), 0);
	ck_assert_int_eq(read(ends[0], &byte, 1), 1);
	play_create_container(
		(struct play){.promised = OCI_NEW_MOUNT, .status = "creating", .state_pid = -1});
}
END_TEST

START_TEST(at_create_container_a_parent_without_the_promised_pid_namespace_is_refused)
{
	play_create_container((struct play){
		.init_namespaces = CLONE_NEWNS,
		.promised = OCI_NEW_MOUNT | OCI_NEW_PID,
		.status = "creating",
		.error = "process %d, the parent of this hook, is not the container's init: "
			 "config.json promises a new pid namespace, and this is not its pid "
			 "1" STAGES});
}
END_TEST

START_TEST(at_create_container_a_parent_that_nothing_tells_apart_is_refused)
{
	play_create_container((struct play){
		.init_namespaces = CLONE_NEWNS,
		.status = "creating",
		.error = "process %d, the parent of this hook, is not the container's init: it "
			 "has no namespace that distinguishes it from other processes" STAGES});
}
END_TEST

START_TEST(a_hook_in_a_pid_namespace_of_its_own_has_no_init_for_a_parent)
{
	struct play play = {
		.status = "creating",
		.expected_pid = 0,
		.error = "process %d, the parent of this hook, is not the container's init: it is "
			 "outside this hook's pid namespace" STAGES};
	pid_t hook = start(CLONE_NEWPID);

	if (hook == 0)
		_exit(look_at_create_container(&play));
	ck_assert_int_eq(wait_for(hook), 0);
}
END_TEST

/* ---- too late ---- */

START_TEST(a_container_that_runs_or_ran_is_too_late)
{
	static const struct {
		const char *status;
		const char *quoted;
	} cases[] = {{"running", "\"running\""},
		     {"stopped", "\"stopped\""},
		     {"paused", "\"paused\""},
		     {"\n\x1b", "\"\\x0a\\x1b\""}};
	const struct target_claim claim = {.status = cases[_i].status, .pid = getpid()};
	struct target target;
	struct mempolicy_error err;
	char expected[512];

	snprintf(expected, sizeof(expected),
		 "too late: the container's state is %s, so its user code is running or has "
		 "already run" STAGES,
		 cases[_i].quoted);
	assert_refused("too late", target_find(&claim, &target, &err), &err, MEMPOLICY_ERROR_USAGE,
		       expected);
}
END_TEST

void add_target(TCase *tcase)
{
	add_tests(tcase, at_create_runtime_init_is_the_pid_of_the_state,
		  at_create_runtime_a_child_of_the_runtime_needs_no_namespace,
		  at_create_runtime_a_process_without_the_promised_pid_namespace_is_refused,
		  at_create_runtime_a_later_process_of_the_pid_namespace_is_refused,
		  at_create_runtime_a_process_that_is_not_the_runtimes_child_is_refused,
		  a_process_that_is_gone_is_refused,
		  at_create_container_a_process_with_another_child_is_refused,
		  at_create_container_a_parent_without_the_promised_namespace_is_refused,
		  at_create_container_one_thread_of_the_runtime_elsewhere_tells_the_mount_namespace,
		  at_create_container_a_parent_without_the_promised_pid_namespace_is_refused,
		  at_create_container_a_parent_that_nothing_tells_apart_is_refused,
		  a_hook_in_a_pid_namespace_of_its_own_has_no_init_for_a_parent);
	add_loop_tests(tcase, KINDS, at_create_runtime_every_promised_namespace_must_be_there,
		       at_create_container_any_namespace_is_proof_enough_of_a_named_process,
		       at_create_container_every_promised_namespace_must_be_there);
	add_loop_tests(tcase, 3,
		       at_create_container_init_is_the_parent_whatever_the_pid_of_the_state);
	add_loop_tests(tcase, 4, a_container_that_runs_or_ran_is_too_late);
}
