/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which containers ask for a policy: an empty file for each, so that only for these a runtime has
 * to be asked when a process is executed in one. The policy itself is read anew each time from the
 * config.json that the runtime names: so a mark that is left behind costs time, and does nothing
 * wrong.
 */
#ifndef RUNTIME_MARK_H
#define RUNTIME_MARK_H

#include <stdbool.h>

#include "arguments.h"

/* Sets the mark of the container that is to be created, and takes those away that are left behind.
 * err: SYSTEM */
int mark_set(const struct arguments *arguments, struct mempolicy_error *err);

/* Takes it away: the container is deleted. */
void mark_clear(const struct arguments *arguments);

/* Takes it away for a container that is to be created, and asks for no policy; but not from one
 * that has the name already, which the runtime will refuse to create anew. */
void mark_clear_unused(const struct arguments *arguments);

/* Whether there is one; also true where marks cannot be kept. */
bool mark_is_set(const struct arguments *arguments);

#endif
