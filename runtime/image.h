/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which policy to set outside of a cpuset, so that what the kernel makes of it when the thread
 * enters the cpuset is the one wanted there. Pure.
 */
#ifndef RUNTIME_IMAGE_H
#define RUNTIME_IMAGE_H

#include "mempolicy.h"

#define IMAGE_CANDIDATES 2

/*
 * Finds candidates; which of them is right depends on the kernel. Returns how many.
 *
 * wanted       in the cpuset
 * here         the nodes that the thread may use before
 * with_memory  the machine's
 */
size_t image_candidates(const struct mempolicy_resolution *wanted,
			const struct mempolicy_nodes *here,
			const struct mempolicy_nodes *with_memory,
			struct mempolicy ret[IMAGE_CANDIDATES]);

#endif
