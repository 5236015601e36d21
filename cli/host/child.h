/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program and keeps what it prints. */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes kept of each stream; the rest is read and dropped. */
#define CHILD_OUTPUT_MAX (2UL * 1024 * 1024)

/* What becomes of the program's standard error. */
enum child_errors {
	CHILD_ERRORS_KEPT,
	CHILD_ERRORS_PASSED, /* to the user, on this process's own */
	CHILD_ERRORS_DROPPED,
};

struct child_output {
	int sys_errno;	   /* 0; or why the program was not started: then the texts are NULL */
	int status;	   /* of waitpid(2) */
	char *out, *err;   /* both end with NUL; err is NULL unless kept */
	size_t out_length; /* without the NUL */
};

/*
 * Runs argv, found by PATH, without a shell and with nothing on standard input.
 *
 * seconds  after which the program and all that it started are killed; 0: no limit
 * ret      to be freed by child_output_drop(), also when the program was not started
 */
void child_run(const char *const argv[], unsigned int seconds, enum child_errors errors,
	       struct child_output *ret);
void child_output_drop(struct child_output *output);

/* Whether the program was started and ended with exit code 0. */
bool child_succeeded(const struct child_output *output);

#endif
