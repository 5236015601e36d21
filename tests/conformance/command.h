/* SPDX-License-Identifier: Apache-2.0 */
/* A program that is run, with a time limit: talked to line by line, or just waited for. */
#ifndef CONFORMANCE_COMMAND_H
#define CONFORMANCE_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "mempolicy.h"

#define COMMAND_ARGS  16
#define COMMAND_ERROR 16384

struct command {
	const char *argv[COMMAND_ARGS + 1];
	uid_t uid;			/* who runs it; 0: as this process */
	const char *home;		/* of such a user, and what it may write to */
	const struct mempolicy *policy; /* under which it is started; NULL: as this process */
	bool talks;			/* has a standard input, see command_say() */

	/* Filled in. */
	pid_t pid;
	int in_fd, out_fd, err_fd;
	long long deadline; /* milliseconds of CLOCK_MONOTONIC */
	char *out;	    /* read, but not yet taken as lines */
	size_t out_used;
	bool ended;
	int status;		 /* of waitpid(2) */
	bool late;		 /* had to be killed, since the time was up */
	char err[COMMAND_ERROR]; /* the beginning of its standard error */
};

void command_add(struct command *command, const char *argument);

/* Starts it; command_finish() must follow. False with errno set if even that fails. */
bool command_start(struct command *command, unsigned int seconds);
/*
 * The next line of standard output, without its newline, to be freed; NULL at the end of the
 * output, or when the time is up (late). What outlives the program is waited for a little only,
 * unless `outlives` is set.
 */
char *command_line(struct command *command, bool outlives);
/* Writes a line to its standard input, and closes that if line is NULL. */
void command_say(struct command *command, const char *line);
/* Waits for its end. */
void command_wait(struct command *command);
/* The same, and frees what it holds. */
void command_finish(struct command *command);
/* Starts it, waits and frees. Whether it ended with 0 in time. */
bool command_run(struct command *command, unsigned int seconds);

/* Its exit code, as a shell tells it: 128 + signal when it was killed. */
int command_exit_code(const struct command *command);

#endif
