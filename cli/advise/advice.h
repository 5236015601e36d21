/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses a policy for a machine. */
#ifndef CLI_ADVICE_H
#define CLI_ADVICE_H

#include "machine.h"

enum advice_goal {
	ADVICE_STRICT,	  /* memory from the nearest nodes only */
	ADVICE_BANDWIDTH, /* memory from many nodes at once */
	ADVICE_LATENCY,	  /* memory near the CPUs that use it */
	ADVICE_TIERED,	  /* fast nodes first, slow nodes when they are full */
	ADVICE_GOALS,
};

/* What is known of the container. */
struct advice_container {
	const struct mempolicy_nodes *cpu_nodes; /* of its CPUs; NULL: all */
	const struct mempolicy_nodes *mems;	 /* its cpuset; NULL: all */
	unsigned long long size;		 /* memory that it needs, in bytes; 0: unknown */
};

struct advice {
	struct mempolicy policy;
	char reason[1536]; /* sentences */
	/* If the size is known: what is available on the nodes that the policy uses, and whether
	 * it is enough. */
	unsigned long long available;
	bool fits;
};

/* Chooses a policy for a goal. Pure. */
void advise(const struct machine *machine, const struct mempolicy_features *features,
	    enum advice_goal goal, const struct advice_container *container, struct advice *ret);

/*
 * Finds the nodes of a list of CPUs such as "0-3,8".
 *
 * source  where the list is from, for the error
 * err     USAGE: it is not a list, or a CPU is not online; the caller adds the remedy
 */
int advice_cpu_nodes(const struct machine *machine, const char *cpus, const char *source,
		     struct mempolicy_nodes *ret, struct mempolicy_error *err);

#endif
