/* SPDX-License-Identifier: Apache-2.0 */
/* Policies of parts of a process's memory, which mbind(2) sets, as numa_maps shows them. */
#ifndef CLI_MAPPING_POLICIES_H
#define CLI_MAPPING_POLICIES_H

#include "mapping.h"

/* mpol_to_str() writes into 64 bytes, and cuts. */
#define MAPPING_POLICY_TEXT 64
/* More of them are counted together, under the name "others". */
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
	char thread[MAPPING_POLICY_TEXT]; /* that of the process's first thread; "" until known */
};

/* Adds a mapping to those of its policy, be it the thread's. err: SYSTEM, out of memory */
int mapping_policies_add(struct mapping_policies *policies, const struct mapping *mapping,
			 struct mempolicy_error *err);
/* Adds those of one process that are not its thread's to a sum. One that is the same as the
 * thread's cannot be told from it. err: SYSTEM, out of memory */
int mapping_policies_merge(struct mapping_policies *sum, const struct mapping_policies *policies,
			   struct mempolicy_error *err);
void mapping_policies_drop(struct mapping_policies *policies);

/* Bytes of it on all nodes; on those that are not among these, the process's own only. */
unsigned long long mapping_policy_bytes(const struct mapping_policy *policy);
unsigned long long mapping_policy_outside(const struct mapping_policy *policy,
					  const struct mempolicy_nodes *nodes);

#endif
