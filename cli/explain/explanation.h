/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy does, in sentences. */
#ifndef CLI_EXPLANATION_H
#define CLI_EXPLANATION_H

#include "machine.h"

#define EXPLANATION_TEXT 1024

struct explanation {
	char where[EXPLANATION_TEXT];  /* which nodes pages come from, in which proportion */
	char full[EXPLANATION_TEXT];   /* what happens when these nodes are full */
	char cpuset[EXPLANATION_TEXT]; /* what happens when the cpuset changes */
	char moved[EXPLANATION_TEXT];  /* what moves pages later; may be "" */
};

/*
 * Explains a policy. Pure.
 *
 * policy     one that passed mempolicy_check(), or NULL for a container without a policy
 * effective  the nodes in effect, from mempolicy_resolve(); without a machine, the policy's
 * machine    NULL: explain it for any machine
 * allowed    the container's cpuset; NULL: all nodes of the machine
 */
void explain(const struct mempolicy *policy, const struct mempolicy_nodes *effective,
	     const struct machine *machine, const struct mempolicy_nodes *allowed,
	     struct explanation *ret);

#endif
