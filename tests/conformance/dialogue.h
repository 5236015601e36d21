/* SPDX-License-Identifier: Apache-2.0 */
/* A program that is run, with a time limit: talked to line by line, or just waited for. */
#ifndef CONFORMANCE_DIALOGUE_H
#define CONFORMANCE_DIALOGUE_H

#include <stdbool.h>
#include <sys/types.h>

#include "execute.h"
#include "mempolicy.h"

#define DIALOGUE_ERROR 16384

struct dialogue {
	execute_argv argv;
	uid_t uid;			/* who runs it; 0: as this process */
	const char *home;		/* of such a user, and what it may write to */
	const struct mempolicy *policy; /* under which it is started; NULL: as this process */
	bool talks;			/* has a standard input, see dialogue_say() */

	/* Filled in. */
	pid_t pid;
	int in_fd, out_fd, err_fd;
	double deadline; /* of seconds_now() */
	char *out;	 /* read, but not yet taken as lines */
	size_t out_used;
	bool ended;
	int status;		  /* of waitpid(2) */
	bool late;		  /* had to be killed, since the time was up */
	char err[DIALOGUE_ERROR]; /* the beginning of its standard error */
};

/* Starts it; dialogue_finish() must follow. False with errno set if even that fails. */
bool dialogue_start(struct dialogue *dialogue, unsigned int seconds);
/*
 * The next line of standard output, without its newline, to be freed; NULL at the end of the
 * output, or when the time is up (late). What outlives the program is waited for a little only,
 * unless `outlives` is set.
 */
char *dialogue_line(struct dialogue *dialogue, bool outlives);
/* Writes a line to its standard input, and closes that if line is NULL. */
void dialogue_say(struct dialogue *dialogue, const char *line);
/* Waits for its end. */
void dialogue_wait(struct dialogue *dialogue);
/* The same, and frees what it holds. */
void dialogue_finish(struct dialogue *dialogue);
/* Starts it, waits and frees. Whether it ended with 0 in time. */
bool dialogue_run(struct dialogue *dialogue, unsigned int seconds);

#endif
