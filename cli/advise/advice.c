/* SPDX-License-Identifier: Apache-2.0 */
#include "advice.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "advice_nodes.h"
#include "error.h"
#include "table.h"

#define LIST_TEXT 256

struct task {
	const struct machine *machine;
	const struct mempolicy_features *features;
	const struct advice_container *container;
	struct advice *advice;
};

__attribute__((format(printf, 2, 3))) static void say(const struct task *task, const char *format,
						      ...)
{
	char *reason = task->advice->reason;
	size_t length = strlen(reason);
	va_list args;

	va_start(args, format);
	vsnprintf(reason + length, sizeof(task->advice->reason) - length, format, args);
	va_end(args);
}

/* Sets the policy; the reason is given afterwards. */
static void decide(const struct task *task, enum mempolicy_mode mode,
		   const struct mempolicy_nodes *nodes)
{
	task->advice->policy = (struct mempolicy){.mode = mode};
	if (nodes)
		task->advice->policy.nodes = *nodes;
}

/* Nodes are named by this machine's numbers: a change of the cpuset must not move them. */
static void keep_nodes(const struct task *task)
{
	if (task->features->static_nodes)
		task->advice->policy.flags |= MEMPOLICY_F_STATIC_NODES;
}

/* "node 2" or "nodes 0-1" */
static const char *named(char buf[LIST_TEXT], const struct mempolicy_nodes *nodes)
{
	char list[LIST_TEXT - 16];

	snprintf(buf, LIST_TEXT, "%s %s", mempolicy_nodes_count(nodes) == 1 ? "node" : "nodes",
		 mp_error_nodes(list, sizeof(list), nodes));
	return buf;
}

static const char *cpus_of(const struct task *task)
{
	return task->container->cpu_nodes ? "these CPUs" : "the CPUs";
}

/* ---- with room elsewhere ---- */

static bool balancing(const struct task *task)
{
	return machine_balancing_is_on(task->machine);
}

/* What balancing does where it is on. */
static const char *what_balancing_does(const struct task *task)
{
	return task->machine->numa_balancing == MACHINE_PROMOTES
		       ? "brings frequently used pages back from slower nodes"
		       : "moves pages to the CPUs that use them";
}

/* The node of the CPU that asks. MPOL_LOCAL would turn balancing off, MPOL_DEFAULT does not. */
static void take_local(const struct task *task)
{
	decide(task, balancing(task) ? MEMPOLICY_DEFAULT : MEMPOLICY_LOCAL, NULL);
	say(task, "Each page comes from the node of the CPU that first touches it, or from the "
		  "nearest node with room.");
	if (balancing(task))
		say(task,
		    " Automatic NUMA balancing, which is on, %s; MPOL_LOCAL would turn it off for "
		    "the container.",
		    what_balancing_does(task));
}

/* MPOL_PREFERRED for one node, MPOL_PREFERRED_MANY for more. */
static void prefer_unbalanced(const struct task *task, const struct mempolicy_nodes *nodes,
			      const char *why)
{
	char name[LIST_TEXT];
	bool one = mempolicy_nodes_count(nodes) == 1;

	if (!one && !task->features->modes[MEMPOLICY_PREFERRED_MANY]) {
		decide(task, balancing(task) ? MEMPOLICY_DEFAULT : MEMPOLICY_LOCAL, NULL);
		say(task,
		    "Memory from %s, %s, would be best, but this kernel lacks MPOL_PREFERRED_MANY "
		    "(Linux 5.15): memory comes from the node of the CPU that asks for it.",
		    named(name, nodes), why);
		return;
	}
	decide(task, one ? MEMPOLICY_PREFERRED : MEMPOLICY_PREFERRED_MANY, nodes);
	say(task, "Memory comes from %s, %s, and from other nodes when %s full.",
	    named(name, nodes), why, one ? "it is" : "they are");
	if (balancing(task))
		say(task,
		    " Automatic NUMA balancing, which is on, leaves it where it is: with such a "
		    "policy, balancing requires MPOL_F_NUMA_BALANCING (Linux 6.10).");
}

/* These nodes first, the others when they are full. */
static void prefer(const struct task *task, const struct mempolicy_nodes *nodes, const char *why)
{
	struct mempolicy_nodes near = advice_near(task->machine, task->container);
	char name[LIST_TEXT];

	if (!balancing(task) || (!task->features->numa_balancing_preferred_many &&
				 !mempolicy_nodes_equal(nodes, &near))) {
		prefer_unbalanced(task, nodes, why);
		return;
	}
	if (task->features->numa_balancing_preferred_many) {
		decide(task, MEMPOLICY_PREFERRED_MANY, nodes);
		task->advice->policy.flags |= MEMPOLICY_F_NUMA_BALANCING;
		say(task, "Memory comes from %s, %s, and from other nodes when %s full.",
		    named(name, nodes), why,
		    mempolicy_nodes_count(nodes) == 1 ? "it is" : "they are");
		say(task, " Automatic NUMA balancing, which is on, %s.", what_balancing_does(task));
		return;
	}
	decide(task, MEMPOLICY_DEFAULT, NULL);
	say(task,
	    "Even without a policy, memory comes from %s first, %s, and automatic NUMA balancing, "
	    "which is on, %s. With a policy that prefers nodes, balancing requires Linux 6.10.",
	    named(name, nodes), why, what_balancing_does(task));
}

