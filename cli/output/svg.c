/* SPDX-License-Identifier: Apache-2.0 */
#include "svg.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "xml.h"

bool svg_is_stdout(const char *path)
{
	return strcmp(path, "-") == 0;
}

int svg_check_alone(const char *path, bool json, struct mempolicy_error *err)
{
	if (!path || !svg_is_stdout(path) || !json)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
		     "--json and --svg - both write to standard output");
	return mp_error_remedy(err, "name a file for the picture");
}

int svg_open(const char *path, unsigned int width, unsigned int height, const char *title,
	     struct svg *ret, struct mempolicy_error *err)
{
	*ret = (struct svg){.file = stdout};
	if (!svg_is_stdout(path)) {
		if (replacement_open(path, NULL, &ret->replacement, err))
			return -1;
		ret->file = ret->replacement.file;
	}
	fprintf(ret->file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"%u\" "
		"height=\"%u\" viewBox=\"0 0 %u %u\" font-family=\"sans-serif\" role=\"img\">\n"
		"<title>",
		width, height, width, height);
	xml_put(ret->file, title);
	fputs("</title>\n", ret->file);
	svg_rectangle(ret, 0, 0, width, height, "#ffffff", 1);
	return 0;
}

int svg_close(struct svg *svg, struct mempolicy_error *err)
{
	fputs("</svg>\n", svg->file);
	if (svg->file == stdout)
		return 0;
	return replacement_close(&svg->replacement, true, err);
}

void svg_rectangle(struct svg *svg, double x, double y, double width, double height,
		   const char *fill, double opacity)
{
	fprintf(svg->file,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" "
		"fill-opacity=\"%.2f\"/>\n",
		x, y, width, height, fill, opacity);
}

void svg_line(struct svg *svg, double x1, double y1, double x2, double y2, const char *stroke)
{
	fprintf(svg->file,
		"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", x1, y1,
		x2, y2, stroke);
}

void svg_text(struct svg *svg, double x, double y, const char *anchor, unsigned int size,
	      const char *format, ...)
{
	CLEANUP(cleanup_free) char *text = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0) {
		text = NULL;
		return;
	}
	fprintf(svg->file,
		"<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%u\" fill=\"" SVG_INK
		"\">",
		x, y, anchor, size);
	xml_put(svg->file, text);
	fputs("</text>\n", svg->file);
}
