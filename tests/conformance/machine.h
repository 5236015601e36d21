/* SPDX-License-Identifier: Apache-2.0 */
/* What this machine has that a case may need, read with libnuma, which shares no code with what is
 * tested. */
#ifndef CONFORMANCE_MACHINE_H
#define CONFORMANCE_MACHINE_H

#include <sys/utsname.h>

#include "mempolicy.h"

/* The kernel subtracts 1 from maxnode before it uses it (get_nodes(), mm/mempolicy.c). */
#define MACHINE_MAXNODE (MEMPOLICY_MAX_NODES + 1UL)

struct machine {
	struct mempolicy_nodes online;
	struct mempolicy_nodes with_memory;
	struct mempolicy_nodes usable;	  /* with memory, and allowed to this process */
	struct mempolicy_nodes with_cpus; /* with CPUs that this process may run on */
	struct mempolicy_features features;
	unsigned int cgroup; /* version 1 or 2; 0 without a cpuset controller */
	bool weights;	     /* the weights of weighted interleaving can be set */
	struct utsname kernel;
};

/* err: UNSUPPORTED if the kernel has no NUMA support; others as for mempolicy_features_probe(). */
int machine_read(struct machine *ret, struct mempolicy_error *err);

/* The first CPU of a node that this process may run on, or -1. */
int machine_cpu_of(unsigned int node);
/* Free memory of a node in MiB; 0 if that cannot be read. */
unsigned long machine_free_mib(unsigned int node);
/* Whether the kernel was built for enough nodes to accept this position as a relative node. */
bool machine_takes_position(unsigned int position);

/* Reads the first line of a file of /sys or /proc, without its newline; false if there is no file.
 */
bool machine_file(const char *path, char *text, size_t size);

#endif
