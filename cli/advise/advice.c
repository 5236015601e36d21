/* SPDX-License-Identifier: Apache-2.0 */
#include "advice.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "ranges.h"

#define LIST_TEXT 256

/* ---- CPUs ---- */

static const struct machine_node *node_of_cpu(const struct machine *machine, unsigned long cpu)
{
	for (size_t i = 0; i < machine->count; i++) {
		const char *list = machine->nodes[i].cpus;
		struct ranges ranges = ranges_of(list, strlen(list), ULONG_MAX);

		while (mp_ranges_next(&ranges))
			if (cpu >= ranges.first && cpu <= ranges.last)
				return &machine->nodes[i];
	}
	return NULL;
}

int advice_cpu_nodes(const struct machine *machine, const char *cpus, struct mempolicy_nodes *ret,
		     struct mempolicy_error *err)
{
	struct ranges ranges = ranges_of(cpus, strlen(cpus), ULONG_MAX);
	struct mempolicy_nodes nodes = {{0}};
	char quoted[ERROR_QUOTED];

	while (mp_ranges_next(&ranges))
		for (unsigned long cpu = ranges.first; cpu <= ranges.last; cpu++) {
			const struct machine_node *node = node_of_cpu(machine, cpu);

			if (!node)
				return mp_error_set(
					err, MEMPOLICY_ERROR_USAGE, "",
					"CPU %lu of --cpus does not exist or is offline", cpu);
			mempolicy_nodes_add(&nodes, node->id);
		}
	if (ranges.reason != RANGES_END || ranges.length == 0)
		return mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
				    "--cpus takes a list of CPUs such as 0-3,8, not %s",
				    mp_error_quote(quoted, sizeof(quoted), cpus, strlen(cpus)));
	*ret = nodes;
	return 0;
}

/* ---- sets of nodes; all have memory ---- */

static bool has_memory(const struct machine_node *node)
{
	return node->total > 0;
}

static bool has_cpus(const struct machine_node *node)
{
	return node->cpu_count > 0;
}

/* Of the nodes that have it, the one that is nearest to a node of machine->nodes: itself, if it
 * does. */
static unsigned int nearest(const struct machine *machine, size_t from,
			    bool (*has)(const struct machine_node *node))
{
	size_t best = from;
	unsigned int least = ~0U;

	for (size_t to = 0; to < machine->count; to++)
		if (has(&machine->nodes[to]) && machine_distance(machine, from, to) < least) {
			least = machine_distance(machine, from, to);
			best = to;
		}
	return machine->nodes[best].id;
}

/* Where the CPUs of these nodes (NULL: all) find memory nearest. */
static struct mempolicy_nodes near(const struct machine *machine,
				   const struct mempolicy_nodes *cpu_nodes)
{
	struct mempolicy_nodes nodes = {{0}};

	for (size_t i = 0; i < machine->count; i++)
		if (cpu_nodes ? mempolicy_nodes_has(cpu_nodes, machine->nodes[i].id)
			      : machine->nodes[i].cpu_count > 0)
			mempolicy_nodes_add(&nodes, nearest(machine, i, has_memory));
	return nodes;
}

/* near(), and the nodes with memory only that are attached to the same CPUs. */
static struct mempolicy_nodes attached(const struct machine *machine,
				       const struct mempolicy_nodes *cpu_nodes)
{
	struct mempolicy_nodes nodes = near(machine, cpu_nodes);

	for (size_t i = 0; i < machine->count; i++) {
		const struct machine_node *node = &machine->nodes[i];
		unsigned int owner = nearest(machine, i, has_cpus);

		if (node->total && !node->cpu_count &&
		    (!cpu_nodes || mempolicy_nodes_has(cpu_nodes, owner)))
			mempolicy_nodes_add(&nodes, node->id);
	}
	return nodes;
}

