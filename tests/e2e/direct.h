/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the hook directly: the test makes up the state and acts as the runtime. */
#ifndef E2E_DIRECT_H
#define E2E_DIRECT_H

#include "expect.h"

/* The state that a runtime would pass, without a pid if pid is negative. */
json_t *direct_state(const struct bundle *bundle, const char *status, pid_t pid);

/* Runs the hook as a child of this process, with options up to NULL. Frees the state. */
void direct_run(struct command *command, json_t *state, ...) __attribute__((sentinel));
/* The same with a command that runs the hook in some other way. */
void direct_run_command(struct command *command, json_t *state);
/* Runs the hook with any bytes on standard input. */
void direct_run_bytes(struct command *command, const void *bytes, size_t length);

/* Disables the leak check, for hooks that may not start a process or are traced: the check would
 * need both. */
void direct_ignore_leaks(void);

/* The hook failed with exactly "oci-mempolicy-hook: TEXT", and changed nothing in this process. */
void direct_expect_error(const struct command *command, int exit_code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Checks the policy of this process, which was the hook's parent. */
void direct_expect_own_policy(const struct policy *policy);
/* The hook succeeded and printed nothing. */
void direct_expect_silence(const struct command *command);

/* A child that waits, and reports its policy when asked. */
struct witness {
	pid_t pid;
	int question, answer; /* descriptors */
	char before[256];     /* the system call it waits in, with its stack pointer and program
			       * counter */
};

/* Starts a witness. namespaces are flags of clone(2): CLONE_NEWPID and so on. */
void witness_start(struct witness *witness, int namespaces);
/* Ends the witness. It must have this policy, and must have been waiting undisturbed all the
 * time. */
void witness_end(struct witness *witness, const struct policy *policy);

#endif
