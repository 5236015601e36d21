/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the entries of the hook in config.json. Pure. */
#ifndef CLI_HOOK_ENTRIES_H
#define CLI_HOOK_ENTRIES_H

#include <jansson.h>

#include "mempolicy.h"

/* Passes each error to take. root is a whole config.json, or NULL. */
void hook_entries_find_errors(const json_t *root, mempolicy_take_error *take, void *data);

#endif
