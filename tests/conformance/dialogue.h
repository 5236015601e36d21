/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program with a time limit, and talks to it line by line or just waits for it. */
#ifndef CONFORMANCE_DIALOGUE_H
#define CONFORMANCE_DIALOGUE_H

#include <stdbool.h>
#include <sys/types.h>

#include "execute.h"
#include "mempolicy.h"

#define DIALOGUE_ERROR 16384

struct dialogue {
	execute_argv argv;
	uid_t uid;			/* the user who runs it; 0: the same as this process */
	const char *home;		/* that user's home, which it may write to */
	const struct mempolicy *policy; /* to start it under; NULL: that of this process */
	bool talks;			/* has a standard input, see dialogue_say() */

	/* Filled in. */
	pid_t pid;
	int in_fd, out_fd, err_fd;
	double deadline; /* of seconds_now() */
	char *out;	 /* read, but not yet taken as lines */
	size_t out_used;
	bool ended;
	int status;		  /* of waitpid(2) */
	bool late;		  /* it was killed when the time was up */
	char err[DIALOGUE_ERROR]; /* the beginning of its standard error */
};

/* Starts it; dialogue_finish() must follow. Returns false with errno set if even that fails. */
bool dialogue_start(struct dialogue *dialogue, unsigned int seconds);
/*
 * The next line of standard output, without its newline, which the caller frees; NULL at the end of
 * the output, or when the time is up (late). When the program has ended, waits only a little for
 * others that still have the output open, unless `outlives` is set.
 */
char *dialogue_line(struct dialogue *dialogue, bool outlives);
/* Writes a line to its standard input, and closes that if line is NULL. */
void dialogue_say(struct dialogue *dialogue, const char *line);
/* Waits until it ends. */
void dialogue_wait(struct dialogue *dialogue);
/* The same, and frees what it holds. */
void dialogue_finish(struct dialogue *dialogue);
/* Starts it, waits and frees. Returns whether it ended in time with exit code 0. */
bool dialogue_run(struct dialogue *dialogue, unsigned int seconds);

#endif
