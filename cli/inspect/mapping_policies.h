/* SPDX-License-Identifier: Apache-2.0 */
/* Policies of parts of a process's memory, which mbind(2) sets, as numa_maps shows them. */
#ifndef CLI_MAPPING_POLICIES_H
#define CLI_MAPPING_POLICIES_H

#include "mapping.h"

/* The kernel's mpol_to_str() writes into 64 bytes, and cuts longer texts. */
#define MAPPING_POLICY_TEXT 64
/* Policies beyond this number are counted together, under the name "others". */
#define MAPPING_POLICIES_MAX 64

struct mapping_policy {
	char text[MAPPING_POLICY_TEXT]; /* "bind:0" */
	unsigned long mappings;
	unsigned long long own[MEMPOLICY_MAX_NODES]; /* bytes: ANONYMOUS and HUGE */
	unsigned long long all[MEMPOLICY_MAX_NODES];
};

struct mapping_policies {
	size_t count;
	struct mapping_policy *list;
	char thread[MAPPING_POLICY_TEXT]; /* of the process's first thread; "" until known */
};

/* Adds a mapping to its policy, even if that is the thread's. err: SYSTEM, out of memory */
int mapping_policies_add(struct mapping_policies *policies, const struct mapping *mapping,
			 struct mempolicy_error *err);
/* Adds a process's policies other than its first thread's to a sum. A mapping whose own policy
 * equals the thread's looks the same, and is left out. err: SYSTEM, out of memory */
int mapping_policies_merge(struct mapping_policies *sum, const struct mapping_policies *policies,
			   struct mempolicy_error *err);
void mapping_policies_drop(struct mapping_policies *policies);

/* Bytes under a policy: all, on all nodes; and only the process's own, on other nodes than these.
 */
unsigned long long mapping_policy_bytes(const struct mapping_policy *policy);
unsigned long long mapping_policy_outside(const struct mapping_policy *policy,
					  const struct mempolicy_nodes *nodes);

#endif
