/* SPDX-License-Identifier: Apache-2.0 */
/* What is right in a policy, and yet hardly what was meant. */
#ifndef CLI_WARNINGS_H
#define CLI_WARNINGS_H

#include <jansson.h>

#include "machine.h"

/* A container whose policy is right. */
struct warned {
	const struct mempolicy *policy;
	const json_t *config;	       /* all of config.json; NULL where jansson cannot read it */
	const struct machine *machine; /* NULL: what can be said of every machine only */
	const struct mempolicy_resolution *resolution; /* there; NULL: it does not fit */
};

/* Passes each warning to take; their kind is MEMPOLICY_ERROR_NONE. Pure. */
void warnings_find(const struct warned *about, mempolicy_take_error *take, void *data);

#endif
