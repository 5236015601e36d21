/* SPDX-License-Identifier: Apache-2.0 */
/* Proving again that a process is the container's init, at createRuntime: changes since the first
 * proof are noticed. */
#include "target.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "oci.h"
#include "unit.h"

#define STAGES "; register the hook at createContainer, or at createRuntime (also called prestart)"

static pid_t start(unsigned long namespaces)
{
	pid_t child = (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, 0, 0, 0, 0);

	ck_assert_int_ge(child, 0);
	return child;
}

/* An init that leaves its own namespace for that of the runtime when told to. */
struct leaver {
	pid_t pid;
	int commands, answers;
};

static struct leaver start_leaver(void)
{
	int in[2], out[2], runtimes = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	pid_t pid;

	ck_assert_int_eq(pipe(in), 0);
	ck_assert_int_eq(pipe(out), 0);
	pid = start(CLONE_NEWPID | CLONE_NEWUTS);
	if (pid == 0) {
		char byte = 0;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (read(in[0], &byte, 1) != 1 || setns(runtimes, CLONE_NEWUTS) ||
		    write(out[1], &byte, 1) != 1)
			_exit(1);
		while (1)
			pause();
	}
	close(runtimes);
	return (struct leaver){pid, in[1], out[0]};
}

static void leave(const struct leaver *leaver)
{
	char byte = 0;

	ck_assert_int_eq(write(leaver->commands, &byte, 1), 1);
	ck_assert_int_eq(read(leaver->answers, &byte, 1), 1);
}

static struct target_claim claim_of(const struct leaver *leaver)
{
	return (struct target_claim){.status = "creating",
				     .pid = leaver->pid,
				     .namespaces = OCI_NEW_PID | OCI_NEW_UTS};
}

static int prove_when_it_has_left(const void *leaver)
{
	const struct target_claim claim = claim_of(leaver);
	struct target target;
	struct mempolicy_error err;
	char expected[512];

	assert_accepted("find", target_find(&claim, &target, &err), &err);
	assert_accepted("as it was", target_prove(&claim, &target, &err), &err);
	leave(leaver);
	snprintf(expected, sizeof(expected),
		 "process %d, the state's pid, is not the container's init: it does not have the "
		 "new namespaces that config.json promises" STAGES,
		 claim.pid);
	assert_refused("left", target_prove(&claim, &target, &err), &err, MEMPOLICY_ERROR_USAGE,
		       expected);
	target_drop(&target);
	return 0;
}

START_TEST(an_init_that_has_left_its_namespace_is_not_proven_again)
{
	struct leaver leaver = start_leaver();

	ck_assert_int_eq(in_child(prove_when_it_has_left, &leaver), 0);
	end_child(leaver.pid);
}
END_TEST

static int prove_when_it_is_gone(const void *leaver)
{
	const struct target_claim claim = claim_of(leaver);
	struct target target;
	struct mempolicy_error err;
	char expected[512];

	assert_accepted("find", target_find(&claim, &target, &err), &err);
	kill(claim.pid, SIGKILL);
	/* Until its parent has waited for it. */
	while (kill(claim.pid, 0) == 0)
		usleep(1000);
	snprintf(expected, sizeof(expected),
		 "process %d, the state's pid, is not the container's init: there is no such "
		 "process" STAGES,
		 claim.pid);
	assert_refused("gone", target_prove(&claim, &target, &err), &err, MEMPOLICY_ERROR_USAGE,
		       expected);
	target_drop(&target);
	return 0;
}

START_TEST(an_init_that_is_gone_is_not_proven_again)
{
	struct leaver leaver = start_leaver();
	pid_t hook = start(0);

	if (hook == 0)
		_exit(prove_when_it_is_gone(&leaver));
	wait_for(leaver.pid);
	ck_assert_int_eq(wait_for(hook), 0);
}
END_TEST

void add_target_prove(TCase *tcase)
{
	add_tests(tcase, an_init_that_has_left_its_namespace_is_not_proven_again,
		  an_init_that_is_gone_is_not_proven_again);
}
