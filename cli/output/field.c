/* SPDX-License-Identifier: Apache-2.0 */
#include "field.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "style.h"
#include "wrap.h"

/* Longer lines are hard to read. */
#define WIDTH_MAX 80
#define WIDTH_MIN (FIELD_NAME + 20)

static size_t line_width(void)
{
	size_t width = style_width();

	if (width == 0 || width > WIDTH_MAX)
		return WIDTH_MAX;
	return width < WIDTH_MIN ? WIDTH_MIN : width;
}

static void print(const char *name, const char *colour, const char *text)
{
	size_t width = line_width() - FIELD_NAME;

	do {
		size_t part = wrap_length(text, width), first = colour ? strcspn(text, " ") : 0;

		first = first < part ? first : part;
		printf("%-*s%s%.*s%s%.*s\n", FIELD_NAME, name, colour ? style(colour) : "",
		       (int)first, text, colour ? style(STYLE_PLAIN) : "", (int)(part - first),
		       text + first);
		name = "";
		colour = NULL;
		text += part;
		text += strspn(text, " ");
	} while (*text);
}

__attribute__((format(printf, 3, 0))) static void
print_formatted(const char *name, const char *colour, const char *format, va_list args)
{
	CLEANUP(cleanup_free) char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	else
		print(name, colour, text);
}

void field_print(const char *name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_formatted(name, NULL, format, args);
	va_end(args);
}

void field_print_coloured(const char *name, const char *colour, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_formatted(name, colour, format, args);
	va_end(args);
}
