/* SPDX-License-Identifier: Apache-2.0 */
#include "enter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "image.h"

/* The kernel subtracts one from it, in get_nodes() of mm/mempolicy.c. */
#define MAXNODE (MEMPOLICY_MAX_NODES + 1UL)

/* Entering a cgroup takes milliseconds, unless it is being frozen; then it does not end. */
#define ENTER_MS 5000

static int call_set(const struct mempolicy *policy)
{
	bool any = !mempolicy_nodes_empty(&policy->nodes);
	long mode = (long)policy->mode | (long)policy->flags;

	return (int)syscall(SYS_set_mempolicy, mode, any ? policy->nodes.words : NULL,
			    any ? MAXNODE : 0);
}

int enter_set_policy(const struct mempolicy *policy, struct mempolicy_error *err)
{
	enum mempolicy_error_kind kind = MEMPOLICY_ERROR_SYSTEM;
	char text[256];

	if (call_set(policy) == 0)
		return 0;
	if (errno == ENOSYS || errno == EINVAL)
		kind = MEMPOLICY_ERROR_UNSUPPORTED;
	else if (errno == EPERM)
		kind = MEMPOLICY_ERROR_PERMISSION;
	mempolicy_format(policy, text, sizeof(text));
	return mp_error_set_errno(err, kind, errno, "set_mempolicy %s", text);
}

/* ---- the child that tries it ---- */

enum verdict { RIGHT, WRONG, NOT_SET, NOT_ENTERED, LATE };

/* /proc/PID/numa_maps shows the effective nodes, which get_mempolicy(2) does not do for every
 * policy; but before Linux 6.11 it does not show a policy with MPOL_F_NUMA_BALANCING. */
static bool is_in_force(const struct mempolicy_resolution *wanted)
{
	struct mempolicy in_force = wanted->request, found;
	struct mempolicy_error ignored;

	in_force.nodes = wanted->effective;
	if (mempolicy_get_shown(getpid(), getpid(), &found, &ignored))
		return false;
	if (mempolicy_equal(&found, &in_force))
		return true;
	return in_force.flags & MEMPOLICY_F_NUMA_BALANCING && found.mode == MEMPOLICY_DEFAULT &&
	       mempolicy_get_own(&found, &ignored) == 0 && mempolicy_equal(&found, &in_force);
}

/*
 * Some runtimes start a process directly in the cgroup (CLONE_INTO_CGROUP), and Linux 5.7 to 6.3,
 * which lack commit 42a11bf5c543, do not adapt its policy then. Where this cannot be tried,
 * runtimes cannot do it either.
 */
static bool is_right_if_cloned(const struct mempolicy_resolution *wanted,
			       const struct cpuset *cpuset)
{
	struct clone_args args = {.flags = 0x200000000ULL /* CLONE_INTO_CGROUP */,
				  .exit_signal = SIGCHLD,
				  .cgroup = (unsigned int)cpuset->folder};
	long child = cpuset->unified ? syscall(SYS_clone3, &args, sizeof(args)) : -1;
	int status = 0;

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		_exit(is_in_force(wanted) ? 0 : 1);
	}
	while (child > 0 && waitpid((pid_t)child, &status, 0) < 0 && errno == EINTR)
		;
	return child < 0 || status == 0;
}

static enum verdict try_it(const struct mempolicy *candidate,
			   const struct mempolicy_resolution *wanted, const struct cpuset *cpuset)
{
	if (call_set(candidate))
		return NOT_SET;
	if (!is_right_if_cloned(wanted, cpuset))
		return WRONG;
	if (cpuset_enter(cpuset))
		return NOT_ENTERED;
	return is_in_force(wanted) ? RIGHT : WRONG;
}

/* ---- this process ---- */

/* Reads the child's one byte; NOT_ENTERED if it ended without. */
static enum verdict read_verdict(int in)
{
	struct pollfd end = {.fd = in, .events = POLLIN};
	int ready;
	char byte;

	do
		ready = poll(&end, 1, ENTER_MS);
	while (ready < 0 && errno == EINTR);
	if (ready <= 0)
		return LATE;
	return read(in, &byte, 1) == 1 ? (enum verdict)byte : NOT_ENTERED;
}

static enum verdict try_in_child(const struct mempolicy *candidate,
				 const struct mempolicy_resolution *wanted,
				 const struct cpuset *cpuset)
{
	enum verdict verdict;
	int ends[2];
	pid_t child;
	char byte;

	if (pipe2(ends, O_CLOEXEC))
		return NOT_ENTERED;
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		/* A process group, so that its own child is killed along with it. */
		setpgid(0, 0);
		byte = (char)try_it(candidate, wanted, cpuset);
		_exit(write(ends[1], &byte, 1) == 1 ? 0 : 1);
	}
	close(ends[1]);
	verdict = child < 0 ? NOT_ENTERED : read_verdict(ends[0]);
	close(ends[0]);
	if (child > 0 && kill(-child, SIGKILL))
		kill(child, SIGKILL);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return verdict;
}

/* The kernel does not change a policy if the allowed nodes are the same, except that some kernels
 * get MPOL_F_NUMA_BALANCING wrong even then. */
static bool needs_no_proof(const struct mempolicy_resolution *wanted,
			   const struct mempolicy_nodes *here)
{
	return mempolicy_nodes_empty(&wanted->request.nodes) ||
	       (mempolicy_nodes_equal(here, &wanted->allowed) &&
		!(wanted->request.flags & MEMPOLICY_F_NUMA_BALANCING));
}

static int cannot_be_had(const struct mempolicy_resolution *wanted,
			 const struct mempolicy_nodes *here, enum verdict verdict,
			 struct mempolicy_error *err)
{
	static const char *const why[] = {
		[WRONG] = "this kernel changes it when a process enters the cpuset",
		[NOT_SET] =
			"this process may not use its nodes, or this kernel does not support it",
		[NOT_ENTERED] = "the cpuset cannot be entered to verify it there",
		[LATE] = "entering the cpuset timed out: is the container being paused?",
	};
	char policy[256], from[256], to[256];

	mempolicy_format(&wanted->request, policy, sizeof(policy));
	mp_error_set(
		err, verdict == LATE ? MEMPOLICY_ERROR_TIMEOUT : MEMPOLICY_ERROR_UNSUPPORTED, "",
		"memory policy %s of the container (nodes %s) is not possible from here (nodes "
		"%s): %s",
		policy, mp_error_nodes(to, sizeof(to), &wanted->allowed),
		mp_error_nodes(from, sizeof(from), here), why[verdict]);
	return -1;
}

int enter_prepare(const struct mempolicy_resolution *wanted,
		  const struct mempolicy_machine *machine, const struct mempolicy_nodes *here,
		  const struct cpuset *cpuset, struct mempolicy_error *err)
{
	struct mempolicy candidates[IMAGE_CANDIDATES];
	size_t count = image_candidates(wanted, here, &machine->with_memory, candidates);
	enum verdict verdict = NOT_SET;

	for (size_t i = 0; i < count; i++) {
		verdict = try_in_child(&candidates[i], wanted, cpuset);
		if (verdict == RIGHT || (verdict == NOT_ENTERED && needs_no_proof(wanted, here)))
			return enter_set_policy(&candidates[i], err);
		if (verdict == LATE)
			break;
	}
	return cannot_be_had(wanted, here, verdict, err);
}
