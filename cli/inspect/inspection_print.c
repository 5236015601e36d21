/* SPDX-License-Identifier: Apache-2.0 */
/* What inspect found, for people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "inspection.h"
#include "style.h"
#include "table.h"

#define BAR	    24
#define COLUMN_BAR  6
#define POLICY_TEXT (MEMPOLICY_NODES_TEXT + 128)

/* ---- texts ---- */

static const char *policy_text(char buf[POLICY_TEXT], const struct inspected_thread *thread)
{
	if (thread->by == BY_NOTHING)
		snprintf(buf, POLICY_TEXT, "unknown");
	else
		mempolicy_format(&thread->policy, buf, POLICY_TEXT);
	return buf;
}

/* The policies of a process's threads, each once: "MPOL_BIND:0", or where they differ
 * "MPOL_BIND:0 (5), MPOL_DEFAULT (3)", with how many threads have it. */
static char *policies_text(const struct inspected_process *process)
{
	char *text = NULL, policy[POLICY_TEXT], other[POLICY_TEXT];
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; out && i < process->count; i++) {
		size_t before = 0, same = 0;

		policy_text(policy, &process->threads[i]);
		for (size_t j = 0; j < process->count; j++) {
			if (strcmp(policy, policy_text(other, &process->threads[j])) != 0)
				continue;
			same++;
			before += j < i;
		}
		if (before == 0 && same == process->count)
			fputs(policy, out);
		else if (before == 0)
			fprintf(out, "%s%s (%zu)", i ? ", " : "", policy, same);
	}
	if (out)
		fclose(out);
	return text;
}

/* ---- the head ---- */

static void print_enforcement(const struct inspection *inspection)
{
	static const char *const colours[] = {
		[ENFORCEMENT_STRICT] = STYLE_GREEN,
		[ENFORCEMENT_DEGRADED] = STYLE_YELLOW,
		[ENFORCEMENT_NONE] = STYLE_RED,
	};

	printf("enforcement  %s%s%s", style(colours[inspection->enforcement]),
	       enforcement_name(inspection->enforcement), style(STYLE_PLAIN));
	printf(*inspection->why ? " (%s)\n" : "\n", inspection->why);
}

static void print_judgement(const struct inspection *inspection)
{
	char nodes[MEMPOLICY_NODES_TEXT], size[TABLE_SIZE_TEXT];

	if (mempolicy_nodes_empty(&inspection->nodes))
		return;
	mempolicy_nodes_format(&inspection->nodes, nodes, sizeof(nodes));
	table_size(size, inspection_bytes(inspection, PAGES_ANONYMOUS) +
				 inspection_bytes(inspection, PAGES_HUGE));
	printf("locality     %.1f %% of %s of its own on nodes %s\n",
	       inspection_percent(inspection->locality), size, nodes);
	if (inspection->has_evenness)
		printf("evenness     %.1f %%\n", inspection_percent(inspection->evenness));
	if (inspection->placement.estimated)
		printf("estimated    the nodes of %s of it\n",
		       table_size(size, inspection->placement.estimated));
}

static void print_head(const struct inspection *inspection)
{
	const struct container *container = inspection->container;
	char quoted[ERROR_QUOTED], policy[POLICY_TEXT], nodes[MEMPOLICY_NODES_TEXT];

	if (container->state.id)
		printf("container    %s, %s, process %d\n",
		       mp_error_quote(quoted, sizeof(quoted), container->state.id,
				      strlen(container->state.id)),
		       container->state.status, container->init);
	else
		printf("process      %d\n", container->init);
	if (inspection->asks) {
		mempolicy_format(&inspection->asked, policy, sizeof(policy));
		printf("asked for    %s\n", policy);
	}
	print_enforcement(inspection);
	if (inspection->has_cpuset) {
		mempolicy_nodes_format(&inspection->cpuset, nodes, sizeof(nodes));
		printf("cpuset       %s\n", nodes);
	}
	print_judgement(inspection);
}

/* ---- tables ---- */

