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
};

struct advice {
	struct mempolicy policy;
	char reason[512]; /* sentences */
};

/*
 * Pure.
 *
 * cpu_nodes  the nodes that the container's CPUs belong to, or NULL for all
 */
void advise(const struct machine *machine, const struct mempolicy_features *features,
	    enum advice_goal goal, const struct mempolicy_nodes *cpu_nodes, struct advice *ret);

/*
 * The nodes of a list of CPUs such as "0-3,8".
 * err: USAGE, for what is no such list, or a CPU that is not online; remedy is left to the caller
 */
int advice_cpu_nodes(const struct machine *machine, const char *cpus, struct mempolicy_nodes *ret,
		     struct mempolicy_error *err);

#endif
