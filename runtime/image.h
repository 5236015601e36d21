/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Computes which policy to set outside of a cpuset so that the kernel turns it into the wanted one
 * when the thread enters the cpuset. Pure.
 */
#ifndef RUNTIME_IMAGE_H
#define RUNTIME_IMAGE_H

#include "mempolicy.h"

#define IMAGE_CANDIDATES 2

/*
 * Finds candidates; it depends on the kernel which of them is right. Returns how many.
 *
 * wanted       the policy wanted in the cpuset
 * here         the nodes that the thread may use before it enters
 * with_memory  the machine's nodes with memory
 */
size_t image_candidates(const struct mempolicy_resolution *wanted,
			const struct mempolicy_nodes *here,
			const struct mempolicy_nodes *with_memory,
			struct mempolicy ret[IMAGE_CANDIDATES]);

#endif
