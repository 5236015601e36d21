/* SPDX-License-Identifier: Apache-2.0 */
/* Which policy suits a machine. */
#ifndef CLI_ADVICE_H
#define CLI_ADVICE_H

#include "machine.h"

enum advice_goal {
	ADVICE_STRICT,	  /* memory from these nodes or none */
	ADVICE_BANDWIDTH, /* of many nodes at once */
	ADVICE_LATENCY,	  /* near the CPUs that use it */
	ADVICE_TIERED,	  /* fast nodes first, slow ones when these are full */
	ADVICE_GOALS,
};

/* What is known of the container. */
struct advice_container {
	const struct mempolicy_nodes *cpu_nodes; /* that its CPUs belong to, or NULL: all */
	const struct mempolicy_nodes *mems;	 /* its cpuset, or NULL: all */
	unsigned long long size;		 /* memory that it needs, in bytes; 0: not known */
};

struct advice {
	struct mempolicy policy;
	char reason[1536]; /* sentences */
	/* Where the size is known: what is available on the nodes that are meant, and whether it
	 * suffices. */
	unsigned long long available;
	bool fits;
};

/* Pure. */
void advise(const struct machine *machine, const struct mempolicy_features *features,
	    enum advice_goal goal, const struct advice_container *container, struct advice *ret);

/*
 * The nodes of a list of CPUs such as "0-3,8".
 *
 * source  where it stands, for the error
 * err     USAGE, for what is no such list, or a CPU that is not online; remedy is left to the
 * caller
 */
int advice_cpu_nodes(const struct machine *machine, const char *cpus, const char *source,
		     struct mempolicy_nodes *ret, struct mempolicy_error *err);

#endif
