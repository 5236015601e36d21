/* SPDX-License-Identifier: Apache-2.0 */
/* What inspect prints above its tables. */
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "field.h"
#include "inspection_print.h"
#include "style.h"
#include "table.h"

static void print_container(const struct inspection *inspection)
{
	const struct container *container = inspection->container;
	char quoted[ERROR_QUOTED];

	if (container->state.id)
		field_print("container", "%s, %s, process %d",
			    mp_error_quote(quoted, sizeof(quoted), container->state.id,
					   strlen(container->state.id)),
			    container->state.status, container->init);
	else
		field_print("process", "%d", container->init);
}

static void print_asked(const struct inspection *inspection)
{
	char policy[MEMPOLICY_TEXT], place[PLACE_POINTER];

	if (!inspection->asks)
		return;
	mempolicy_format(&inspection->asked, policy, sizeof(policy));
	if (inspection->place.kind == PLACE_OBJECT)
		field_print("requested", "%s", policy);
	else
		field_print("requested", "%s, from %s", policy,
			    place_text(&inspection->place, place));
}

static void print_enforcement(const struct inspection *inspection)
{
	static const char *const colours[] = {
		[ENFORCEMENT_STRICT] = STYLE_GREEN,
		[ENFORCEMENT_DEGRADED] = STYLE_YELLOW,
		[ENFORCEMENT_NONE] = STYLE_RED,
		[ENFORCEMENT_UNKNOWN] = STYLE_YELLOW,
	};
	const char *name = enforcement_name(inspection->enforcement);

	if (*inspection->why)
		field_print_coloured("enforcement", colours[inspection->enforcement], "%s (%s)",
				     name, inspection->why);
	else
		field_print_coloured("enforcement", colours[inspection->enforcement], "%s", name);
}

static void print_shares(const struct inspection *inspection)
{
	const char *word = mempolicy_nodes_count(&inspection->nodes) == 1 ? "node" : "nodes";
	char nodes[MEMPOLICY_NODES_TEXT], size[TABLE_SIZE_TEXT];
	unsigned long long shared = inspection_bytes(inspection, PAGES_SHARED) +
				    inspection_bytes(inspection, PAGES_HUGE_SHARED);

	if (mempolicy_nodes_empty(&inspection->nodes))
		return;
	mempolicy_nodes_format(&inspection->nodes, nodes, sizeof(nodes));
	table_size(size, inspection_bytes(inspection, PAGES_ANONYMOUS) +
				 inspection_bytes(inspection, PAGES_HUGE));
	field_print("locality", "%.1f %% of %s of its own memory is on %s %s",
		    inspection_percent(inspection->locality), size, word, nodes);
	if (shared)
		field_print("shared", "%.1f %% of %s of shared memory is on %s %s",
			    inspection_percent(inspection->shared_locality),
			    table_size(size, shared), word, nodes);
	if (inspection->has_evenness)
		field_print("evenness", "%.1f %%", inspection_percent(inspection->evenness));
	if (inspection->placement.estimated)
		field_print("estimated", "the nodes of %s of this memory",
			    table_size(size, inspection->placement.estimated));
}

static void print_reasons(const struct inspection *inspection)
{
	const struct reasons *reasons = &inspection->reasons;
	char size[TABLE_SIZE_TEXT];

	if (reasons->count)
		field_print("elsewhere", "%s of its own memory is on other nodes.",
			    table_size(size, reasons->outside));
	for (size_t i = 0; i < reasons->count; i++)
		field_print("", "%s", reasons->list[i].text);
}

/* Prints the pages moved since the last look; at the first look, the total of the cgroup. */
static void print_moved(const struct inspection *inspection)
{
	const struct moved *moved = &inspection->cgroup.moved;
	struct moved shown = *moved;

	if (moved->by == MOVED_UNKNOWN)
		return;
	if (inspection->has_before)
		shown = moved_since(moved, &inspection->before);
	else if (moved->by == MOVED_MACHINE)
		return;
	field_print("moved", "%llu pages by NUMA balancing, %llu demoted to slower nodes, %s%s",
		    shown.migrated, shown.demoted, moved_of(moved->by),
		    inspection->has_before ? ", since the last look" : "");
}

void inspection_print_head(const struct inspection *inspection)
{
	char nodes[MEMPOLICY_NODES_TEXT];

	print_container(inspection);
	print_asked(inspection);
	print_enforcement(inspection);
	if (inspection->has_cpuset) {
		mempolicy_nodes_format(&inspection->cpuset, nodes, sizeof(nodes));
		field_print("cpuset", "%s", nodes);
	}
	print_shares(inspection);
	print_reasons(inspection);
	print_moved(inspection);
}
