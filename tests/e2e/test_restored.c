/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Containers that runc restores from a checkpoint with CRIU. CRIU does not save memory policies: a
 * restored process has the policy of the process that restores it.
 *
 * crun is not tested: it (1.8.1 to 1.29) runs no hook then, and on a machine with both cgroup
 * versions CRIU copies the whole cgroup tree into that of the restored container.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "expect.h"
#include "suites.h"

#define PATH_SIZE 128

/* Opens a container whose init writes its policies to a file of the rootfs. */
static void open_repeating(struct bundle *bundle, const struct policy *policy)
{
	bundle_open(bundle, RUNC);
	bundle_set_text(bundle, "process", "args", "['/probe', 'repeat']");
	/* CRIU would lock the network, which requires iptables. */
	bundle_remove_namespace(bundle, "network");
	if (policy)
		bundle_ask(bundle, policy);
}

/* Waits for that many lines, and returns the last. */
static void read_policies(const struct bundle *bundle, size_t count, char line[COMMAND_OUTPUT])
{
	char path[PATH_SIZE];
	size_t found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/rootfs/policies", bundle->path);
	for (int i = 0; i < COMMAND_SECONDS * 100 && found < count; i++) {
		usleep(10000);
		found = access(path, F_OK) == 0 ? log_lines(path) : 0;
	}
	ck_assert_uint_eq(found, count);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, COMMAND_OUTPUT, file))
		;
	fclose(file);
}

static void run_command(struct command *command)
{
	command_run(command);
	ck_assert_msg(command->exit_code == 0, "%s", command->err);
}

/* Runs the container until it has written its policy, and makes a checkpoint, which ends it. */
static void run_to_checkpoint(struct bundle *bundle, const struct policy *policy)
{
	char image[PATH_SIZE], line[COMMAND_OUTPUT];
	struct command command;

	snprintf(image, sizeof(image), "%s/image", bundle->path);
	bundle_write(bundle);
	bundle_command(bundle, &command, "run", "--detach", "--bundle", bundle->path, bundle->id,
		       NULL);
	run_command(&command);
	read_policies(bundle, 1, line);
	expect_policy(line, policy);
	bundle_command(bundle, &command, "checkpoint", "--image-path", image, bundle->id, NULL);
	run_command(&command);
}

/* With a runtime run by bundle->under. */
static void restore(struct bundle *bundle)
{
	char image[PATH_SIZE];

	snprintf(image, sizeof(image), "%s/image", bundle->path);
	bundle_command(bundle, &bundle->command, "restore", "--detach", "--bundle", bundle->path,
		       "--image-path", image, bundle->id, NULL);
	command_run(&bundle->command);
}

/* The container goes on with that policy. */
static void expect_restored(const struct bundle *bundle, const struct policy *policy)
{
	char line[COMMAND_OUTPUT];
	struct command command;

	ck_assert_msg(bundle->command.exit_code == 0, "%s", bundle->command.err);
	bundle_command(bundle, &command, "kill", bundle->id, "USR1", NULL);
	run_command(&command);
	read_policies(bundle, 2, line);
	expect_policy(line, policy);
}

START_TEST(at_createRuntime_it_is_not_restored_without_its_policy)
{
	struct bundle bundle;
	char line[COMMAND_OUTPUT];

	open_repeating(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[_i], NULL);
	run_to_checkpoint(&bundle, &bind_0);
	restore(&bundle);
	expect_refused(
		&bundle, EX_USAGE,
		"too late: the container's state is \"stopped\", so its user code is running or "
		"has already run; register the hook at createContainer, or at createRuntime "
		"(also called prestart)");
	read_policies(&bundle, 1, line);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_container_that_asks_for_no_policy_is_restored)
{
	struct bundle bundle;

	open_repeating(&bundle, NULL);
	bundle_hook_at(&bundle, &stages[2], NULL);
	run_to_checkpoint(&bundle, &no_policy);
	restore(&bundle);
	expect_restored(&bundle, &no_policy);
	bundle_close(&bundle);
}
END_TEST

/* Hooks of this stage are not run on restore. */
START_TEST(at_createContainer_it_has_the_policy_of_who_restores_it)
{
	static const struct policy *const policies[] = {&no_policy, &interleave_0};
	struct bundle bundle;

	open_repeating(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[0], NULL);
	run_to_checkpoint(&bundle, &bind_0);
	if (_i) {
		bundle.under[0] = "numactl";
		bundle.under[1] = "--interleave=0";
	}
	restore(&bundle);
	expect_restored(&bundle, policies[_i]);
	bundle_close(&bundle);
}
END_TEST

/* Prefers the fetched one: Debian 12's (3.17.1) does not run on newer kernels. */
static void find_criu(void)
{
	char path[4096];

	snprintf(path, sizeof(path), CRIU_FETCHED ":%s", getenv("PATH"));
	setenv("PATH", path, 1);
}

/* Prints a message if it does not. */
static bool criu_works(void)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (freopen("/dev/null", "w", stdout))
			execlp("criu", "criu", "check", (char *)NULL);
		perror("criu");
		_exit(EXIT_FAILURE);
	}
	if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
		return true;
	fputs("e2e-tests: SKIPPED: restored containers, because criu check fails\n", stderr);
	return false;
}

/* An untested feature must not pass for a tested one. */
START_TEST(nothing_is_skipped_where_CI_is_set)
{
	ck_abort_msg("CRIU does not run here");
}
END_TEST

void add_restored(TCase *tcase)
{
	bool works;

	find_criu();
	works = criu_works();
	if (!works && !getenv("CI"))
		return;
	if (!works) {
		add_tests(tcase, nothing_is_skipped_where_CI_is_set);
		return;
	}
	tcase_add_loop_test(tcase, at_createRuntime_it_is_not_restored_without_its_policy, 1,
			    STAGES);
	add_tests(tcase, a_container_that_asks_for_no_policy_is_restored);
	add_loop_tests(tcase, 2, at_createContainer_it_has_the_policy_of_who_restores_it);
}
