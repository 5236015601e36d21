/* SPDX-License-Identifier: Apache-2.0 */
/* The hook called by the test itself, which makes up the state and takes the place of a runtime. */
#ifndef E2E_DIRECT_H
#define E2E_DIRECT_H

#include "expect.h"

/* The state a runtime would pass; no pid where it is negative. */
json_t *direct_state(const struct bundle *bundle, const char *status, pid_t pid);

/* Runs the hook as a child of this process, with options up to NULL. The state is dropped. */
void direct_run(struct command *command, json_t *state, ...) __attribute__((sentinel));
/* The same of a command that runs it somehow. */
void direct_run_command(struct command *command, json_t *state);
/* The hook with any bytes on standard input. */
void direct_run_bytes(struct command *command, const void *bytes, size_t length);

/* For hooks that may not start a process, or are traced: where leaks are looked for, it is by these
 * means. */
void direct_ignore_leaks(void);

/* It failed with exactly "oci-mempolicy-hook: TEXT", and changed nothing about this process. */
void direct_expect_error(const struct command *command, int exit_code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The policy of this process, which was the hook's parent. */
void direct_expect_own_policy(const struct policy *policy);
/* It succeeded and printed nothing. */
void direct_expect_silence(const struct command *command);

/* A child that waits, and tells its policy when it is asked. */
struct witness {
	pid_t pid;
	int question, answer; /* descriptors */
	char before[256];     /* what it waits in, with its stack pointer and program counter */
};

/* namespaces: of clone(2), CLONE_NEWPID and so on. */
void witness_start(struct witness *witness, int namespaces);
/* Ends it. Its policy must be this one; it must have been waiting as before all the time. */
void witness_end(struct witness *witness, const struct policy *policy);

#endif
