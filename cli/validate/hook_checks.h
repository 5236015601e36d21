/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the hook entries in config.json, and of whether they serve its policy. */
#ifndef CLI_HOOK_CHECKS_H
#define CLI_HOOK_CHECKS_H

#include "hook_entries.h"
#include "rules.h"

/*
 * Checks each entry by itself.
 *
 * root   a whole config.json, or NULL
 * files  also check that this machine has the programs: looks at the file system
 */
void hook_checks_find(const json_t *root, bool files, const struct listener *listener);

/*
 * Checks whether the entries serve the requested policy.
 *
 * entries  of root
 * asked    the place that requests the policy; of kind PLACE_NONE if none does
 */
void hook_checks_serve(const json_t *root, const struct hook_entries *entries,
		       const struct place *asked, const struct listener *listener);

#endif
