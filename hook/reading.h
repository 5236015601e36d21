/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader, as the tracer sees it: a process of its own, since who gives up tracing before it
 * reads cannot have it back. Where no second process can be had (the container's pids.max,
 * RLIMIT_NPROC), this process reads itself, and gives up tracing for that.
 */
#ifndef HOOK_READING_H
#define HOOK_READING_H

#include <time.h>

#include "hook_options.h"
#include "record.h"

struct reading {
	const struct hook_options *options;
	struct timespec deadline;
	pid_t reader; /* 0: this process reads itself */
	int fork_errno;
	int channel;
	struct confine_failure unconfined; /* of a process that reads itself */
};

/* Starts the reader, which ends in this function. False: no second process could be had. */
bool reading_start(const struct hook_options *options, const struct timespec *deadline,
		   struct reading *ret);

/* Then this process reads itself. From here on it opens no file for writing, and makes no socket.
 */
void reading_alone(struct reading *reading);

/*
 * What the reader found; on failure ret->id may be there nevertheless, or is "".
 * err: INVALID, SYSTEM, TIMEOUT
 */
int reading_state(struct reading *reading, struct state_record *ret, struct mempolicy_error *err);

/* config  the open file; path, for messages. err: as above, NO_INPUT when it cannot be read */
int reading_config(struct reading *reading, int config, const char *path, struct config_record *ret,
		   struct mempolicy_error *err);

/* Whether tracing was given up to read; then err says why. UNSUPPORTED or SYSTEM */
int reading_check_apart(const struct reading *reading, struct mempolicy_error *err);

/* Does not wait for a reader whose findings are of no use any more: kills it. It may have been
 * stopped before it could ask for that itself, and would keep the runtime's pipes. */
void reading_abandon(const struct reading *reading);

/* Waits for the reader's end: a child left behind would fall to the container's init, and a child's
 * end could be taken for that of a thread that is traced. err: TIMEOUT */
int reading_end(struct reading *reading, struct mempolicy_error *err);

#endif