/* The lowest tier that is known, or MACHINE_UNKNOWN. */
static int lowest_tier(const struct machine *machine, const struct mempolicy_nodes *among)
{
	int lowest = MACHINE_UNKNOWN;

	for (size_t i = 0; i < machine->count; i++) {
		int tier = machine->nodes[i].tier;

		if (mempolicy_nodes_has(among, machine->nodes[i].id) && tier != MACHINE_UNKNOWN &&
		    (lowest == MACHINE_UNKNOWN || tier < lowest))
			lowest = tier;
	}
	return lowest;
}

/* Those of the lowest tier; of these, those with CPUs, if there are any: a node without may be in
 * their tier only because the firmware does not tell how slow it is. */
static struct mempolicy_nodes fast(const struct machine *machine,
				   const struct mempolicy_nodes *among)
{
	struct mempolicy_nodes with_cpus = {{0}}, all = {{0}};
	int tier = lowest_tier(machine, among);

	for (size_t i = 0; i < machine->count; i++) {
		const struct machine_node *node = &machine->nodes[i];

		if (!mempolicy_nodes_has(among, node->id) || node->tier != tier)
			continue;
		mempolicy_nodes_add(&all, node->id);
		if (node->cpu_count)
			mempolicy_nodes_add(&with_cpus, node->id);
	}
	return mempolicy_nodes_empty(&with_cpus) ? all : with_cpus;
}

static bool weights_differ(const struct machine *machine, const struct mempolicy_nodes *among)
{
	int first = MACHINE_UNKNOWN;

	for (size_t i = 0; i < machine->count; i++) {
		const struct machine_node *node = &machine->nodes[i];

		if (!mempolicy_nodes_has(among, node->id) || node->weight == MACHINE_UNKNOWN)
			continue;
		if (first != MACHINE_UNKNOWN && node->weight != first)
			return true;
		first = node->weight;
	}
	return false;
}

/* ---- advice ---- */

struct task {
	const struct machine *machine;
	const struct mempolicy_features *features;
	const struct mempolicy_nodes *cpu_nodes;
	struct advice *advice;
};

__attribute__((format(printf, 4, 5))) static void decide(const struct task *task,
							 enum mempolicy_mode mode,
							 const struct mempolicy_nodes *nodes,
							 const char *format, ...)
{
	va_list args;

	task->advice->policy = (struct mempolicy){.mode = mode};
	if (nodes)
		task->advice->policy.nodes = *nodes;
	va_start(args, format);
	vsnprintf(task->advice->reason, sizeof(task->advice->reason), format, args);
	va_end(args);
}

/* Nodes are named by this machine's numbers: a cpuset that changes must not move them. */
static void keep_nodes(const struct task *task)
{
	if (task->features->static_nodes)
		task->advice->policy.flags |= MEMPOLICY_F_STATIC_NODES;
}

/* These first, the others when they are full. */
static void prefer(const struct task *task, const struct mempolicy_nodes *nodes, const char *why)
{
	char list[LIST_TEXT];

	mp_error_nodes(list, sizeof(list), nodes);
	if (mempolicy_nodes_count(nodes) == 1)
		decide(task, MEMPOLICY_PREFERRED, nodes,
		       "Memory comes from node %s, %s, and from the others when it is full.", list,
		       why);
	else if (task->features->modes[MEMPOLICY_PREFERRED_MANY])
		decide(task, MEMPOLICY_PREFERRED_MANY, nodes,
		       "Memory comes from the nodes %s, %s, and from the others when they are "
		       "full.",
		       list, why);
	else
		decide(task, MEMPOLICY_LOCAL, NULL,
		       "The nodes %s, %s, would be best, but this kernel has no "
		       "MPOL_PREFERRED_MANY (Linux 5.15): memory of the node of the CPU that asks "
		       "for it is next to that.",
		       list, why);
}

static void advise_latency(const struct task *task)
{
	struct mempolicy_nodes nodes = near(task->machine, task->cpu_nodes);

	if (task->cpu_nodes)
		prefer(task, &nodes, "nearest to these CPUs");
	else
		decide(task, MEMPOLICY_LOCAL, NULL,
		       "Each page comes from the node of the CPU that first touches it, the "
		       "nearest there is.");
}

