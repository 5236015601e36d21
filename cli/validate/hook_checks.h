/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with hook entries in config.json, and whether they serve its policy. */
#ifndef CLI_HOOK_CHECKS_H
#define CLI_HOOK_CHECKS_H

#include "hook_entries.h"
#include "rules.h"

/*
 * What the entries are.
 *
 * root   a whole config.json, or NULL
 * files  whether their programs are to be on this machine: looks at the file system
 */
void hook_checks_find(const json_t *root, bool files, const struct listener *listener);

/*
 * Whether the entries serve what is asked for.
 *
 * entries  of root
 * asked    by this place; of kind PLACE_NONE: by none
 */
void hook_checks_serve(const json_t *root, const struct hook_entries *entries,
		       const struct place *asked, const struct listener *listener);

#endif
