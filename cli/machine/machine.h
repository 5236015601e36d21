/* SPDX-License-Identifier: Apache-2.0 */
/* What this machine is: nodes, their CPUs, memory, distances, tiers and weights. */
#ifndef CLI_MACHINE_H
#define CLI_MACHINE_H

#include <jansson.h>

#include "mempolicy.h"

#define MACHINE_UNKNOWN (-1)

struct machine_node {
	unsigned int id;
	char *cpus; /* "0-3,8-11"; "" for a node without CPUs */
	unsigned int cpu_count;
	unsigned long long total, free; /* bytes; total is 0 for a node without memory */
	/* free, or page cache and slabs that the kernel gives up when memory is asked for */
	unsigned long long available;
	int weight; /* of MPOL_WEIGHTED_INTERLEAVE, 1 to 255, or MACHINE_UNKNOWN */
	int tier;   /* of memory, the lower the faster, or MACHINE_UNKNOWN */
};

struct machine {
	struct mempolicy_machine sets;
	size_t count;
	struct machine_node *nodes; /* those online, in ascending order */
	unsigned int *distances;    /* count rows of count: see machine_distance() */
	int numa_balancing;	    /* /proc/sys/kernel/numa_balancing, or MACHINE_UNKNOWN */
	int demotion; /* whether full nodes move pages to slower ones, or MACHINE_UNKNOWN */
};

/* Reads all of it; *ret is to be dropped with machine_drop(). err: SYSTEM, UNSUPPORTED */
int machine_read(struct machine *ret, struct mempolicy_error *err);
void machine_drop(struct machine *machine);

/* The node of that number, or NULL. */
const struct machine_node *machine_find(const struct machine *machine, unsigned int id);

/* From one of machine->nodes to another, both counted from 0; 10 is a node to itself. */
unsigned int machine_distance(const struct machine *machine, size_t from, size_t to);

/* As topology --json and features --host print it: a new reference, NULL when out of memory. */
json_t *machine_to_json(const struct machine *machine);

#endif
