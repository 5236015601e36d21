/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_TOPOLOGY_SVG_H
#define CLI_TOPOLOGY_SVG_H

#include "machine.h"
#include "svg.h"

/* "CPUs and memory", "memory only", "CPUs only" or "empty". */
const char *topology_kind(const struct machine_node *node);

/* Parts of pictures that have a row for each node: its name, a bar, and a cell for each distance.
 */
enum {
	TOPOLOGY_ROW = 56,
	TOPOLOGY_CELL = 48,
	TOPOLOGY_MARGIN = 20,
	TOPOLOGY_BAR_X = 256,
	TOPOLOGY_BAR_HEIGHT = 20,
};

/* Draws the node's number, kind and CPUs in the upper left corner of its row. */
void topology_draw_name(struct svg *svg, const struct machine_node *node, double x, double y);
/* Draws a cell for each node in the row of machine->nodes[from]. */
void topology_draw_distances(struct svg *svg, const struct machine *machine, size_t from, double x,
			     double y);
/* The number of cells to leave room for: at least three, for the heading. */
unsigned int topology_columns(const struct machine *machine);
/* Draws the heads of the cells, above the first row. */
void topology_draw_columns(struct svg *svg, const struct machine *machine, double x, double y);

/* Draws the machine: a row for each node, with its memory and its distances. err: SYSTEM */
int topology_draw(const struct machine *machine, const char *path, struct mempolicy_error *err);

#endif
