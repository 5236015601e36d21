/* SPDX-License-Identifier: Apache-2.0 */
/* Steps through text that is known to be JSON, so that brackets and quotes are all there is to see.
 * at never goes beyond end, even if it were not. */
#include "locate.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

struct cursor {
	const char *at, *end;
};

static void skip_space(struct cursor *cursor)
{
	while (cursor->at < cursor->end && strchr(" \t\r\n", *cursor->at))
		cursor->at++;
}

static void skip_string(struct cursor *cursor)
{
	for (cursor->at++; cursor->at < cursor->end && *cursor->at != '"'; cursor->at++)
		if (*cursor->at == '\\' && cursor->at + 1 < cursor->end)
			cursor->at++;
	if (cursor->at < cursor->end)
		cursor->at++;
}

/* A number, a word, a string, or all between two brackets. */
static void skip_value(struct cursor *cursor)
{
	size_t depth = 0;

	while (cursor->at < cursor->end) {
		char byte = *cursor->at;

		if (depth == 0 && strchr(",]} \t\r\n", byte))
			return;
		if (byte == '"') {
			skip_string(cursor);
		} else {
			depth += byte == '{' || byte == '[';
			depth -= byte == '}' || byte == ']';
			cursor->at++;
		}
		if (depth == 0 && strchr("\"}]", byte))
			return;
	}
}

/* Whether the string that the cursor is at, which it steps over, says this key. */
static bool take_key(struct cursor *cursor, const char *key, size_t length)
{
	const char *start = cursor->at;
	CLEANUP(cleanup_json) json_t *string = NULL;

	skip_string(cursor);
	string = json_loadb(start, (size_t)(cursor->at - start), JSON_DECODE_ANY | JSON_ALLOW_NUL,
			    NULL);
	return json_string_length(string) == length &&
	       memcmp(json_string_value(string), key, length) == 0;
}

/* The value of a member of the object, or of an item of the array, that begins here; NULL where
 * there is none. */
static const char *find(struct cursor cursor, const char *key, size_t length)
{
	bool object = cursor.at < cursor.end && *cursor.at == '{';
	const char *found = NULL;
	size_t index = 0;

	if (!object && (cursor.at >= cursor.end || *cursor.at != '['))
		return NULL;
	for (cursor.at++;; cursor.at++) {
		bool matches = !object && index++ == strtoul(key, NULL, 10);

		skip_space(&cursor);
		if (cursor.at >= cursor.end || *cursor.at == ']' || *cursor.at == '}')
			return found;
		if (object) {
			matches = take_key(&cursor, key, length);
			skip_space(&cursor);
			cursor.at++; /* the colon */
			skip_space(&cursor);
		}
		if (matches)
			found = cursor.at;
		skip_value(&cursor);
		skip_space(&cursor);
		if (cursor.at >= cursor.end || *cursor.at != ',')
			return found;
	}
}

static struct location count_to(const char *text, const char *at)
{
	struct location location = {1, 1};

	for (; text < at; text++) {
		if (*text == '\n')
			location = (struct location){location.line + 1, 1};
		else
			/* Bytes 10xxxxxx continue a character. */
			location.column += ((unsigned char)*text & 0xc0) != 0x80;
	}
	return location;
}

struct location locate(const char *text, size_t length, const char *pointer)
{
	struct cursor cursor = {text, text + length};

	skip_space(&cursor);
	while (*pointer == '/') {
		size_t key = strcspn(++pointer, "/");
		const char *found = find(cursor, pointer, key);

		if (!found)
			break;
		cursor.at = found;
		pointer += key;
	}
	return count_to(text, cursor.at);
}