/* As long as the node's share of the fullest one; full blocks are the container's own memory. */
static void bar_text(const struct inspection *inspection, unsigned int node, char *buf, size_t size)
{
	const char *own = style_unicode() ? "█" : "#", *other = style_unicode() ? "░" : ".";
	double scale = BAR / (double)inspection_fullest(inspection);
	size_t own_cells =
		(size_t)(scale * (double)inspection_on_node(inspection, node, true) + 0.5);
	size_t all_cells =
		(size_t)(scale * (double)inspection_on_node(inspection, node, false) + 0.5);
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < all_cells; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s",
					 i < own_cells ? own : other);
}

static void add_node(struct libscols_table *table, const struct inspection *inspection,
		     unsigned int node)
{
	/* In the order of the columns. */
	static const enum page_kind order[PAGES_KINDS] = {PAGES_ANONYMOUS, PAGES_HUGE, PAGES_FILE,
							  PAGES_SHARED, PAGES_HUGE_SHARED};
	char id[16], sizes[PAGES_KINDS][TABLE_SIZE_TEXT], bar[BAR * sizeof("█")];
	const char *cells[PAGES_KINDS + 3] = {id};
	struct libscols_line *line;

	snprintf(id, sizeof(id), "%u", node);
	for (size_t i = 0; i < PAGES_KINDS; i++)
		cells[i + 1] = table_size(sizes[i], inspection->placement.bytes[order[i]][node]);
	bar_text(inspection, node, bar, sizeof(bar));
	cells[COLUMN_BAR] = bar;
	line = table_line(table, cells);
	if (line && !mempolicy_nodes_empty(&inspection->nodes))
		scols_cell_set_color(scols_line_get_cell(line, COLUMN_BAR),
				     mempolicy_nodes_has(&inspection->nodes, node) ? "green"
										   : "red");
}

static int print_nodes(const struct inspection *inspection, struct mempolicy_error *err)
{
	static const char *const columns[] = {"NODE", "ANONYMOUS", "HUGE",
					      "FILE", "SHARED",	   "HUGE SHARED"};
	CLEANUP(table_drop) struct libscols_table *table = table_new();

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		table_column(table, columns[i], SCOLS_FL_RIGHT);
	table_column(table, "", 0);
	for (size_t i = 0; i < inspection->machine.count; i++)
		add_node(table, inspection, inspection->machine.nodes[i].id);
	return table_print(table, err);
}

static void add_process(struct libscols_table *table, const struct inspection *inspection,
			const struct inspected_process *process)
{
	CLEANUP(cleanup_free) char *policies = policies_text(process);
	char pid[16], threads[24], own[TABLE_SIZE_TEXT], locality[16] = "-";
	const char *const cells[] = {pid, process->name, threads, own, locality, policies, NULL};

	snprintf(pid, sizeof(pid), "%d", process->pid);
	snprintf(threads, sizeof(threads), "%zu", process->count);
	table_size(own, process->bytes[PAGES_ANONYMOUS] + process->bytes[PAGES_HUGE]);
	if (!mempolicy_nodes_empty(&inspection->nodes))
		snprintf(locality, sizeof(locality), "%.1f %%",
			 inspection_percent(process->locality));
	table_line(table, cells);
}

static int print_processes(const struct inspection *inspection, struct mempolicy_error *err)
{
	CLEANUP(table_drop) struct libscols_table *table = table_new();

	table_column(table, "PID", SCOLS_FL_RIGHT);
	table_column(table, "NAME", 0);
	table_column(table, "THREADS", SCOLS_FL_RIGHT);
	table_column(table, "OWN MEMORY", SCOLS_FL_RIGHT);
	table_column(table, "LOCALITY", SCOLS_FL_RIGHT);
	table_column(table, "POLICY", SCOLS_FL_WRAP);
	for (size_t i = 0; i < inspection->count; i++)
		add_process(table, inspection, &inspection->processes[i]);
	return table_print(table, err);
}

int inspection_print(const struct inspection *inspection, struct mempolicy_error *err)
{
	print_head(inspection);
	putchar('\n');
	if (print_nodes(inspection, err))
		return -1;
	putchar('\n');
	return print_processes(inspection, err);
}
