/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel does with a policy, written after its own definitions (lib/bitmap.c,
 * mm/mempolicy.c) and as simple as possible, with one bool for each node. */
#ifndef SUPPORT_KERNEL_MODEL_H
#define SUPPORT_KERNEL_MODEL_H

#include "mempolicy.h"

struct bits {
	bool at[MEMPOLICY_MAX_NODES];
};

unsigned int bits_weight(const struct bits *set);
struct bits bits_and(const struct bits *a, const struct bits *b);
struct mempolicy_nodes bits_to_nodes(const struct bits *set);

/* Indexed by their numbers in linux/mempolicy.h. */
extern const char *const mode_names[MEMPOLICY_MODES];

struct situation {
	struct bits possible;
	struct bits with_memory; /* a subset of the possible ones */
	struct bits allowed;	 /* by the cpuset; a subset of those with memory */
	struct bits mems;	 /* of the later cpuset */
	enum mempolicy_mode mode;
	unsigned int flags;
	struct bits nodes;
};

struct outcome {
	bool refused;  /* EINVAL */
	bool moved;    /* by the later change of the cpuset */
	bool complete; /* no node is left out, no position folded */
	struct bits effective;
	struct bits readback;
};

struct outcome foresee(const struct situation *situation);

#endif
