/* SPDX-License-Identifier: Apache-2.0 */
#include "nodes.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "ranges.h"

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
		/* No comma before the first item. */
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

int mp_nodes_read(const char *list, size_t length, struct mempolicy_nodes *ret,
		  struct defect *ret_defect)
{
	struct ranges ranges = ranges_of(list, length, MEMPOLICY_MAX_NODES - 1);
	struct mempolicy_nodes nodes = {{0}};

	while (mp_ranges_next(&ranges))
		for (unsigned long node = ranges.first; node <= ranges.last; node++)
			mempolicy_nodes_add(&nodes, (unsigned int)node);
	if (ranges.reason != RANGES_END) {
		mp_defect_numbers(ret_defect, DEFECT_NODES_LIST, ranges.reason,
				  (unsigned int)ranges.at + 1, (unsigned char)list[ranges.at]);
		return mp_defect_value(ret_defect, list, length);
	}
	*ret = nodes;
	return 0;
}

int mempolicy_nodes_parse(const char *list, struct mempolicy_nodes *ret,
			  struct mempolicy_error *err)
{
	struct defect defect;
	char reason[ERROR_QUOTED];

	if (mp_nodes_read(list, strlen(list), ret, &defect) == 0)
		return 0;
	return mp_error_set(err, MEMPOLICY_ERROR_INVALID, "", "%s",
			    mp_nodes_defect_text(&defect, reason, sizeof(reason)));
}

const char *mp_nodes_defect_text(const struct defect *defect, char *buf, size_t size)
{
	static const char *const reasons[RANGES_REASONS] = {
		[RANGES_MISSING] = "a number is missing",
		[RANGES_MISSING_AT_END] = "a number is missing at the end",
		[RANGES_UNEXPECTED] = " is not a digit, \"-\" or \",\"",
		[RANGES_TOO_HIGH] = "a node above 1023, the highest possible",
		[RANGES_BACKWARDS] = "a range that runs backwards",
		[RANGES_THREE_ENDS] = "a range has only two ends",
		[RANGES_NUL] = "a NUL character",
	};
	unsigned int reason = defect->numbers[0];
	const char byte = (char)defect->numbers[2];
	char quoted[ERROR_QUOTED] = "";

	if (reason == RANGES_UNEXPECTED)
		mp_error_quote(quoted, sizeof(quoted), &byte, 1);
	snprintf(buf, size, "position %u: %s%s", defect->numbers[1], quoted,
		 reason < RANGES_REASONS && reasons[reason] ? reasons[reason] : "it is wrong");
	return buf;
}