static void advise_strict(const struct task *task)
{
	struct mempolicy_nodes nodes = near(task->machine, task->cpu_nodes);
	char list[LIST_TEXT];

	decide(task, MEMPOLICY_BIND, &nodes,
	       "Memory comes from %s %s, nearest to %s, or not at all: set "
	       "linux.resources.memory.limit below what is free there.",
	       mempolicy_nodes_count(&nodes) == 1 ? "node" : "the nodes",
	       mp_error_nodes(list, sizeof(list), &nodes),
	       task->cpu_nodes ? "these CPUs" : "the CPUs");
	keep_nodes(task);
}

static void advise_bandwidth(const struct task *task)
{
	struct mempolicy_nodes all = attached(task->machine, task->cpu_nodes);
	struct mempolicy_nodes quick = fast(task->machine, &all);
	struct mempolicy_nodes left = mempolicy_nodes_minus(&all, &quick);
	char list[LIST_TEXT], left_list[LIST_TEXT];

	if (weights_differ(task->machine, &all) &&
	    task->features->modes[MEMPOLICY_WEIGHTED_INTERLEAVE]) {
		decide(task, MEMPOLICY_WEIGHTED_INTERLEAVE, &all,
		       "Pages go round the nodes %s in proportion to this machine's weights, so "
		       "that all of them are busy.",
		       mp_error_nodes(list, sizeof(list), &all));
	} else if (mempolicy_nodes_count(&quick) == 1) {
		prefer(task, &quick, "the only one of its speed there");
		return;
	} else if (mempolicy_nodes_empty(&left)) {
		decide(task, MEMPOLICY_INTERLEAVE, &quick,
		       "Pages go round the nodes %s, which are of one kind, so that all of them "
		       "are busy.",
		       mp_error_nodes(list, sizeof(list), &quick));
	} else {
		decide(task, MEMPOLICY_INTERLEAVE, &quick,
		       "Pages go round the nodes %s; slower ones (%s) would hold them up. To use "
		       "these as well, set weights in "
		       "/sys/kernel/mm/mempolicy/weighted_interleave (Linux 6.9), and ask again.",
		       mp_error_nodes(list, sizeof(list), &quick),
		       mp_error_nodes(left_list, sizeof(left_list), &left));
	}
	keep_nodes(task);
}

static void advise_tiered(const struct task *task)
{
	struct mempolicy_nodes all = attached(task->machine, task->cpu_nodes);
	struct mempolicy_nodes quick = fast(task->machine, &all);
	struct mempolicy *policy = &task->advice->policy;

	if (mempolicy_nodes_equal(&all, &quick)) {
		decide(task, MEMPOLICY_LOCAL, NULL,
		       "All memory %sis equally fast: there is nothing to put second.",
		       task->cpu_nodes ? "near these CPUs " : "");
		return;
	}
	prefer(task, &quick, "the fastest");
	if (policy->mode == MEMPOLICY_PREFERRED_MANY && task->machine->numa_balancing > 0 &&
	    task->features->numa_balancing_preferred_many)
		policy->flags |= MEMPOLICY_F_NUMA_BALANCING;
}

void advise(const struct machine *machine, const struct mempolicy_features *features,
	    enum advice_goal goal, const struct mempolicy_nodes *cpu_nodes, struct advice *ret)
{
	static void (*const advisers[])(const struct task *) = {
		[ADVICE_STRICT] = advise_strict,
		[ADVICE_BANDWIDTH] = advise_bandwidth,
		[ADVICE_LATENCY] = advise_latency,
		[ADVICE_TIERED] = advise_tiered,
	};
	const struct task task = {machine, features, cpu_nodes, ret};

	if (mempolicy_nodes_count(&machine->sets.with_memory) < 2)
		decide(&task, MEMPOLICY_LOCAL, NULL,
		       "This machine has one node with memory: no policy changes where memory "
		       "lies.");
	else
		advisers[goal](&task);
}
