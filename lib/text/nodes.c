/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "defect.h"
#include "error.h"

#define WORDS (MEMPOLICY_MAX_NODES / MEMPOLICY_BITS_PER_WORD)

bool mempolicy_nodes_has(const struct mempolicy_nodes *nodes, unsigned int node)
{
	if (node >= MEMPOLICY_MAX_NODES)
		return false;
	return nodes->words[node / MEMPOLICY_BITS_PER_WORD] >> (node % MEMPOLICY_BITS_PER_WORD) & 1;
}

void mempolicy_nodes_add(struct mempolicy_nodes *nodes, unsigned int node)
{
	if (node < MEMPOLICY_MAX_NODES)
		nodes->words[node / MEMPOLICY_BITS_PER_WORD] |= 1UL
								<< (node % MEMPOLICY_BITS_PER_WORD);
}

bool mempolicy_nodes_empty(const struct mempolicy_nodes *nodes)
{
	return mempolicy_nodes_first(nodes) == MEMPOLICY_MAX_NODES;
}

bool mempolicy_nodes_equal(const struct mempolicy_nodes *a, const struct mempolicy_nodes *b)
{
	for (size_t i = 0; i < WORDS; i++)
		if (a->words[i] != b->words[i])
			return false;
	return true;
}

unsigned int mempolicy_nodes_count(const struct mempolicy_nodes *nodes)
{
	unsigned int count = 0;

	for (size_t i = 0; i < WORDS; i++)
		count += (unsigned int)__builtin_popcountl(nodes->words[i]);
	return count;
}

struct mempolicy_nodes mempolicy_nodes_and(const struct mempolicy_nodes *a,
					   const struct mempolicy_nodes *b)
{
	struct mempolicy_nodes both;

	for (size_t i = 0; i < WORDS; i++)
		both.words[i] = a->words[i] & b->words[i];
	return both;
}

struct mempolicy_nodes mempolicy_nodes_minus(const struct mempolicy_nodes *a,
					     const struct mempolicy_nodes *b)
{
	struct mempolicy_nodes rest;

	for (size_t i = 0; i < WORDS; i++)
		rest.words[i] = a->words[i] & ~b->words[i];
	return rest;
}

/* The lowest member that is not below node. */
static unsigned int first_from(const struct mempolicy_nodes *nodes, unsigned int node)
{
	while (node < MEMPOLICY_MAX_NODES) {
		unsigned long rest = nodes->words[node / MEMPOLICY_BITS_PER_WORD] >>
				     (node % MEMPOLICY_BITS_PER_WORD);

		if (rest)
			return node + (unsigned int)__builtin_ctzl(rest);
		node += (unsigned int)(MEMPOLICY_BITS_PER_WORD - node % MEMPOLICY_BITS_PER_WORD);
	}
	return MEMPOLICY_MAX_NODES;
}

unsigned int mempolicy_nodes_first(const struct mempolicy_nodes *nodes)
{
	return first_from(nodes, 0);
}

unsigned int mempolicy_nodes_next(const struct mempolicy_nodes *nodes, unsigned int node)
{
	return first_from(nodes, node + 1);
}

size_t mempolicy_nodes_format(const struct mempolicy_nodes *nodes, char *buf, size_t size)
{
	size_t length = 0;
	unsigned int first, last = 0;

	if (size)
		buf[0] = '\0';
	for (first = mempolicy_nodes_first(nodes); first < MEMPOLICY_MAX_NODES;
	     first = mempolicy_nodes_next(nodes, last)) {
		char item[sizeof(",1022-1023")];
		int written;

		for (last = first; mempolicy_nodes_has(nodes, last + 1); last++)
			;
		written = first == last ? snprintf(item, sizeof(item), ",%u", first)
					: snprintf(item, sizeof(item), ",%u-%u", first, last);
		/* The first item goes without its comma. */
		if (length == 0)
			length += (size_t)snprintf(buf, size, "%s", item + 1);
		else if (length < size)
			length += (size_t)snprintf(buf + length, size - length, "%s", item);
		else
			length += (size_t)written;
	}
	return length;
}

/* ---- parsing ---- */

struct cursor {
	const char *list; /* ends with NUL, and may hold others */
	size_t length;
	size_t at;
	struct defect *defect;
};

static int fail(const struct cursor *cursor, size_t at, enum nodes_reason reason)
{
	defect_numbers(cursor->defect, DEFECT_NODES_LIST, reason, (unsigned int)at + 1,
		       (unsigned char)cursor->list[at]);
	return defect_value(cursor->defect, cursor->list, cursor->length);
}

static char current(const struct cursor *cursor)
{
	return cursor->list[cursor->at];
}

static int unexpected(const struct cursor *cursor)
{
	return fail(cursor, cursor->at, current(cursor) ? NODES_UNEXPECTED : NODES_NUL);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int parse_number(struct cursor *cursor, unsigned int *ret)
{
	size_t start = cursor->at;
	unsigned int value = 0;

	if (cursor->at == cursor->length)
		return fail(cursor, start, NODES_MISSING_AT_END);
	if (current(cursor) == ',' || current(cursor) == '-')
		return fail(cursor, start, NODES_MISSING);
	if (!is_digit(current(cursor)))
		return unexpected(cursor);
	for (; is_digit(current(cursor)); cursor->at++) {
		value = value * 10 + (unsigned int)(current(cursor) - '0');
		if (value >= MEMPOLICY_MAX_NODES)
			return fail(cursor, start, NODES_TOO_HIGH);
	}
	*ret = value;
	return 0;
}

/* "n" or "n-m". */
static int parse_item(struct cursor *cursor, struct mempolicy_nodes *nodes)
{
	size_t start = cursor->at;
	unsigned int first = 0, last = 0;

	if (parse_number(cursor, &first))
		return -1;
	last = first;
	if (current(cursor) == '-') {
		cursor->at++;
		if (parse_number(cursor, &last))
			return -1;
		if (last < first)
			return fail(cursor, start, NODES_BACKWARDS);
	}
	for (unsigned int node = first; node <= last; node++)
		mempolicy_nodes_add(nodes, node);
	return 0;
}

int nodes_read(const char *list, size_t length, struct mempolicy_nodes *ret,
	       struct defect *ret_defect)
{
	struct mempolicy_nodes nodes = {{0}};
	struct cursor cursor = {.list = list, .length = length, .defect = ret_defect};

	while (cursor.at < length) {
		if (parse_item(&cursor, &nodes))
			return -1;
		if (current(&cursor) == ',')
			cursor.at++;
		else if (current(&cursor) == '-')
			return fail(&cursor, cursor.at, NODES_THREE_ENDS);
		else if (cursor.at < length)
			return unexpected(&cursor);
	}
	*ret = nodes;
	return 0;
}

int mempolicy_nodes_parse(const char *list, struct mempolicy_nodes *ret,
			  struct mempolicy_error *err)
{
	struct defect defect;
	char reason[ERROR_QUOTED];

	if (nodes_read(list, strlen(list), ret, &defect) == 0)
		return 0;
	return error_set(err, MEMPOLICY_ERROR_INVALID, "", "%s",
			 defect_list_reason(&defect, reason, sizeof(reason)));
}
