/* SPDX-License-Identifier: Apache-2.0 */
/* What a word that stands for nodes comes down to. Pure: everything it knows is in its arguments.
 */
#ifndef MEMPOLICY_WORDS_H
#define MEMPOLICY_WORDS_H

#include "mempolicy.h"

/* More memory tiers than any machine has. */
#define WORDS_TIERS 32

/* A memory tier of the kernel's: the higher its number, the slower. */
struct words_tier {
	unsigned int number;
	struct mempolicy_nodes nodes;
};

/* What words refer to. Only what the word at hand needs is filled in; see facts_read(). */
struct words_facts {
	struct mempolicy_nodes online;
	struct mempolicy_nodes with_memory;
	struct mempolicy_nodes usable;	  /* of these, those in the container's cpuset */
	struct mempolicy_nodes with_cpus; /* nodes with CPUs */
	struct mempolicy_nodes of_cpus;	  /* nodes of the CPUs that the container may use */
	/* By position among those that are online: rows of distances from each; 10 is a node to
	 * itself. */
	unsigned char *distances;
	size_t tier_count; /* 0: the kernel knows of none */
	struct words_tier tiers[WORDS_TIERS];
	bool has_device;
	int device_node; /* below 0: the firmware tells none */
};

/* err: INVALID, the word comes down to no node, and why */
int words_resolve(const struct mempolicy_word *word, const struct words_facts *facts,
		  struct mempolicy_nodes *ret, struct mempolicy_error *err);

/*
 * The nodes of the CPUs that the container may use, as far as they are among some; of CPUs on a
 * node without memory, the nearest that are.
 */
struct mempolicy_nodes words_of_cpus(const struct words_facts *facts,
				     const struct mempolicy_nodes *among);

/* The nodes of a tier, counted from the fastest, 0. False: there are fewer tiers. */
bool words_find_tier(const struct words_facts *facts, unsigned int rank,
		     struct mempolicy_nodes *ret);

#endif
