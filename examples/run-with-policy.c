/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a command under a memory policy that it did not ask for itself:
 *
 *	run-with-policy '{"mode": "MPOL_INTERLEAVE", "nodes": "0,1"}' COMMAND [ARGUMENT]...
 */
#include <err.h>
#include <oci-mempolicy/mempolicy.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

static int put_into(pid_t child, const char *json, struct mempolicy_error *error)
{
	struct mempolicy policy;
	struct mempolicy_machine machine;
	struct mempolicy_nodes allowed;
	struct mempolicy_resolution resolution;
	struct timespec deadline;
	unsigned int threads;

	if (mempolicy_parse(json, strlen(json), &policy, error) ||
	    mempolicy_check(&policy, error) || mempolicy_machine_read(&machine, error) ||
	    mempolicy_allowed(child, &allowed, error) ||
	    mempolicy_resolve(&policy, &machine, &allowed, NULL, false, &resolution, error))
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += 5;
	return mempolicy_apply(child, child, &resolution, NULL, NULL, &deadline, &threads, error);
}

int main(int argc, char **argv)
{
	struct mempolicy_error error;
	int go[2], status;
	pid_t child;
	char byte;

	if (argc < 3)
		errx(EX_USAGE, "usage: run-with-policy POLICY COMMAND [ARGUMENT]...");
	if (pipe(go) || (child = fork()) < 0)
		err(EX_OSERR, "cannot make a process");
	if (child == 0) {
		/* Waits for a byte; an end of file says that the parent gave up. */
		close(go[1]);
		if (read(go[0], &byte, 1) != 1)
			return EX_UNAVAILABLE;
		execvp(argv[2], argv + 2);
		err(EX_UNAVAILABLE, "%s", argv[2]);
	}
	if (put_into(child, argv[1], &error))
		errx(EX_DATAERR, "%s: %s; %s", error.pointer, error.message, error.remedy);
	if (write(go[1], "", 1) != 1 || waitpid(child, &status, 0) != child)
		err(EX_OSERR, "%s", argv[2]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
