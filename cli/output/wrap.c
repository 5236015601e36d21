/* SPDX-License-Identifier: Apache-2.0 */
#include "wrap.h"

#include <stdio.h>
#include <string.h>

#include "style.h"

size_t wrap_length(const char *text, size_t width)
{
	size_t end = width;

	if (strlen(text) <= width)
		return strlen(text);
	while (end > 0 && text[end] != ' ' && text[end - 1] != ',')
		end--;
	return end ? end : width;
}

/* Like wrap_length(), but never within a word. */
static size_t whole_words(const char *text, size_t width)
{
	size_t end = wrap_length(text, width);

	return text[end] && text[end] != ' ' && text[end - 1] != ',' ? strcspn(text, " ") : end;
}

void wrap_print(const char *text, size_t used, size_t indent)
{
	size_t width = style_width();

	/* There is not even room for one word. */
	if (width && used > indent && used + 1 + strcspn(text, " ") > width) {
		printf("\n%*s", (int)indent, "");
		used = indent;
	} else if (used > indent) {
		putchar(' ');
		used++;
	}
	for (; width; used = indent) {
		size_t room = width > used ? width - used : 1;
		size_t part = whole_words(text, room);

		printf("%.*s\n", (int)part, text);
		text += part;
		text += strspn(text, " ");
		if (!*text)
			return;
		printf("%*s", (int)indent, "");
	}
	puts(text);
}
