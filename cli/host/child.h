/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program and keeps what it prints. */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that a program may print to each stream. */
#define CHILD_OUTPUT_MAX (2UL * 1024 * 1024)

/* What becomes of the program's standard error. */
enum child_errors {
	CHILD_ERRORS_KEPT,   /* and the program runs in a process group of its own */
	CHILD_ERRORS_PASSED, /* to the user, on this process's own */
	CHILD_ERRORS_DROPPED,
};

struct child_output {
	int sys_errno;	    /* 0; or why the program was not started: then the texts are NULL */
	int status;	    /* of waitpid(2) */
	const char *killed; /* why child_run() killed it, such as "did not end in time"; or NULL */
	char *out, *err;    /* both end with NUL; err is NULL unless kept */
	size_t out_length;  /* without the NUL */
};

/*
 * Runs argv, found by PATH, without a shell and with nothing on standard input.
 *
 * The program is killed if it takes too long or prints more than CHILD_OUTPUT_MAX bytes; with
 * CHILD_ERRORS_KEPT all that it started is killed, too. Otherwise it stays in this process's group,
 * so that Ctrl-C ends both.
 *
 * seconds  that it may take
 * ret      to be freed by child_output_drop(), also when the program was not started
 */
void child_run(const char *const argv[], unsigned int seconds, enum child_errors errors,
	       struct child_output *ret);
void child_output_drop(struct child_output *output);

/* Whether the program was started and ended with exit code 0. */
bool child_succeeded(const struct child_output *output);

#endif
