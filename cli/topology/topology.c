/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy topology: shows the machine's nodes as a table, JSON or a picture. */
#include <stdio.h>
#include <sysexits.h>

#include "cleanup.h"
#include "machine.h"
#include "subcommand.h"
#include "svg.h"
#include "table.h"
#include "topology_svg.h"

enum { OPT_SVG = 256, OPT_JSON };

static const struct option options[] = {
	{"svg", required_argument, NULL, OPT_SVG},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct settings {
	const char *svg;
	bool json;
};

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct settings *settings = data;

	(void)err;
	if (option == OPT_SVG)
		settings->svg = value;
	else
		settings->json = true;
	return 0;
}

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

static const char *number(char buf[16], int value)
{
	snprintf(buf, 16, "%d", value);
	return value == MACHINE_UNKNOWN ? "-" : buf;
}

static void add_node(struct libscols_table *table, const struct machine *machine, size_t index)
{
	enum { FIRST_DISTANCE = 8 };
	const struct machine_node *node = &machine->nodes[index];
	char total[TABLE_SIZE_TEXT], free_text[TABLE_SIZE_TEXT], available[TABLE_SIZE_TEXT];
	char id[16], tier[16], weight[16];
	const char *const cells[] = {
		number(id, (int)node->id),
		topology_kind(node),
		or_dash(node->cpus),
		node->total ? table_size(total, node->total) : "-",
		node->total ? table_size(free_text, node->free) : "-",
		node->total ? table_size(available, node->available) : "-",
		number(tier, machine_tier_rank(machine, index)),
		node->total ? number(weight, node->weight) : "-",
		NULL,
	};
	struct libscols_line *line = table_line(table, cells);

	for (size_t to = 0; to < machine->count; to++)
		table_cell(line, FIRST_DISTANCE + to, "%u", machine_distance(machine, index, to));
}

static const char *balancing(int value)
{
	if (value == MACHINE_UNKNOWN)
		return "not supported by this kernel";
	if (value == MACHINE_PROMOTES)
		return "only from slow tiers to fast tiers";
	return value ? "on" : "off";
}

static const char *demotion(int value)
{
	if (value == MACHINE_UNKNOWN)
		return "not supported by this kernel";
	return value ? "on" : "off";
}

static int print_table(const struct machine *machine, struct mempolicy_error *err)
{
	CLEANUP(table_drop) struct libscols_table *table = table_new();

	table_column(table, "NODE", SCOLS_FL_RIGHT);
	table_column(table, "KIND", 0);
	table_column(table, "CPUS", SCOLS_FL_WRAP);
	table_column(table, "MEMORY", SCOLS_FL_RIGHT);
	table_column(table, "FREE", SCOLS_FL_RIGHT);
	table_column(table, "AVAILABLE", SCOLS_FL_RIGHT);
	table_column(table, "TIER", SCOLS_FL_RIGHT);
	table_column(table, "WEIGHT", SCOLS_FL_RIGHT);
	for (size_t i = 0; i < machine->count; i++) {
		char name[16];

		snprintf(name, sizeof(name), "TO %u", machine->nodes[i].id);
		table_column(table, name, SCOLS_FL_RIGHT);
	}
	for (size_t i = 0; i < machine->count; i++)
		add_node(table, machine, i);
	if (table_print(table, err))
		return -1;
	printf("automatic NUMA balancing: %s; demotion to slower tiers: %s\n",
	       balancing(machine->numa_balancing), demotion(machine->demotion));
	return EX_OK;
}

static int show(const struct settings *settings, const struct machine *machine,
		struct mempolicy_error *err)
{
	if (settings->svg && topology_draw(machine, settings->svg, err))
		return -1;
	if (settings->json)
		return subcommand_print_json(machine_to_json(machine), err);
	return settings->svg ? EX_OK : print_table(machine, err);
}

static int run_topology(const struct subcommand *subcommand, int argc, char **argv,
			struct mempolicy_error *err)
{
	struct settings settings = {.svg = NULL};
	struct machine machine;
	int result;

	if (subcommand_only_options(subcommand, argc, argv, take_option, &settings, err) ||
	    svg_check_alone(settings.svg, settings.json, err) || machine_read(&machine, err))
		return -1;
	result = show(&settings, &machine, err);
	machine_drop(&machine);
	return result;
}

const struct subcommand subcommand_topology = {
	.name = "topology",
	.summary = "show the machine's NUMA nodes: CPUs, memory, distances, tiers",
	.help = "[--json] [--svg FILE]\n"
		"\n"
		"Shows the NUMA nodes of this machine: their CPUs; their total, free and\n"
		"available (free or reclaimable) memory; memory tier, as in the node word tier:N\n"
		"(0 is the fastest); weight for MPOL_WEIGHTED_INTERLEAVE; and the distance to\n"
		"each node (10 is the distance of a node to itself).\n"
		"\n"
		"  --json       print JSON\n"
		"  --svg FILE   draw a picture into FILE instead of printing the table; \"-\" is\n"
		"               standard output\n",
	.examples =
		"  oci-mempolicy topology\n"
		"  oci-mempolicy topology --svg machine.svg\n"
		"  oci-mempolicy topology --json | jq '.nodes[] | select(.cpus == \"\") | .node'\n",
	.options = options,
	.run = run_topology,
};
