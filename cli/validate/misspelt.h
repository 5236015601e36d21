/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a config.json under another name, or in another place, than was meant. Pure. */
#ifndef CLI_MISSPELT_H
#define CLI_MISSPELT_H

#include <jansson.h>

#include "rules.h"

/* Policies where nothing looks for them, and keys that mean nothing within memoryPolicy. */
void misspelt_find(const json_t *root, const struct listener *listener);

/* To an error about a mode, a flag or nodes of memoryPolicy: what may have been meant. */
void misspelt_suggest(const json_t *root, struct mempolicy_error *err);
/* To one about a policy in the hook's notation. */
void misspelt_suggest_notation(const char *text, struct mempolicy_error *err);

#endif