static void advise_latency(const struct task *task)
{
	struct mempolicy_nodes near = advice_near(task->machine, task->container);

	if (task->container->cpu_nodes)
		prefer(task, &near, "nearest to these CPUs");
	else
		take_local(task);
}

/* ---- from these nodes only ---- */

/* Adds the next nearest nodes until there is room for what the container needs. */
static struct mempolicy_nodes with_room(const struct task *task, struct mempolicy_nodes nodes)
{
	struct mempolicy_nodes next = advice_next(task->machine, task->container, &nodes);

	while (machine_available(task->machine, &nodes) < task->container->size &&
	       !mempolicy_nodes_empty(&next)) {
		mempolicy_nodes_add(&nodes, mempolicy_nodes_first(&next));
		next = advice_next(task->machine, task->container, &nodes);
	}
	return nodes;
}

static void warn_of_demotion(const struct task *task, const struct mempolicy_nodes *nodes)
{
	struct mempolicy_nodes slower =
		machine_demotes_to(task->machine, nodes, task->container->mems);
	char list[LIST_TEXT];

	if (mempolicy_nodes_empty(&slower))
		return;
	say(task,
	    " Demotion is on: when memory runs short, the kernel still moves pages to slower nodes "
	    "(%s). To prevent that, write false to /sys/kernel/mm/numa/demotion_enabled or, on "
	    "Linux 6.16 and newer with cgroup v2, leave these nodes out of "
	    "linux.resources.cpu.mems.",
	    mp_error_nodes(list, sizeof(list), &slower));
}

static void advise_strict(const struct task *task)
{
	struct mempolicy_nodes near = advice_near(task->machine, task->container);
	struct mempolicy_nodes nodes = with_room(task, near);
	struct mempolicy_nodes added = mempolicy_nodes_minus(&nodes, &near);
	char name[LIST_TEXT], size[TABLE_SIZE_TEXT];

	decide(task, MEMPOLICY_BIND, &nodes);
	say(task, "Memory comes only from %s, nearest to %s", named(name, &near), cpus_of(task));
	if (!mempolicy_nodes_empty(&added))
		say(task, ", and from %s, added to have enough room", named(name, &added));
	say(task, ": keep linux.resources.memory.limit below what is available there");
	if (!task->container->size)
		say(task, " (%s)", table_size(size, machine_available(task->machine, &nodes)));
	say(task, ".");
	keep_nodes(task);
	if (balancing(task) && task->features->numa_balancing_bind &&
	    mempolicy_nodes_count(&nodes) > 1) {
		task->advice->policy.flags |= MEMPOLICY_F_NUMA_BALANCING;
		say(task, " Automatic NUMA balancing, which is on, %s, within these nodes.",
		    what_balancing_does(task));
	}
	warn_of_demotion(task, &nodes);
}

/* ---- from many nodes at once ---- */

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

/* How to use slower nodes as well. */
static void hint_at_weights(const struct task *task, const struct mempolicy_nodes *slower)
{
	char name[LIST_TEXT];

	if (!task->features->modes[MEMPOLICY_WEIGHTED_INTERLEAVE] || mempolicy_nodes_empty(slower))
		return;
	say(task,
	    " To use %s as well, write weights in proportion to the nodes' bandwidth, such as 3 and "
	    "1, to /sys/kernel/mm/mempolicy/weighted_interleave/node*, and run this again.",
	    named(name, slower));
}

static void advise_bandwidth(const struct task *task)
{
	struct mempolicy_nodes all = advice_attached(task->machine, task->container);
	struct mempolicy_nodes fast = advice_fast(task->machine, &all);
	struct mempolicy_nodes slower = mempolicy_nodes_minus(&all, &fast);
	char name[LIST_TEXT], list[LIST_TEXT];

	if (weights_differ(task->machine, &all) &&
	    task->features->modes[MEMPOLICY_WEIGHTED_INTERLEAVE]) {
		decide(task, MEMPOLICY_WEIGHTED_INTERLEAVE, &all);
		say(task,
		    "Pages are spread over %s in proportion to this machine's weights, to keep all "
		    "of them busy.",
		    named(name, &all));
		keep_nodes(task);
		return;
	}
	if (mempolicy_nodes_count(&fast) == 1) {
		prefer(task, &fast,
		       mempolicy_nodes_empty(&slower) ? "the only one near these CPUs"
						      : "the fastest near these CPUs");
	} else {
		decide(task, MEMPOLICY_INTERLEAVE, &fast);
		say(task, "Pages are spread evenly over %s to keep all of them busy",
		    named(name, &fast));
		if (mempolicy_nodes_empty(&slower))
			say(task, ".");
		else
			say(task, "; slower nodes (%s) would hold them up.",
			    mp_error_nodes(list, sizeof(list), &slower));
		keep_nodes(task);
	}
	hint_at_weights(task, &slower);
}

