/* SPDX-License-Identifier: Apache-2.0 */
/* Checking all rules, not only up to the first error. */
#ifndef MEMPOLICY_RULES_H
#define MEMPOLICY_RULES_H

#include "mempolicy.h"

/* The members of a policy that could be read. Flags that could not be read are left out. */
#define RULES_MODE  1U
#define RULES_NODES 2U

/* Passes an error to take for every rule that the policy breaks, as far as the known members show.
 * Returns the number of errors. */
size_t mp_rules_find_errors(const struct mempolicy *policy, unsigned int known,
			    mempolicy_take_error *take, void *data);

/* Whether the mode takes nodes. */
bool mp_rules_take_nodes(enum mempolicy_mode mode);

#endif
