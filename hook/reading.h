/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tracer's side of the reader, which is a separate process: one that gave up tracing before it
 * reads could not regain it. If a second process cannot be started (the container's pids.max,
 * RLIMIT_NPROC), this process reads by itself, and gives up tracing first.
 */
#ifndef HOOK_READING_H
#define HOOK_READING_H

#include <time.h>

#include "hook_options.h"
#include "record.h"

struct reading {
	const struct hook_options *options;
	struct timespec deadline;
	pid_t reader; /* 0: this process reads by itself */
	int fork_errno;
	int channel;
	struct confine_failure unconfined; /* of a process that reads by itself */
};

/* Starts the reader, which never returns from this function. False: a second process could not be
 * started. */
bool reading_start(const struct hook_options *options, const struct timespec *deadline,
		   struct reading *ret);

/* Makes this process read by itself. From here on it can neither open a file for writing nor make
 * a socket. */
void reading_alone(struct reading *reading);

/*
 * Gets the state from the reader; even on failure, ret->id is the id if it is known, otherwise "".
 * err: INVALID, SYSTEM, TIMEOUT
 */
int reading_state(struct reading *reading, struct state_record *ret, struct mempolicy_error *err);

/* Gets from the reader what config.json requests. config is the open file; path is for messages.
 * err: as above; NO_INPUT if the file cannot be read */
int reading_config(struct reading *reading, int config, const char *path, struct config_record *ret,
		   struct mempolicy_error *err);

/* Fails if this process gave up tracing in order to read. err: SYSTEM, saying why */
int reading_check_apart(const struct reading *reading, struct mempolicy_error *err);

/* Kills a reader that is no longer needed. It may have been stopped before it could arrange to die
 * with this process, and would then hold the runtime's pipes open. */
void reading_abandon(const struct reading *reading);

/* Waits for the reader's end: a child left behind would be reparented to the container's init, and
 * its end could be mistaken for that of a traced thread. err: TIMEOUT */
int reading_end(struct reading *reading, struct mempolicy_error *err);

#endif
