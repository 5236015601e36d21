/* SPDX-License-Identifier: Apache-2.0 */
/* How a program is named, and how a child becomes it. */
#ifndef SUPPORT_EXECUTE_H
#define SUPPORT_EXECUTE_H

#include <stdbool.h>
#include <sys/types.h>

#define EXECUTE_ARGS 40

/* A program and its arguments, up to NULL. Strings are not copied. */
typedef const char *execute_argv[EXECUTE_ARGS + 1];
/* Adds one; aborts where there is no room. */
void execute_add(execute_argv argv, const char *argument);

/* In a child: becomes the user, who has this home. False with errno set. */
bool execute_become(uid_t uid, const char *home);
/* These are its standard input, output and error; -1 for input: /dev/null. False with errno set. */
bool execute_descriptors(int in, int out, int err);
/* Executes it if all went well before. Otherwise says on standard error why not, and exits with
 * 127. */
_Noreturn void execute(bool ready, const char *const argv[]);

/* As a shell tells a wait status: 128 + signal when the program was killed. */
int execute_exit_code(int status);

#endif
