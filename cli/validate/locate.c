/* SPDX-License-Identifier: Apache-2.0 */
/* Steps through text that is known to be JSON, and so needs to look only at brackets and quotes. at
 * never goes beyond end, even if the text were not JSON. */
#include "locate.h"

#include <jansson.h>
#include <string.h>

#include "cleanup.h"

/* No key is longer than a whole pointer, see struct mempolicy_error. */
#define LOCATE_KEY 64

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

/* Skips a number, a word, a string, or everything between two brackets. */
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

/* Steps over the string at the cursor; returns whether it is this key. */
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

static size_t index_of(const char *key, size_t length)
{
	size_t index = 0;

	for (size_t i = 0; i < length && key[i] >= '0' && key[i] <= '9'; i++)
		index = index * 10 + (size_t)(key[i] - '0');
	return index;
}

/* Unescapes a reference token of a pointer; returns its length. */
static size_t unescape(const char *token, size_t length, char *ret)
{
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		ret[used] = token[i];
		if (token[i] == '~' && i + 1 < length)
			ret[used] = token[++i] == '1' ? '/' : '~';
		used++;
	}
	return used;
}

/*
 * Finds a member of the object, or an item of the array, that begins at the cursor. Returns the
 * value of the last one that has the key, and in *ret_first that of the first; NULL if none has.
 */
static const char *find(struct cursor cursor, const char *key, size_t length,
			const char **ret_first)
{
	bool object = cursor.at < cursor.end && *cursor.at == '{';
	const char *found = NULL;
	size_t index = 0;

	*ret_first = NULL;
	if (!object && (cursor.at >= cursor.end || *cursor.at != '['))
		return NULL;
	for (cursor.at++;; cursor.at++) {
		bool matches = !object && index++ == index_of(key, length);

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
		if (matches && !*ret_first)
			*ret_first = cursor.at;
		skip_value(&cursor);
		skip_space(&cursor);
		if (cursor.at >= cursor.end || *cursor.at != ',')
			return found;
	}
}

/* Follows a pointer as far as its keys exist; *ret_first is the value of the first of equal keys at
 * its end. */
static const char *follow(const char *text, size_t length, const char *pointer,
			  const char **ret_first)
{
	struct cursor cursor = {text, text + length};

	*ret_first = NULL;
	skip_space(&cursor);
	while (*pointer == '/') {
		char key[LOCATE_KEY];
		size_t size = strcspn(++pointer, "/");
		const char *found = NULL;

		*ret_first = NULL;
		if (size < sizeof(key))
			found = find(cursor, key, unescape(pointer, size, key), ret_first);
		if (!found)
			break;
		cursor.at = found;
		pointer += size;
	}
	return cursor.at;
}

struct location locate_offset(const char *text, size_t offset)
{
	const char *end = text + offset;
	struct location location = {1, 1};

	for (; text < end; text++) {
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
	const char *first, *at = follow(text, length, pointer, &first);

	return locate_offset(text, (size_t)(at - text));
}

bool locate_twice(const char *text, size_t length, const char *pointer, struct location *ret_first)
{
	const char *first, *last = follow(text, length, pointer, &first);

	if (!first || first == last)
		return false;
	*ret_first = locate_offset(text, (size_t)(first - text));
	return true;
}
