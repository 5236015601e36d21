/* SPDX-License-Identifier: Apache-2.0 */
#include "mapping.h"

#include <stddef.h>

#include "error.h"

static bool skip_number(struct span *span, unsigned long long *ret)
{
	unsigned long long value = 0;
	const char *start = span->at;

	for (; span->length && *span->at >= '0' && *span->at <= '9'; span->at++, span->length--)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (unsigned long long)(*span->at - '0'), &value))
			return false;
	*ret = value;
	return span->at > start;
}

static bool read_node(struct span word, struct mapping *mapping)
{
	unsigned long long node, pages;

	if (!skip_number(&word, &node) || !span_skip(&word, "=") || !skip_number(&word, &pages) ||
	    word.length || node >= MEMPOLICY_MAX_NODES || mapping->count == MEMPOLICY_MAX_NODES ||
	    __builtin_add_overflow(mapping->pages, pages, &mapping->pages))
		return false;
	mapping->on[mapping->count].node = (unsigned int)node;
	mapping->on[mapping->count++].pages = pages;
	return true;
}

/* Reads a word; others than these ("dirty=", "mapmax=", "heap") are ignored. */
static bool read_word(struct span word, struct mapping *mapping)
{
	if (span_skip(&word, "anon="))
		return skip_number(&word, &mapping->anonymous) && word.length == 0;
	if (span_skip(&word, "kernelpagesize_kB="))
		return skip_number(&word, &mapping->page_size) && word.length == 0 &&
		       !__builtin_mul_overflow(mapping->page_size, 1024, &mapping->page_size);
	if (span_skip(&word, "N"))
		return read_node(word, mapping);
	if (span_skip(&word, "file=")) {
		mapping->has_file = true;
		mapping->is_shared = numa_maps_is_shared_memory(word);
	} else if (span_is(word, "huge")) {
		mapping->is_huge = true;
	} else if (span_is(word, "stack")) {
		mapping->is_stack = true;
	}
	return true;
}

static bool read_words(struct span rest, struct mapping *mapping)
{
	unsigned long long bytes;
	struct span word;

	while ((word = span_next_word(&rest)).length)
		if (!read_word(word, mapping))
			return false;
	return mapping->anonymous <= mapping->pages &&
	       (mapping->pages == 0 || mapping->page_size != 0) &&
	       !__builtin_mul_overflow(mapping->pages, mapping->page_size, &bytes);
}

/* Skips the policy: the first word, or two, as in "prefer (many):0-1" and "weighted interleave:0".
 */
static struct span skip_policy(struct span *rest)
{
	struct span policy = span_next_word(rest), second = *rest;
	bool has_two = span_is(policy, "prefer") || span_is(policy, "weighted");

	if (has_two && (span_skip(&second, " (many)") || span_skip(&second, " interleave"))) {
		span_next_word(rest);
		policy.length = (size_t)(rest->at - policy.at);
	}
	return policy;
}

int mapping_read(const char *line, size_t length, struct mapping *ret, struct mempolicy_error *err)
{
	struct span rest = {line, length};
	char quoted[ERROR_QUOTED];

	memset(ret, 0, offsetof(struct mapping, on));
	if (numa_maps_skip_address(&rest) && rest.length) {
		ret->policy = skip_policy(&rest);
		if (ret->policy.length && read_words(rest, ret))
			return 0;
	}
	return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "not a line of numa_maps: %s",
			    mp_error_quote(quoted, sizeof(quoted), line, length));
}

enum page_kind mapping_anonymous_kind(const struct mapping *mapping)
{
	return mapping->is_huge ? PAGES_HUGE : PAGES_ANONYMOUS;
}

enum page_kind mapping_other_kind(const struct mapping *mapping)
{
	if (mapping->is_huge)
		return PAGES_HUGE_SHARED;
	return mapping->is_shared || !mapping->has_file ? PAGES_SHARED : PAGES_FILE;
}

bool mapping_shows_thread(const struct mapping *mapping)
{
	return mapping->is_stack || (mapping->has_file && !mapping->is_shared && !mapping->is_huge);
}
