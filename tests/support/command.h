/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that a test runs: what they print, how they end. */
#ifndef SUPPORT_COMMAND_H
#define SUPPORT_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "execute.h"

#define COMMAND_OUTPUT 16384
/* Nothing that is tested takes so long, not on a busy machine either. */
#define COMMAND_SECONDS 60

struct command {
	execute_argv argv;
	int stdin_fd;	  /* stays the caller's; -1: /dev/null */
	bool terminal;	  /* the program's input, output and controlling terminal are a new one */
	bool v1_cgroups;  /* hide cgroup v2 from it, where the machine has both */
	uid_t uid;	  /* who runs it; 0: as the test */
	const char *home; /* XDG_RUNTIME_DIR of such a user */

	/* Filled in. */
	pid_t pid;
	int out_fd, err_fd;
	int exit_code; /* 128 + signal when killed */
	char out[COMMAND_OUTPUT];
	char err[COMMAND_OUTPUT];
};

/* Names the program and its arguments, up to NULL. Strings are not copied. */
void command_init(struct command *command, const char *program, ...) __attribute__((sentinel));
void command_add(struct command *command, const char *argument);

/* Starts it; command_finish() must follow, even to free what it holds. */
void command_start(struct command *command);
/* Waits for its end. The test fails if that takes longer than COMMAND_SECONDS. */
void command_finish(struct command *command);
void command_run(struct command *command);

/* A descriptor to read the bytes from; the caller closes it. */
int command_input(const void *data, size_t length);

#endif
