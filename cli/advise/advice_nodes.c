/* SPDX-License-Identifier: Apache-2.0 */
#include "advice_nodes.h"

#include <limits.h>
#include <string.h>

#include "error.h"
#include "ranges.h"

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

int advice_cpu_nodes(const struct machine *machine, const char *cpus, const char *source,
		     struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	struct ranges ranges = ranges_of(cpus, strlen(cpus), ULONG_MAX);
	struct mempolicy_nodes nodes = {{0}};
	char quoted[ERROR_QUOTED];

	while (mp_ranges_next(&ranges))
		for (unsigned long cpu = ranges.first; cpu <= ranges.last; cpu++) {
			const struct machine_node *node = node_of_cpu(machine, cpu);

			if (!node)
				return mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
						    "CPU %lu of %s does not exist or is offline",
						    cpu, source);
			mempolicy_nodes_add(&nodes, node->id);
		}
	if (ranges.reason != RANGES_END || ranges.length == 0)
		return mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
				    "%s takes a list of CPUs such as 0-3,8, not %s", source,
				    mp_error_quote(quoted, sizeof(quoted), cpus, strlen(cpus)));
	*ret = nodes;
	return 0;
}

/* ---- sets of nodes ---- */

struct mempolicy_nodes advice_usable(const struct machine *machine,
				     const struct advice_container *container)
{
	return container->mems ? mempolicy_nodes_and(&machine->sets.with_memory, container->mems)
			       : machine->sets.with_memory;
}

static struct mempolicy_nodes with_cpus(const struct machine *machine)
{
	struct mempolicy_nodes nodes = {{0}};

	for (size_t i = 0; i < machine->count; i++)
		if (machine->nodes[i].cpu_count)
			mempolicy_nodes_add(&nodes, machine->nodes[i].id);
	return nodes;
}

/* Those of these nodes that are nearest to one of machine->nodes; that node itself, if it is
 * among them. */
static struct mempolicy_nodes nearest(const struct machine *machine, size_t from,
				      const struct mempolicy_nodes *among)
{
	struct mempolicy_nodes nodes = {{0}};
	unsigned int least = ~0U;

	for (size_t to = 0; to < machine->count; to++) {
		unsigned int distance = machine_distance(machine, from, to);

		if (!mempolicy_nodes_has(among, machine->nodes[to].id) || distance > least)
			continue;
		if (distance < least)
			nodes = (struct mempolicy_nodes){{0}};
		least = distance;
		mempolicy_nodes_add(&nodes, machine->nodes[to].id);
	}
	return nodes;
}

static void add_all(struct mempolicy_nodes *nodes, const struct mempolicy_nodes *more)
{
	for (unsigned int id = mempolicy_nodes_first(more); id < MEMPOLICY_MAX_NODES;
	     id = mempolicy_nodes_next(more, id))
		mempolicy_nodes_add(nodes, id);
}

static struct mempolicy_nodes cpu_nodes_of(const struct machine *machine,
					   const struct advice_container *container)
{
	return container->cpu_nodes ? *container->cpu_nodes : with_cpus(machine);
}

struct mempolicy_nodes advice_near(const struct machine *machine,
				   const struct advice_container *container)
{
	struct mempolicy_nodes usable = advice_usable(machine, container);
	struct mempolicy_nodes cpu_nodes = cpu_nodes_of(machine, container);
	struct mempolicy_nodes nodes = {{0}};

	for (size_t i = 0; i < machine->count; i++) {
		struct mempolicy_nodes near = nearest(machine, i, &usable);

		if (mempolicy_nodes_has(&cpu_nodes, machine->nodes[i].id))
			add_all(&nodes, &near);
	}
	return nodes;
}

struct mempolicy_nodes advice_attached(const struct machine *machine,
				       const struct advice_container *container)
{
	struct mempolicy_nodes usable = advice_usable(machine, container);
	struct mempolicy_nodes cpu_nodes = cpu_nodes_of(machine, container);
	struct mempolicy_nodes all_cpus = with_cpus(machine);
	struct mempolicy_nodes nodes = advice_near(machine, container);

	for (size_t i = 0; i < machine->count; i++) {
		struct mempolicy_nodes owners = nearest(machine, i, &all_cpus);
		struct mempolicy_nodes own = mempolicy_nodes_and(&owners, &cpu_nodes);

		if (!machine->nodes[i].cpu_count && !mempolicy_nodes_empty(&own) &&
		    mempolicy_nodes_has(&usable, machine->nodes[i].id))
			mempolicy_nodes_add(&nodes, machine->nodes[i].id);
	}
	return nodes;
}

struct mempolicy_nodes advice_fast(const struct machine *machine,
				   const struct mempolicy_nodes *among)
{
	struct mempolicy_nodes cpus = with_cpus(machine), all = {{0}}, fast;
	int tier = machine_fastest_tier(machine, among);

	for (size_t i = 0; i < machine->count; i++)
		if (mempolicy_nodes_has(among, machine->nodes[i].id) &&
		    machine->nodes[i].tier == tier)
			mempolicy_nodes_add(&all, machine->nodes[i].id);
	fast = mempolicy_nodes_and(&all, &cpus);
	return mempolicy_nodes_empty(&fast) ? all : fast;
}

struct mempolicy_nodes advice_next(const struct machine *machine,
				   const struct advice_container *container,
				   const struct mempolicy_nodes *nodes)
{
	struct mempolicy_nodes usable = advice_usable(machine, container);
	struct mempolicy_nodes left = mempolicy_nodes_minus(&usable, nodes), next = {{0}};
	unsigned int least = ~0U;

	for (size_t from = 0; from < machine->count; from++)
		for (size_t to = 0; to < machine->count; to++) {
			unsigned int distance = machine_distance(machine, from, to);

			if (!mempolicy_nodes_has(nodes, machine->nodes[from].id) ||
			    !mempolicy_nodes_has(&left, machine->nodes[to].id) || distance >= least)
				continue;
			least = distance;
			next = (struct mempolicy_nodes){{0}};
			mempolicy_nodes_add(&next, machine->nodes[to].id);
		}
	return next;
}
