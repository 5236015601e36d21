/* SPDX-License-Identifier: Apache-2.0 */
#include "topology_svg.h"

#include <string.h>

#include "svg.h"
#include "table.h"

enum {
	HEADER = 50,
	BAR_WIDTH = 260,
};

#define MATRIX_X (TOPOLOGY_BAR_X + BAR_WIDTH + 2 * TOPOLOGY_MARGIN)
/* As many characters as fit into the name's column. */
#define CPUS_SHOWN 24

const char *topology_kind(const struct machine_node *node)
{
	if (node->total)
		return node->cpu_count ? "CPUs and memory" : "memory only";
	return node->cpu_count ? "CPUs only" : "empty";
}

static unsigned long long largest(const struct machine *machine)
{
	unsigned long long most = 1;

	for (size_t i = 0; i < machine->count; i++)
		most = machine->nodes[i].total > most ? machine->nodes[i].total : most;
	return most;
}

void topology_draw_name(struct svg *svg, const struct machine_node *node, double x, double y)
{
	svg_text(svg, x, y + 20, "start", 15, "node %u: %s", node->id, topology_kind(node));
	if (node->cpu_count)
		svg_text(svg, x, y + 38, "start", 12, "CPUs %.*s%s", CPUS_SHOWN, node->cpus,
			 strlen(node->cpus) > CPUS_SHOWN ? "..." : "");
}

/* Draws a bar, scaled to the largest node's memory. */
static void draw_memory(struct svg *svg, const struct machine_node *node, unsigned long long most,
			double y)
{
	char total[TABLE_SIZE_TEXT], available[TABLE_SIZE_TEXT];
	double scale = (double)BAR_WIDTH / (double)most;
	double length = scale * (double)node->total;
	double used = scale * (double)(node->total - node->available);

	if (!node->total)
		return;
	svg_rectangle(svg, TOPOLOGY_BAR_X, y + 6, length, TOPOLOGY_BAR_HEIGHT, SVG_FAINT, 1);
	svg_rectangle(svg, TOPOLOGY_BAR_X, y + 6, used, TOPOLOGY_BAR_HEIGHT, SVG_BLUE, 1);
	svg_text(svg, TOPOLOGY_BAR_X, y + 42, "start", 12, "%s, %s available",
		 table_size(total, node->total), table_size(available, node->available));
}

static unsigned int farthest_of(const struct machine *machine)
{
	unsigned int most = 10;

	for (size_t i = 0; i < machine->count * machine->count; i++)
		most = machine->distances[i] > most ? machine->distances[i] : most;
	return most;
}

/* Farther nodes are darker. */
void topology_draw_distances(struct svg *svg, const struct machine *machine, size_t from, double x,
			     double y)
{
	double farthest = farthest_of(machine);

	for (size_t to = 0; to < machine->count; to++) {
		unsigned int distance = machine_distance(machine, from, to);
		double left = x + (double)to * TOPOLOGY_CELL;

		svg_rectangle(svg, left + 1, y + 1, TOPOLOGY_CELL - 2, TOPOLOGY_ROW - 2, SVG_ORANGE,
			      0.1 + 0.9 * (distance - 10.0) / (farthest - 10.0 + 1));
		svg_text(svg, left + TOPOLOGY_CELL / 2.0, y + TOPOLOGY_ROW / 2.0 + 5, "middle", 14,
			 "%u", distance);
	}
}

unsigned int topology_columns(const struct machine *machine)
{
	return machine->count < 3 ? 3 : (unsigned int)machine->count;
}

void topology_draw_columns(struct svg *svg, const struct machine *machine, double x, double y)
{
	svg_text(svg, x, y - 30, "start", 13, "distance to node");
	for (size_t i = 0; i < machine->count; i++)
		svg_text(svg, x + ((double)i + 0.5) * TOPOLOGY_CELL, y - 10, "middle", 13, "%u",
			 machine->nodes[i].id);
}

int topology_draw(const struct machine *machine, const char *path, struct mempolicy_error *err)
{
	unsigned int count = (unsigned int)machine->count, columns = topology_columns(machine);
	unsigned long long most = largest(machine);
	struct svg svg;

	if (svg_open(path, MATRIX_X + columns * TOPOLOGY_CELL + TOPOLOGY_MARGIN,
		     HEADER + count * TOPOLOGY_ROW + TOPOLOGY_MARGIN,
		     "NUMA nodes, their memory and distances", &svg, err))
		return -1;
	svg_text(&svg, TOPOLOGY_MARGIN, 30, "start", 13, "nodes");
	svg_text(&svg, TOPOLOGY_BAR_X, 30, "start", 13, "memory (blue: used)");
	topology_draw_columns(&svg, machine, MATRIX_X, HEADER);
	for (size_t i = 0; i < machine->count; i++) {
		double y = HEADER + (double)i * TOPOLOGY_ROW;

		svg_line(&svg, TOPOLOGY_MARGIN, y, MATRIX_X + columns * TOPOLOGY_CELL, y,
			 SVG_FAINT);
		topology_draw_name(&svg, &machine->nodes[i], TOPOLOGY_MARGIN, y);
		draw_memory(&svg, &machine->nodes[i], most, y);
		topology_draw_distances(&svg, machine, i, MATRIX_X, y);
	}
	return svg_close(&svg, err);
}
