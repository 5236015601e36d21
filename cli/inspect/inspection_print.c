/* SPDX-License-Identifier: Apache-2.0 */
/* Prints for people what inspect found out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "inspection_print.h"
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

/* The policies of a process's threads, each once: "MPOL_BIND:0"; or, if they differ, with the
 * number of threads: "MPOL_BIND:0 (5), MPOL_DEFAULT (3)". */
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

/* ---- tables ---- */

static const char *own_block(void)
{
	return style_unicode() ? "█" : "#";
}

static const char *other_block(void)
{
	return style_unicode() ? "░" : ".";
}

/* A bar as long as the node's share of the fullest node; full blocks are the container's own
 * memory. */
static void bar_text(const struct inspection *inspection, unsigned int node, char *buf, size_t size)
{
	double scale = BAR / (double)inspection_fullest(inspection);
	size_t own_cells =
		(size_t)(scale * (double)inspection_on_node(inspection, node, true) + 0.5);
	size_t all_cells =
		(size_t)(scale * (double)inspection_on_node(inspection, node, false) + 0.5);
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < all_cells; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s",
					 i < own_cells ? own_block() : other_block());
}

/* Colors a node's bar: green if the policy has the node; red if it does not, but some of the
 * container's own memory is there. The star next to the number shows the same without colors. */
static void mark_node(struct libscols_line *line, const struct inspection *inspection,
		      unsigned int node)
{
	bool judged = mempolicy_nodes_has(&inspection->nodes, node);
	const char *colour = judged ? "green" : "red";

	if (!line || mempolicy_nodes_empty(&inspection->nodes) ||
	    (!judged && !inspection_on_node(inspection, node, true)))
		return;
	scols_cell_set_color(scols_line_get_cell(line, COLUMN_BAR), colour);
}

static void add_node(struct libscols_table *table, const struct inspection *inspection,
		     unsigned int node)
{
	/* In the order of the columns. */
	static const enum page_kind order[PAGES_KINDS] = {PAGES_ANONYMOUS, PAGES_HUGE, PAGES_FILE,
							  PAGES_SHARED, PAGES_HUGE_SHARED};
	char id[16], sizes[PAGES_KINDS][TABLE_SIZE_TEXT], bar[BAR * sizeof("█")];
	const char *cells[PAGES_KINDS + 3] = {id};

	snprintf(id, sizeof(id), "%u%s", node,
		 mempolicy_nodes_empty(&inspection->nodes)	 ? ""
		 : mempolicy_nodes_has(&inspection->nodes, node) ? "*"
								 : " ");
	for (size_t i = 0; i < PAGES_KINDS; i++)
		cells[i + 1] = table_size(sizes[i], inspection->placement.bytes[order[i]][node]);
	bar_text(inspection, node, bar, sizeof(bar));
	cells[COLUMN_BAR] = bar;
	mark_node(table_line(table, cells), inspection, node);
}

/* Explains the bars, the stars and the colors. */
static void print_legend(const struct inspection *inspection)
{
	printf("%s own memory (anonymous, huge)\n%s files and shared memory\n", own_block(),
	       other_block());
	if (mempolicy_nodes_empty(&inspection->nodes))
		return;
	puts("* a node of the policy");
	if (style_colours())
		printf("%sgreen%s: on these nodes, %sred%s: own memory on other nodes\n",
		       style(STYLE_GREEN), style(STYLE_PLAIN), style(STYLE_RED),
		       style(STYLE_PLAIN));
}

static int print_nodes(const struct inspection *inspection, struct mempolicy_error *err)
{
	static const char *const columns[] = {"NODE", "ANONYMOUS", "HUGE",
					      "FILE", "SHARED",	   "HUGE SHARED"};
	CLEANUP(table_drop) struct libscols_table *table = table_new();

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		table_column(table, columns[i], SCOLS_FL_RIGHT);
	table_column(table, "BAR", 0);
	for (size_t i = 0; i < inspection->machine.count; i++)
		add_node(table, inspection, inspection->machine.nodes[i].id);
	if (table_print(table, err))
		return -1;
	print_legend(inspection);
	return 0;
}

/* ---- policies of mappings ---- */

/* "0: 4.0 MiB, 3: 12 KiB" */
static char *where_text(const struct mapping_policy *policy)
{
	char *text = NULL, size[TABLE_SIZE_TEXT];
	const char *separator = "";
	size_t length;
	FILE *out = open_memstream(&text, &length);

	for (unsigned int node = 0; out && node < MEMPOLICY_MAX_NODES; node++)
		if (policy->all[node]) {
			fprintf(out, "%s%u: %s", separator, node,
				table_size(size, policy->all[node]));
			separator = ", ";
		}
	if (out)
		fclose(out);
	return text;
}

static int print_mapping_policies(const struct inspection *inspection, struct mempolicy_error *err)
{
	CLEANUP(table_drop) struct libscols_table *table = NULL;

	if (inspection->mapping_policies.count == 0)
		return 0;
	putchar('\n');
	table = table_new();
	table_column(table, "POLICY OF MAPPINGS", SCOLS_FL_WRAP);
	table_column(table, "MAPPINGS", SCOLS_FL_RIGHT);
	table_column(table, "MEMORY", SCOLS_FL_RIGHT);
	table_column(table, "BY NODE", SCOLS_FL_WRAP);
	for (size_t i = 0; i < inspection->mapping_policies.count; i++) {
		const struct mapping_policy *policy = &inspection->mapping_policies.list[i];
		CLEANUP(cleanup_free) char *where = where_text(policy);
		char mappings[24], size[TABLE_SIZE_TEXT];
		const char *const cells[] = {policy->text, mappings, size, where, NULL};

		snprintf(mappings, sizeof(mappings), "%lu", policy->mappings);
		table_size(size, mapping_policy_bytes(policy));
		table_line(table, cells);
	}
	return table_print(table, err);
}

/* ---- processes ---- */

static void add_process(struct libscols_table *table, const struct inspection *inspection,
			const struct inspected_process *process)
{
	CLEANUP(cleanup_free) char *policies = policies_text(process);
	char pid[16], threads[24], own[TABLE_SIZE_TEXT], shared[TABLE_SIZE_TEXT],
		locality[16] = "-";
	const char *const cells[] = {pid,    process->name, threads,  own,
				     shared, locality,	    policies, NULL};

	snprintf(pid, sizeof(pid), "%d", process->pid);
	snprintf(threads, sizeof(threads), "%zu", process->count);
	table_size(own, process->bytes[PAGES_ANONYMOUS] + process->bytes[PAGES_HUGE]);
	table_size(shared, process->bytes[PAGES_SHARED] + process->bytes[PAGES_HUGE_SHARED]);
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
	table_column(table, "OWN", SCOLS_FL_RIGHT);
	table_column(table, "SHARED", SCOLS_FL_RIGHT);
	table_column(table, "LOCALITY", SCOLS_FL_RIGHT);
	table_column(table, "POLICY", SCOLS_FL_WRAP);
	for (size_t i = 0; i < inspection->count; i++)
		add_process(table, inspection, &inspection->processes[i]);
	return table_print(table, err);
}

int inspection_print(const struct inspection *inspection, struct mempolicy_error *err)
{
	inspection_print_head(inspection);
	putchar('\n');
	if (print_nodes(inspection, err) || print_mapping_policies(inspection, err))
		return -1;
	putchar('\n');
	return print_processes(inspection, err);
}
