/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy does, in sentences. */
#ifndef CLI_EXPLANATION_H
#define CLI_EXPLANATION_H

#include "machine.h"

#define EXPLANATION_TEXT 1024

struct explanation {
	char where[EXPLANATION_TEXT];  /* which nodes pages come from, in which proportion */
	char full[EXPLANATION_TEXT];   /* when these are full */
	char cpuset[EXPLANATION_TEXT]; /* when the cpuset changes */
	char moved[EXPLANATION_TEXT];  /* what moves pages later; may be "" */
};

/*
 * Pure.
 *
 * policy     one that passed mempolicy_check(), or NULL for a container without
 * effective  the nodes that it uses, of mempolicy_resolve(); or without a machine those of policy
 * machine    or NULL
 * allowed    the container's cpuset, or NULL: all of the machine's nodes
 */
void explain(const struct mempolicy *policy, const struct mempolicy_nodes *effective,
	     const struct machine *machine, const struct mempolicy_nodes *allowed,
	     struct explanation *ret);

#endif
