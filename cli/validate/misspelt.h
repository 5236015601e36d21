/* SPDX-License-Identifier: Apache-2.0 */
/* Misspelled names, and policies and hooks in the wrong place of a config.json. Pure. */
#ifndef CLI_MISSPELT_H
#define CLI_MISSPELT_H

#include <jansson.h>

#include "rules.h"

/* Reports policies and hooks in places where they are ignored, and unknown keys of memoryPolicy. */
void misspelt_find(const json_t *root, const struct listener *listener);

/* Adds what may have been meant to an error about a mode, a flag or nodes of memoryPolicy. */
void misspelt_suggest(const json_t *root, struct mempolicy_error *err);
/* The same for an error about a policy in the hook's notation. */
void misspelt_suggest_notation(const char *text, struct mempolicy_error *err);

#endif
