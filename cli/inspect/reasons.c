/* SPDX-License-Identifier: Apache-2.0 */
#include "reasons.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "inspection.h"
#include "table.h"

const char *reason_name(enum reason_kind kind)
{
	static const char *const names[] = {
		[REASON_MAPPING_POLICY] = "mappingPolicy",
		[REASON_OTHER_POLICY] = "otherPolicy",
		[REASON_FULL] = "nodesFull",
		[REASON_BALANCING] = "numaBalancing",
		[REASON_DEMOTION] = "demotion",
		[REASON_CPUSET] = "cpusetChanged",
		[REASON_EARLIER] = "earlier",
		[REASON_FILE_OF_OTHERS] = "filesOfOthers",
		[REASON_FILE] = "files",
		[REASON_SHARED] = "shared",
	};

	return names[kind];
}

__attribute__((format(printf, 3, 4))) static struct reason *
add(struct reasons *reasons, enum reason_kind kind, const char *format, ...)
{
	struct reason *reason = &reasons->list[reasons->count++];
	va_list args;

	*reason = (struct reason){.kind = kind};
	va_start(args, format);
	vsnprintf(reason->text, sizeof(reason->text), format, args);
	va_end(args);
	return reason;
}

/* Marks a reason as certain, and sets what it explains. */
static void explains(struct reason *reason, unsigned long long bytes)
{
	reason->certain = reason->has_bytes = true;
	reason->bytes = bytes;
}

static unsigned long long outside_of_kind(const struct inspection *inspection, enum page_kind kind)
{
	unsigned long long sum = 0;

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
		if (!mempolicy_nodes_has(&inspection->nodes, node))
			sum += inspection->placement.bytes[kind][node];
	return sum;
}

/* ---- certain reasons, for the processes' own memory ---- */

static unsigned long long find_mapping_policies(const struct inspection *inspection,
						struct reasons *reasons)
{
	const struct mapping_policies *policies = &inspection->mapping_policies;
	unsigned long long bytes = 0, most = 0;
	const char *example = "";
	char size[TABLE_SIZE_TEXT];

	for (size_t i = 0; i < inspection->count; i++)
		bytes += inspection->processes[i].bound_outside;
	for (size_t i = 0; i < policies->count; i++) {
		unsigned long long outside =
			mapping_policy_outside(&policies->list[i], &inspection->nodes);

		if (outside > most) {
			most = outside;
			example = policies->list[i].text;
		}
	}
	if (bytes)
		explains(add(reasons, REASON_MAPPING_POLICY,
			     "%s: the program itself set another policy for this memory, such as "
			     "%s, with mbind(2).",
			     table_size(size, bytes), example),
			 bytes);
	return bytes;
}

static bool has_policy(const struct inspection *inspection, const struct inspected_process *process)
{
	for (size_t i = 0; i < process->count; i++)
		if (process->threads[i].tid == process->pid)
			return process->threads[i].by == BY_NOTHING ||
			       enforcement_holds(inspection, &process->threads[i]);
	return true;
}

static unsigned long long find_other_policies(const struct inspection *inspection,
					      struct reasons *reasons)
{
	unsigned long long bytes = 0;
	const struct inspected_process *first = NULL;
	char size[TABLE_SIZE_TEXT];

	for (size_t i = 0; i < inspection->count; i++) {
		const struct inspected_process *process = &inspection->processes[i];

		if (process->outside == process->bound_outside || has_policy(inspection, process))
			continue;
		first = first ? first : process;
		bytes += process->outside - process->bound_outside;
	}
	if (bytes)
		explains(add(reasons, REASON_OTHER_POLICY,
			     "%s: it belongs to processes under another policy, such as process "
			     "%d.",
			     table_size(size, bytes), first->pid),
			 bytes);
	return bytes;
}

/* ---- possible reasons ---- */

static bool falls_back(const struct mempolicy *policy)
{
	return policy->mode != MEMPOLICY_BIND && policy->mode != MEMPOLICY_DEFAULT;
}

static void find_full(const struct inspection *inspection, struct reasons *reasons)
{
	unsigned long long foreign = 0;
	char nodes[MEMPOLICY_NODES_TEXT];

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
		if (mempolicy_nodes_has(&inspection->nodes, node))
			foreign += inspection->foreign[node];
	if (!falls_back(&inspection->judged) || !foreign)
		return;
	mempolicy_nodes_format(&inspection->nodes, nodes, sizeof(nodes));
	add(reasons, REASON_FULL,
	    "It may have come from other nodes because those of the policy were full: since boot, "
	    "%llu pages meant for nodes %.64s, of any process, came from others (numa_foreign).",
	    foreign, nodes);
}

