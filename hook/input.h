/* SPDX-License-Identifier: Apache-2.0 */
/* Standard input, from which the runtime's state comes. */
#ifndef HOOK_INPUT_H
#define HOOK_INPUT_H

#include "mempolicy.h"

/*
 * Reads standard input to its end, whatever there is: a runtime may fail the container when it
 * cannot write all of the state (crun 1.8.1 does).
 *
 * deadline     CLOCK_MONOTONIC
 * ret_text     to be freed by the caller
 * err          USAGE on a terminal, INVALID beyond OCI_STATE_MAX bytes, TIMEOUT, SYSTEM
 */
int input_read(const struct timespec *deadline, char **ret_text, size_t *ret_length,
	struct mempolicy_error *err);

#endif
