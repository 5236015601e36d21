/* SPDX-License-Identifier: Apache-2.0 */
/* Reads standard input, where the runtime writes the state. */
#ifndef HOOK_INPUT_H
#define HOOK_INPUT_H

#include <stddef.h>
#include <time.h>

/* Static room for nearly every state: allocating memory costs as much as reading. */
#define INPUT_FIRST_ROOM 4096

struct input {
	char *text; /* first, or allocated */
	size_t length;
	char first[INPUT_FIRST_ROOM];
};

/*
 * Reads standard input to its end, however long it is: a runtime may fail the container if it
 * cannot write all of the state (crun before 1.17 does, see its commit 2c4db997a9d8).
 *
 * deadline   CLOCK_MONOTONIC; checked when a signal comes
 * ret        the caller always drops it
 *
 * Returns 0, or an errno: ETIMEDOUT, EFBIG beyond OCI_STATE_MAX bytes, ENOMEM, that of read(2).
 */
int input_read(const struct timespec *deadline, struct input *ret);
void input_drop(struct input *input);

#endif
