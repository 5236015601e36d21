/* SPDX-License-Identifier: Apache-2.0 */
/* How to name a program, and how a child executes it. */
#ifndef SUPPORT_EXECUTE_H
#define SUPPORT_EXECUTE_H

#include <stdbool.h>
#include <sys/types.h>

#define EXECUTE_ARGS 40

/* A program and its arguments, up to NULL. Strings are not copied. */
typedef const char *execute_argv[EXECUTE_ARGS + 1];
/* Adds an argument; aborts if there is no room. */
void execute_add(execute_argv argv, const char *argument);

/* In a child: becomes the user, who has this home. On failure, returns false with errno set. */
bool execute_become(uid_t uid, const char *home);
/* Sets standard input, output and error; -1 as input: /dev/null. On failure, returns false with
 * errno set. */
bool execute_descriptors(int in, int out, int err);
/* Executes the program if everything before it succeeded. Otherwise prints the reason on standard
 * error, and exits with 127. */
_Noreturn void execute(bool ready, const char *const argv[]);

/* Converts a wait status as a shell does: 128 + signal if the program was killed. */
int execute_exit_code(int status);

#endif
