/* SPDX-License-Identifier: Apache-2.0 */
/* Resolves a word in place of nodes. Pure: all input is in the arguments. */
#ifndef MEMPOLICY_WORDS_H
#define MEMPOLICY_WORDS_H

#include "mempolicy.h"

/* More memory tiers than any machine has. */
#define WORDS_TIERS 32

/* A memory tier of the kernel. A higher number means slower memory. */
struct words_tier {
	unsigned int number;
	struct mempolicy_nodes nodes;
};

/* The facts that words refer to. Only those that a word needs are filled in; see facts_read(). */
struct words_facts {
	struct mempolicy_nodes online;
	struct mempolicy_nodes with_memory;
	struct mempolicy_nodes usable;	  /* nodes with memory in the container's cpuset */
	struct mempolicy_nodes with_cpus; /* nodes with CPUs */
	struct mempolicy_nodes of_cpus;	  /* nodes of the CPUs that the container may use */
	/* Rows of distances from each online node to each, by position; a node's distance to itself
	 * is 10. */
	unsigned char *distances;
	size_t tier_count; /* 0: the kernel has none */
	struct words_tier tiers[WORDS_TIERS];
	bool has_device;
	int device_node; /* negative if the firmware does not provide it */
};

/* err: INVALID if the word resolves to no node, with the reason */
int words_resolve(const struct mempolicy_word *word, const struct words_facts *facts,
		  struct mempolicy_nodes *ret, struct mempolicy_error *err);

/*
 * The nodes of the CPUs that the container may use, as far as they are in among; for CPUs on a node
 * without memory, the nearest nodes in among.
 */
struct mempolicy_nodes words_of_cpus(const struct words_facts *facts,
				     const struct mempolicy_nodes *among);

/* Finds the nodes of a tier, counted from 0, the fastest. False if there are fewer tiers. */
bool words_find_tier(const struct words_facts *facts, unsigned int rank,
		     struct mempolicy_nodes *ret);

#endif
