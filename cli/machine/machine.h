/* SPDX-License-Identifier: Apache-2.0 */
/* This machine: nodes, and their CPUs, memory, distances, tiers and weights. */
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
	/* free, or page cache and slabs that the kernel can reclaim */
	unsigned long long available;
	int weight; /* of MPOL_WEIGHTED_INTERLEAVE, 1 to 255, or MACHINE_UNKNOWN */
	int tier;   /* memory tier as numbered by the kernel, lower is faster, or MACHINE_UNKNOWN */
};

/* /proc/sys/kernel/numa_balancing: what automatic NUMA balancing does. */
enum machine_balancing {
	MACHINE_BALANCES = 1, /* moves pages to the nodes of the CPUs that use them */
	MACHINE_PROMOTES = 2, /* moves frequently used pages from slow tiers to fast ones */
};

struct machine {
	struct mempolicy_machine sets;
	size_t count;
	struct machine_node *nodes; /* online nodes in ascending order */
	unsigned int *distances;    /* count rows of count: see machine_distance() */
	int numa_balancing;	    /* bits of enum machine_balancing; or MACHINE_UNKNOWN */
	int demotion; /* whether full nodes move pages to slower ones, or MACHINE_UNKNOWN */
	bool demotion_heeds_cpuset; /* since Linux 6.16, where cpusets are those of cgroup v2 */
};

/* Reads this machine; *ret must be freed with machine_drop(). err: SYSTEM, UNSUPPORTED */
int machine_read(struct machine *ret, struct mempolicy_error *err);
void machine_drop(struct machine *machine);

/* Finds a node by its number; NULL if there is none. */
const struct machine_node *machine_find(const struct machine *machine, unsigned int id);

/* The memory available on these nodes, in bytes. */
unsigned long long machine_available(const struct machine *machine,
				     const struct mempolicy_nodes *nodes);

/* The distance between two indices of machine->nodes; 10 from a node to itself. */
unsigned int machine_distance(const struct machine *machine, size_t from, size_t to);

/* The tier of nodes[index] as in the node word tier:N, where 0 is the fastest of this machine; or
 * MACHINE_UNKNOWN. The kernel's own numbers have gaps. */
int machine_tier_rank(const struct machine *machine, size_t index);

/* The lowest known tier of these nodes, or MACHINE_UNKNOWN. */
int machine_fastest_tier(const struct machine *machine, const struct mempolicy_nodes *nodes);

/* Whether automatic NUMA balancing is on, in any mode. */
bool machine_balancing_is_on(const struct machine *machine);

/*
 * The nodes of slower tiers to which demotion may move pages from these nodes, whatever their
 * policy is. None if demotion is off.
 *
 * allowed  the container's cpuset; NULL: all nodes
 */
struct mempolicy_nodes machine_demotes_to(const struct machine *machine,
					  const struct mempolicy_nodes *from,
					  const struct mempolicy_nodes *allowed);

/* The object that topology --json and features --host print: a new reference; NULL when out of
 * memory. */
json_t *machine_to_json(const struct machine *machine);

#endif