static void find_balancing(const struct inspection *inspection, struct reasons *reasons)
{
	const struct moved *moved = &inspection->cgroup.moved;

	if (inspection->machine.numa_balancing <= 0 ||
	    !(inspection->judged.flags & MEMPOLICY_F_NUMA_BALANCING) || !moved->migrated)
		return;
	add(reasons, REASON_BALANCING,
	    "Automatic NUMA balancing may have moved it to the CPUs that use it: it has moved %llu "
	    "pages %s.",
	    moved->migrated, moved_of(moved->by));
}

static void find_demotion(const struct inspection *inspection, struct reasons *reasons)
{
	const struct moved *moved = &inspection->cgroup.moved;

	if (inspection->machine.demotion != 1 || !moved->demoted)
		return;
	add(reasons, REASON_DEMOTION,
	    "It may have been demoted to slower nodes, which no policy prevents: %llu pages %s have "
	    "been.",
	    moved->demoted, moved_of(moved->by));
}

static void find_possible(const struct inspection *inspection, struct reasons *reasons)
{
	find_full(inspection, reasons);
	find_balancing(inspection, reasons);
	find_demotion(inspection, reasons);
	if (inspection->asks && inspection->fits && inspection->resolution.degraded)
		add(reasons, REASON_CPUSET,
		    "It may have been allocated before the cpuset changed: some of the requested "
		    "nodes are not in it now.");
	add(reasons, REASON_EARLIER,
	    "It may have been allocated before the policy was set or by a thread under another "
	    "policy, or moved by migrate_pages(2) or move_pages(2): the kernel keeps no record.");
}

/* ---- files and shared memory ---- */

/* File pages on these nodes that are not charged to the container's cgroup were first read by other
 * processes. With several processes nothing can be said: a page counts for each that maps it. */
static void find_files(const struct inspection *inspection, struct reasons *reasons)
{
	unsigned long long others = 0;
	char size[TABLE_SIZE_TEXT], part[TABLE_SIZE_TEXT];

	reasons->file_outside = outside_of_kind(inspection, PAGES_FILE);
	if (!reasons->file_outside)
		return;
	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++) {
		unsigned long long mapped = inspection->placement.bytes[PAGES_FILE][node],
				   charged = inspection->cgroup.file[node];

		if (!mempolicy_nodes_has(&inspection->nodes, node) && mapped > charged)
			others += mapped - charged;
	}
	table_size(size, reasons->file_outside);
	if (inspection->count == 1 && inspection->cgroup.has_nodes && others)
		explains(add(reasons, REASON_FILE_OF_OTHERS,
			     "%s of file pages is on other nodes: at least %s was first read by "
			     "processes outside the container, whose policies chose the nodes.",
			     size, table_size(part, others)),
			 others);
	else
		explains(add(reasons, REASON_FILE,
			     "%s of file pages is on other nodes: the first process that reads a "
			     "page of a file chooses its node.",
			     size),
			 reasons->file_outside);
}

static void find_shared(const struct inspection *inspection, struct reasons *reasons)
{
	char size[TABLE_SIZE_TEXT];

	reasons->shared_outside = outside_of_kind(inspection, PAGES_SHARED) +
				  outside_of_kind(inspection, PAGES_HUGE_SHARED);
	if (reasons->shared_outside)
		explains(add(reasons, REASON_SHARED,
			     "%s of shared memory is on other nodes: the first process that "
			     "touches a page, perhaps in another container, chooses its node.",
			     table_size(size, reasons->shared_outside)),
			 reasons->shared_outside);
}

void reasons_find(const struct inspection *inspection, struct reasons *ret)
{
	unsigned long long explained;

	ret->count = 0;
	ret->outside = ret->shared_outside = ret->file_outside = 0;
	if (mempolicy_nodes_empty(&inspection->nodes))
		return;
	for (size_t i = 0; i < inspection->count; i++)
		ret->outside += inspection->processes[i].outside;
	explained = find_mapping_policies(inspection, ret) + find_other_policies(inspection, ret);
	if (ret->outside > explained)
		find_possible(inspection, ret);
	find_files(inspection, ret);
	find_shared(inspection, ret);
}