/* ---- fast nodes first ---- */

static void hint_at_balancing(const struct task *task)
{
	if (task->machine->numa_balancing != 0)
		return;
	if (!task->features->numa_balancing_preferred_many) {
		say(task, " Nothing brings pages back from slower nodes: with such a policy, that "
			  "requires Linux 6.10.");
		return;
	}
	task->advice->policy.mode = MEMPOLICY_PREFERRED_MANY;
	task->advice->policy.flags |= MEMPOLICY_F_NUMA_BALANCING;
	say(task, " While automatic NUMA balancing is off, nothing brings frequently used pages "
		  "back from slower nodes: write 2 to /proc/sys/kernel/numa_balancing.");
}

static void advise_tiered(const struct task *task)
{
	struct mempolicy_nodes all = advice_attached(task->machine, task->container);
	struct mempolicy_nodes fast = advice_fast(task->machine, &all);

	if (mempolicy_nodes_equal(&all, &fast)) {
		take_local(task);
		say(task, " All memory %sis equally fast: there is no slower tier to fall back to.",
		    task->container->cpu_nodes ? "near these CPUs " : "");
		return;
	}
	prefer(task, &fast, "the fastest");
	hint_at_balancing(task);
}

/* ---- what the container needs ---- */

/* The nodes that memory is meant to come from. */
static struct mempolicy_nodes meant(const struct task *task)
{
	return mempolicy_nodes_empty(&task->advice->policy.nodes)
		       ? advice_near(task->machine, task->container)
		       : task->advice->policy.nodes;
}

/* The first of these nodes that has less available than its equal share, or MEMPOLICY_MAX_NODES. */
static unsigned int too_small_for_share(const struct task *task,
					const struct mempolicy_nodes *nodes)
{
	unsigned long long share = task->container->size / mempolicy_nodes_count(nodes);

	for (size_t i = 0; i < task->machine->count; i++)
		if (mempolicy_nodes_has(nodes, task->machine->nodes[i].id) &&
		    task->machine->nodes[i].available < share)
			return task->machine->nodes[i].id;
	return MEMPOLICY_MAX_NODES;
}

/* Where the memory comes from that does not fit on these nodes. */
static void say_rest(const struct task *task)
{
	struct mempolicy_nodes usable = advice_usable(task->machine, task->container);
	unsigned long long available = machine_available(task->machine, &usable);
	char size[TABLE_SIZE_TEXT];

	if (available == task->advice->available)
		return;
	if (available >= task->container->size)
		say(task, " The rest comes from other nodes.");
	else
		say(task, " All usable nodes together have %s.", table_size(size, available));
}

static void weigh_size(const struct task *task)
{
	struct mempolicy_nodes nodes = meant(task);
	struct advice *advice = task->advice;
	char size[TABLE_SIZE_TEXT], available[TABLE_SIZE_TEXT];

	advice->available = machine_available(task->machine, &nodes);
	advice->fits = advice->available >= task->container->size;
	say(task, " The container's %s %s there: %s is available.",
	    table_size(size, task->container->size), advice->fits ? "fit" : "do not fit",
	    table_size(available, advice->available));
	if (!advice->fits)
		say_rest(task);
	else if (advice->policy.mode == MEMPOLICY_INTERLEAVE &&
		 too_small_for_share(task, &nodes) != MEMPOLICY_MAX_NODES)
		say(task, " Node %u has less room than its share, so the others get more.",
		    too_small_for_share(task, &nodes));
}

void advise(const struct machine *machine, const struct mempolicy_features *features,
	    enum advice_goal goal, const struct advice_container *container, struct advice *ret)
{
	static void (*const advisers[])(const struct task *) = {
		[ADVICE_STRICT] = advise_strict,
		[ADVICE_BANDWIDTH] = advise_bandwidth,
		[ADVICE_LATENCY] = advise_latency,
		[ADVICE_TIERED] = advise_tiered,
	};
	const struct task task = {machine, features, container, ret};
	struct mempolicy_nodes usable = advice_usable(machine, container);

	ret->reason[0] = '\0';
	if (mempolicy_nodes_count(&usable) < 2) {
		decide(&task, MEMPOLICY_LOCAL, NULL);
		say(&task,
		    "%s only one node with memory: no policy changes where memory is placed.",
		    container->mems ? "The container's cpuset has" : "This machine has");
	} else {
		advisers[goal](&task);
	}
	if (container->size)
		weigh_size(&task);
}
