/* SPDX-License-Identifier: Apache-2.0 */
#include "toml.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

/* Removes comments; "#" within a string does not begin one. */
static char *without_comments(const char *text)
{
	char *bare = malloc(strlen(text) + 1), *end = bare, quote = '\0';

	for (; bare && *text; text++) {
		if (*text == '\n' || *text == quote)
			quote = '\0';
		else if (!quote && (*text == '"' || *text == '\''))
			quote = *text;
		else if (!quote && *text == '#')
			text += strcspn(text, "\n");
		if (!*text)
			break;
		*end++ = *text;
	}
	if (bare)
		*end = '\0';
	return bare;
}

static size_t length_of_value(const char *value)
{
	size_t length = 0, depth = 0;

	for (; value[length] && (depth || value[length] != '\n'); length++) {
		depth += value[length] == '[';
		if (value[length] == ']' && depth)
			depth--;
	}
	return length;
}

static const char *skip_blanks(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

char *toml_value(const char *text, const char *key)
{
	CLEANUP(cleanup_free) char *bare = without_comments(text);
	const char *line = bare;

	while (line && *line) {
		const char *at = skip_blanks(line);

		if (strncmp(at, key, strlen(key)) == 0) {
			at = skip_blanks(at + strlen(key));
			if (*at == '=') {
				at = skip_blanks(at + 1);
				return strndup(at, length_of_value(at));
			}
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return NULL;
}

bool toml_mentions(const char *text, const char *word)
{
	CLEANUP(cleanup_free) char *bare = without_comments(text);

	return bare && strstr(bare, word);
}
