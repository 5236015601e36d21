/* SPDX-License-Identifier: Apache-2.0 */
/* What the hook's user can do about an error from the library. */
#ifndef HOOK_REMEDY_H
#define HOOK_REMEDY_H

#include <stdbool.h>

#include "mempolicy.h"

/*
 * Adds to the error's remedy what its reason calls for. To be called once for each error.
 *
 * inside  whether this is the createContainer stage of a container in a user namespace
 */
void remedy_add(struct mempolicy_error *err, bool inside);

#endif
