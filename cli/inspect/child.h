/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program and takes what it prints. */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include "mempolicy.h"

struct child_output {
	char *text; /* with a NUL behind it; to be freed */
	size_t length;
	int status; /* of waitpid(2) */
};

/*
 * Runs argv, found by PATH, without a shell and with nothing on standard input. What it complains
 * of on standard error is the user's to read, or, if quiet, nobody's. Of what it prints no more
 * than most bytes and one are taken.
 *
 * err  SYSTEM; sys_errno is ENOENT where there is no such program
 */
int child_run(const char *const argv[], bool quiet, size_t most, struct child_output *ret,
	      struct mempolicy_error *err);

#endif
