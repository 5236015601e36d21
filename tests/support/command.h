/* SPDX-License-Identifier: Apache-2.0 */
/* Programs run by a test: what they print, how they end. */
#ifndef SUPPORT_COMMAND_H
#define SUPPORT_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "execute.h"

#define COMMAND_OUTPUT 16384
/* No tested program takes so long, not even on a busy machine. */
#define COMMAND_SECONDS 60

struct command {
	execute_argv argv;
	int stdin_fd;	  /* remains owned by the caller; -1: /dev/null */
	bool terminal;	  /* use a new terminal as input, output and controlling terminal */
	bool v1_cgroups;  /* hide cgroup v2 from it, if the machine has both versions */
	uid_t uid;	  /* the user to run it as; 0: as the test */
	const char *home; /* this user's XDG_RUNTIME_DIR */

	/* Filled in by the functions below. */
	pid_t pid;
	int out_fd, err_fd;
	int exit_code; /* 128 + signal if it was killed */
	char out[COMMAND_OUTPUT];
	char err[COMMAND_OUTPUT];
};

/* Names the program and its arguments, up to NULL. Strings are not copied. */
void command_init(struct command *command, const char *program, ...) __attribute__((sentinel));
void command_add(struct command *command, const char *argument);

/* Starts it; command_finish() must follow, also to free its resources. */
void command_start(struct command *command);
/* Waits until it ends. The test fails if that takes longer than COMMAND_SECONDS. */
void command_finish(struct command *command);
void command_run(struct command *command);

/* Returns a descriptor from which the bytes can be read; the caller closes it. */
int command_input(const void *data, size_t length);

#endif
