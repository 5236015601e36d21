/* SPDX-License-Identifier: Apache-2.0 */
/* Inspect's picture: a row for each node, with the memory that is there and its distances. */
#include <string.h>

#include "error.h"
#include "inspection.h"
#include "svg.h"
#include "table.h"
#include "topology_svg.h"

enum {
	HEADER = 150,
	BAR_WIDTH = 420,
};

#define MATRIX_X (TOPOLOGY_BAR_X + BAR_WIDTH + 2 * TOPOLOGY_MARGIN)

/* Small and huge pages of a pair have shades of one color; orange is for distances. The kinds that
 * the policy is about come first, from the left. */
#define PURPLE	    "#cc79a7"
#define DARK_PURPLE "#7f3b63"
static const struct {
	const char *name, *fill;
	enum page_kind kind;
	unsigned int width; /* in the legend */
} parts[PAGES_KINDS] = {
	{"anonymous", SVG_BLUE, PAGES_ANONYMOUS, 106},
	{"huge", SVG_SKY, PAGES_HUGE, 70},
	{"file", SVG_FAINT, PAGES_FILE, 64},
	{"shared", PURPLE, PAGES_SHARED, 80},
	{"huge shared", DARK_PURPLE, PAGES_HUGE_SHARED, 112},
};

/* The approximate width of a character, as a fraction of the font size. */
#define CHARACTER 0.62

/* Draws a line of the head, cut to the picture's width. */
static void draw_line(struct svg *svg, double width, double y, unsigned int size, const char *text)
{
	size_t room = (size_t)((width - 2 * TOPOLOGY_MARGIN) / (size * CHARACTER));
	size_t length = strlen(text);

	svg_text(svg, TOPOLOGY_MARGIN, y, "start", size, "%.*s%s",
		 (int)(length > room ? room - 3 : length), text, length > room ? "..." : "");
}

static void draw_head(struct svg *svg, const struct inspection *inspection, double width)
{
	char quoted[ERROR_QUOTED], policy[MEMPOLICY_TEXT], line[MEMPOLICY_TEXT + 128];
	const char *id = inspection->container->state.id;

	if (id)
		snprintf(line, sizeof(line), "container %s",
			 mp_error_quote(quoted, sizeof(quoted), id, strlen(id)));
	else
		snprintf(line, sizeof(line), "process %d", inspection->container->init);
	draw_line(svg, width, 34, 16, line);
	mempolicy_format(&inspection->judged, policy, sizeof(policy));
	snprintf(line, sizeof(line), "enforcement: %s; %s %s",
		 enforcement_name(inspection->enforcement),
		 inspection->asks ? "requested:" : "in effect:", policy);
	draw_line(svg, width, 58, 14, line);
	if (mempolicy_nodes_empty(&inspection->nodes))
		return;
	snprintf(line, sizeof(line), "locality %.1f %%", inspection_percent(inspection->locality));
	if (inspection->has_evenness)
		snprintf(line + strlen(line), 64, "; evenness %.1f %%",
			 inspection_percent(inspection->evenness));
	draw_line(svg, width, 80, 14, line);
}

static void draw_legend(struct svg *svg)
{
	double x = TOPOLOGY_BAR_X;

	for (size_t i = 0; i < PAGES_KINDS; i++) {
		svg_rectangle(svg, x, HEADER - 44, 12, 12, parts[i].fill, 1);
		svg_text(svg, x + 16, HEADER - 34, "start", 12, "%s", parts[i].name);
		x += parts[i].width;
	}
}

/* Draws a bar as long as the node's share of the fullest node, with a green line below it if the
 * policy has the node. */
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
	unsigned int width = MATRIX_X + columns * TOPOLOGY_CELL + TOPOLOGY_MARGIN;
	struct svg svg;

	if (svg_open(path, width, HEADER + count * TOPOLOGY_ROW + TOPOLOGY_MARGIN,
		     "Where the memory of a container is", &svg, err))
		return -1;
	draw_head(&svg, inspection, width);
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
