/* SPDX-License-Identifier: Apache-2.0 */
/* What the hook's user can do about an error of the library. */
#ifndef HOOK_REMEDY_H
#define HOOK_REMEDY_H

#include <stdbool.h>

#include "mempolicy.h"

/*
 * Adds it to the error's remedy, as its reason has it. To be called once for an error.
 *
 * inside  this is the createContainer stage of a container in a user namespace
 */
void remedy_add(struct mempolicy_error *err, bool inside);

#endif
