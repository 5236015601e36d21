/* SPDX-License-Identifier: Apache-2.0 */
#include "elements.h"

#include <string.h>

struct elements elements_of(const char *array, size_t length)
{
	return (struct elements){.at = array + 1, .end = array + length};
}

static const char *skip(const char *at, const char *end, const char *what)
{
	while (at < end && *at && strchr(what, *at))
		at++;
	return at;
}

/* From a quote to after the next one. */
static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		at += *at == '\\';
	return at + 1;
}

/* To the comma or bracket after the value. */
static const char *skip_value(const char *at, const char *end)
{
	for (size_t depth = 0; at < end;) {
		if (*at == '"') {
			at = skip_string(at, end);
			continue;
		}
		if (depth == 0 && (*at == ',' || *at == ']'))
			return at;
		if (*at == '[' || *at == '{')
			depth++;
		else if (*at == ']' || *at == '}')
			depth--;
		at++;
	}
	return end;
}

bool elements_next(struct elements *elements)
{
	const char *begin = skip(elements->at, elements->end, " \t\r\n"), *at;

	if (begin >= elements->end || *begin == ']')
		return false;
	at = skip_value(begin, elements->end);
	elements->text = begin;
	elements->length = (size_t)(at - begin);
	elements->at = at < elements->end && *at == ',' ? at + 1 : at;
	return true;
}
