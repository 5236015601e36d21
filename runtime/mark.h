/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which containers request a policy: an empty file for each, so that the runtime is asked only
 * about these when a process is executed in one. The policy itself is read again each time, from
 * the config.json that the runtime names: so a mark that is left behind costs time, and does no
 * harm.
 */
#ifndef RUNTIME_MARK_H
#define RUNTIME_MARK_H

#include <stdbool.h>

#include "arguments.h"

/* Sets the mark of the container that is to be created, and removes those that are left behind.
 * err: SYSTEM */
int mark_set(const struct arguments *arguments, struct mempolicy_error *err);

/* Removes it: the container is deleted. */
void mark_clear(const struct arguments *arguments);

/* Removes it for a container that is to be created and requests no policy; but not if there is a
 * container of this name already, since the runtime will refuse to create another. */
void mark_clear_unused(const struct arguments *arguments);

/* Whether there is one that mark_clear() would remove. */
bool mark_is_there(const struct arguments *arguments);

/* Whether the container may have been marked when it was created, perhaps by another --root or
 * another user. If arguments->unknown is set, whether any container that it may be was. */
bool mark_may_be_set(const struct arguments *arguments);

#endif
