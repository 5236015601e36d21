/* SPDX-License-Identifier: Apache-2.0 */
/* What inspect found, as a picture: a row for each node, with what lies there and its distances. */
#include <string.h>

#include "error.h"
#include "inspection.h"
#include "svg.h"
#include "table.h"
#include "topology_svg.h"

enum {
	HEADER = 150,
	BAR_WIDTH = 420,
	LEGEND = 88,
};

#define MATRIX_X (TOPOLOGY_BAR_X + BAR_WIDTH + 2 * TOPOLOGY_MARGIN)

/* From left to right: what the policy is about comes first. */
static const struct {
	enum page_kind kind;
	const char *name, *fill;
} parts[PAGES_KINDS] = {
	{PAGES_ANONYMOUS, "anonymous", SVG_BLUE},
	{PAGES_HUGE, "huge", SVG_SKY},
	{PAGES_FILE, "file", SVG_FAINT},
	{PAGES_SHARED, "shared", SVG_ORANGE},
	{PAGES_HUGE_SHARED, "huge shared", SVG_RED},
};

static void draw_head(struct svg *svg, const struct inspection *inspection)
{
	char quoted[ERROR_QUOTED], policy[MEMPOLICY_NODES_TEXT + 128];
	const char *id = inspection->container->state.id;

	if (id)
		svg_text(svg, TOPOLOGY_MARGIN, 34, "start", 20, "container %s",
			 mp_error_quote(quoted, sizeof(quoted), id, strlen(id)));
	else
		svg_text(svg, TOPOLOGY_MARGIN, 34, "start", 20, "process %d",
			 inspection->container->init);
	mempolicy_format(&inspection->judged, policy, sizeof(policy));
	svg_text(svg, TOPOLOGY_MARGIN, 58, "start", 14, "%s %s; enforcement: %s",
		 inspection->asks ? "asked for" : "in force", policy,
		 enforcement_name(inspection->enforcement));
	if (!mempolicy_nodes_empty(&inspection->nodes))
		svg_text(svg, TOPOLOGY_MARGIN, 80, "start", 14, "locality %.1f %%",
			 inspection_percent(inspection->locality));
	if (inspection->has_evenness)
		svg_text(svg, TOPOLOGY_MARGIN + 120, 80, "start", 14, "evenness %.1f %%",
			 inspection_percent(inspection->evenness));
}

static void draw_legend(struct svg *svg)
{
	for (size_t i = 0; i < PAGES_KINDS; i++) {
		double x = TOPOLOGY_BAR_X + (double)i * LEGEND;

		svg_rectangle(svg, x, HEADER - 44, 12, 12, parts[i].fill, 1);
		svg_text(svg, x + 16, HEADER - 34, "start", 12, "%s", parts[i].name);
	}
}

/* As long as the node's share of the fullest one; green below where the policy has its nodes. */
static void draw_row(struct svg *svg, const struct inspection *inspection, size_t index, double y)
{
	const struct machine_node *node = &inspection->machine.nodes[index];
	double scale = (double)BAR_WIDTH / (double)inspection_fullest(inspection),
	       x = TOPOLOGY_BAR_X;
	bool judged = mempolicy_nodes_has(&inspection->nodes, node->id);
	char text[TABLE_SIZE_TEXT];

	topology_draw_name(svg, node, TOPOLOGY_MARGIN, y);
	for (size_t i = 0; i < PAGES_KINDS; i++) {
		double width = scale * (double)inspection->placement.bytes[parts[i].kind][node->id];

		if (width > 0)
			svg_rectangle(svg, x, y + 6, width, TOPOLOGY_BAR_HEIGHT, parts[i].fill, 1);
		x += width;
	}
	if (judged)
		svg_rectangle(svg, TOPOLOGY_BAR_X, y + 6 + TOPOLOGY_BAR_HEIGHT, BAR_WIDTH, 3,
			      SVG_GREEN, 1);
	svg_text(svg, TOPOLOGY_BAR_X, y + 44, "start", 12, "%s%s",
		 table_size(text, inspection_on_node(inspection, node->id, false)),
		 judged ? ", a node of the policy" : "");
	topology_draw_distances(svg, &inspection->machine, index, MATRIX_X, y);
}

int inspection_draw(const struct inspection *inspection, const char *path,
		    struct mempolicy_error *err)
{
	unsigned int count = (unsigned int)inspection->machine.count;
	unsigned int columns = topology_columns(&inspection->machine);
	struct svg svg;

	if (svg_open(path, MATRIX_X + columns * TOPOLOGY_CELL + TOPOLOGY_MARGIN,
		     HEADER + count * TOPOLOGY_ROW + TOPOLOGY_MARGIN,
		     "Where the memory of a container lies", &svg, err))
		return -1;
	draw_head(&svg, inspection);
	draw_legend(&svg);
	topology_draw_columns(&svg, &inspection->machine, MATRIX_X, HEADER);
	for (size_t i = 0; i < count; i++) {
		double y = HEADER + (double)i * TOPOLOGY_ROW;

		svg_line(&svg, TOPOLOGY_MARGIN, y, MATRIX_X + columns * TOPOLOGY_CELL, y,
			 SVG_FAINT);
		draw_row(&svg, inspection, i, y);
	}
	return svg_close(&svg, err);
}
