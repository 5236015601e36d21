/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sets the memory policy of a running process, in all its threads:
 *
 *	apply-to-process '{"mode": "MPOL_INTERLEAVE", "nodes": "0,1"}' PID
 */
#include <err.h>
#include <oci-mempolicy/mempolicy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static int apply(const char *json, pid_t pid, unsigned int *ret_threads,
		 struct mempolicy_error *error)
{
	struct mempolicy policy;
	struct mempolicy_machine machine;
	struct mempolicy_nodes allowed;
	struct mempolicy_resolution resolution;
	struct timespec deadline;

	if (mempolicy_parse(json, strlen(json), &policy, error) ||
	    mempolicy_check(&policy, error) || mempolicy_machine_read(&machine, error) ||
	    mempolicy_allowed(pid, &allowed, error) ||
	    mempolicy_resolve(&policy, &machine, &allowed, NULL, false, &resolution, error))
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += 5;
	return mempolicy_apply(pid, pid, &resolution, NULL, NULL, &deadline, ret_threads, error);
}

int main(int argc, char **argv)
{
	struct mempolicy_error error;
	unsigned int threads;
	long pid;

	pid = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
	if (pid <= 0)
		errx(EX_USAGE, "usage: apply-to-process POLICY PID");
	if (apply(argv[1], (pid_t)pid, &threads, &error))
		errx(EX_DATAERR, "%s: %s; %s", error.pointer, error.message, error.remedy);
	printf("threads: %u\n", threads);
	return EX_OK;
}
