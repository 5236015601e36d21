/* SPDX-License-Identifier: Apache-2.0 */
/* Standard input, from which the runtime's state comes. */
#ifndef HOOK_INPUT_H
#define HOOK_INPUT_H

#include <stddef.h>
#include <time.h>

/* Room for nearly every state, at hand, since asking for memory costs as much as reading. */
#define INPUT_FIRST_ROOM 4096

struct input {
	char *text; /* first, or memory of its own */
	size_t length;
	char first[INPUT_FIRST_ROOM];
};

/*
 * Reads standard input to its end, whatever there is: a runtime may fail the container when it
 * cannot write all of the state (crun does before 1.17, its commit 2c4db997a9d8).
 *
 * deadline   CLOCK_MONOTONIC; looked at when a signal comes
 * ret        to be dropped by the caller, in any case
 *
 * Returns 0, or an errno: ETIMEDOUT, EFBIG beyond OCI_STATE_MAX bytes, ENOMEM, that of read(2).
 */
int input_read(const struct timespec *deadline, struct input *ret);
void input_drop(struct input *input);

#endif
