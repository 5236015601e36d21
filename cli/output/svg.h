/* SPDX-License-Identifier: Apache-2.0 */
/* Writes pictures as SVG 1.1. Coordinates are pixels from the top left corner. */
#ifndef CLI_SVG_H
#define CLI_SVG_H

#include <stdbool.h>
#include <stdio.h>

#include "mempolicy.h"
#include "replacement.h"

struct svg {
	struct replacement replacement;
	FILE *file; /* the replacement's, or stdout */
};

/* Colors that color-blind people can distinguish (Okabe and Ito). */
#define SVG_INK	   "#222222"
#define SVG_FAINT  "#dddddd"
#define SVG_BLUE   "#0072b2"
#define SVG_SKY	   "#56b4e9"
#define SVG_GREEN  "#009e73"
#define SVG_ORANGE "#e69f00"
#define SVG_RED	   "#d55e00"

/* Whether a path is "-", standard output. */
bool svg_is_stdout(const char *path);
/* Fails if both a picture and JSON would go to standard output. err: USAGE */
int svg_check_alone(const char *path, bool json, struct mempolicy_error *err);

/* Begins a picture in a file, which is replaced at once (see replacement.h), or on standard output.
 * path must outlive ret. title is what screen readers read. err: PROGRAM_ERROR_OUTPUT */
int svg_open(const char *path, unsigned int width, unsigned int height, const char *title,
	     struct svg *ret, struct mempolicy_error *err);
/* Ends the picture and puts the file in place; standard output is closed by main(). err:
 * PROGRAM_ERROR_OUTPUT */
int svg_close(struct svg *svg, struct mempolicy_error *err);

void svg_rectangle(struct svg *svg, double x, double y, double width, double height,
		   const char *fill, double opacity);
void svg_line(struct svg *svg, double x1, double y1, double x2, double y2, const char *stroke);

/* anchor is "start", "middle" or "end"; y is the base line. The text is escaped. */
__attribute__((format(printf, 6, 7))) void svg_text(struct svg *svg, double x, double y,
						    const char *anchor, unsigned int size,
						    const char *format, ...);

#endif
