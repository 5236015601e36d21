/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"

#include <stdio.h>

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

struct mempolicy_nodes mempolicy_nodes_and(
	const struct mempolicy_nodes *a, const struct mempolicy_nodes *b)
{
	struct mempolicy_nodes both;

	for (size_t i = 0; i < WORDS; i++)
		both.words[i] = a->words[i] & b->words[i];
	return both;
}

struct mempolicy_nodes mempolicy_nodes_minus(
	const struct mempolicy_nodes *a, const struct mempolicy_nodes *b)
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
	const char *list;
	const char *at;
	struct mempolicy_error *err;
};

static int fail(const struct cursor *cursor, const char *at, const char *what)
{
	return error_set(cursor->err, MEMPOLICY_ERROR_INVALID, "", "position %zu: %s",
		(size_t)(at - cursor->list) + 1, what);
}

static int unexpected(const struct cursor *cursor)
{
	char quoted[ERROR_QUOTED];

	error_quote(quoted, sizeof(quoted), cursor->at, 1);
	return error_set(cursor->err, MEMPOLICY_ERROR_INVALID, "",
		"position %zu: %s is not a digit, \"-\" or \",\"",
		(size_t)(cursor->at - cursor->list) + 1, quoted);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int parse_number(struct cursor *cursor, unsigned int *ret)
{
	const char *start = cursor->at;
	unsigned int value = 0;

	if (*cursor->at == '\0')
		return fail(cursor, start, "a number is missing at the end");
	if (*cursor->at == ',' || *cursor->at == '-')
		return fail(cursor, start, "a number is missing");
	if (!is_digit(*cursor->at))
		return unexpected(cursor);
	for (; is_digit(*cursor->at); cursor->at++) {
		value = value * 10 + (unsigned int)(*cursor->at - '0');
		if (value >= MEMPOLICY_MAX_NODES)
			return fail(cursor, start, "a node beyond 1023, the highest there can be");
	}
	*ret = value;
	return 0;
}

/* "n" or "n-m". */
static int parse_item(struct cursor *cursor, struct mempolicy_nodes *nodes)
{
	const char *start = cursor->at;
	unsigned int first = 0, last = 0;

	if (parse_number(cursor, &first))
		return -1;
	last = first;
	if (*cursor->at == '-') {
		cursor->at++;
		if (parse_number(cursor, &last))
			return -1;
		if (last < first)
			return fail(cursor, start, "a range that runs backwards");
	}
	for (unsigned int node = first; node <= last; node++)
		mempolicy_nodes_add(nodes, node);
	return 0;
}

int mempolicy_nodes_parse(
	const char *list, struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	struct mempolicy_nodes nodes = {{0}};
	struct cursor cursor = {.list = list, .at = list, .err = err};

	while (*cursor.at) {
		if (parse_item(&cursor, &nodes))
			return -1;
		if (*cursor.at == ',')
			cursor.at++;
		else if (*cursor.at == '-')
			return fail(&cursor, cursor.at, "a range has only two ends");
		else if (*cursor.at)
			return unexpected(&cursor);
	}
	*ret = nodes;
	return 0;
}
