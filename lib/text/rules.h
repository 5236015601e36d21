/* SPDX-License-Identifier: Apache-2.0 */
/* The rules beyond the first that is broken. */
#ifndef MEMPOLICY_RULES_H
#define MEMPOLICY_RULES_H

#include "mempolicy.h"

/* What is known of a policy of which not all could be read. Flags are those that could. */
#define RULES_MODE  1U
#define RULES_NODES 2U

/* Passes every rule that the policy breaks to take, as far as that can be said from what is known.
 * Returns how many. */
size_t mp_rules_find_errors(const struct mempolicy *policy, unsigned int known,
			    mempolicy_take_error *take, void *data);

/* Whether the mode takes nodes. */
bool mp_rules_take_nodes(enum mempolicy_mode mode);

#endif
