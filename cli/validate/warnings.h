/* SPDX-License-Identifier: Apache-2.0 */
/* What is right in a policy, and yet hardly what was meant. */
#ifndef CLI_WARNINGS_H
#define CLI_WARNINGS_H

#include "findings.h"

/*
 * Passes each warning to take; their kind is MEMPOLICY_ERROR_NONE. Pure.
 *
 * findings  one with a policy
 * machine   or NULL, for what can be said of every machine only
 */
void warnings_find(const struct findings *findings, const struct machine *machine,
		   mempolicy_take_error *take, void *data);

#endif
