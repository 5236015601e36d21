/* SPDX-License-Identifier: Apache-2.0 */
/* What this machine has that a case may need: as libnuma tells it, which shares no code with what
 * is tested. */
#ifndef CONFORMANCE_MACHINE_H
#define CONFORMANCE_MACHINE_H

#include <sys/utsname.h>

#include "mempolicy.h"

/* The kernel takes one off maxnode before it uses it (get_nodes(), mm/mempolicy.c). */
#define MACHINE_MAXNODE (MEMPOLICY_MAX_NODES + 1UL)

struct machine {
	struct mempolicy_nodes online;
	struct mempolicy_nodes with_memory;
	struct mempolicy_nodes usable;	  /* with memory, and allowed to this process */
	struct mempolicy_nodes with_cpus; /* that this process may run on */
	struct mempolicy_features features;
	unsigned int cgroup; /* version 1 or 2; 0 where there is no cpuset controller */
	bool weights;	     /* of weighted interleaving can be set */
	struct utsname kernel;
};

/* err: UNSUPPORTED where the kernel knows no NUMA, else as for mempolicy_features_probe(). */
int machine_read(struct machine *ret, struct mempolicy_error *err);

/* The first CPU of a node that this process may run on, or -1. */
int machine_cpu_of(unsigned int node);
/* Free memory of a node in MiB; 0 where that cannot be read. */
unsigned long machine_free_mib(unsigned int node);
/* Whether the kernel was built for so many nodes that it takes this position of relative nodes. */
bool machine_takes_position(unsigned int position);

/* Reads a whole small file of /sys or /proc, without the newline at its end; false without it. */
bool machine_file(const char *path, char *text, size_t size);

#endif
