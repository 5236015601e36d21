/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a line of /proc/PID/numa_maps, show_numa_map() in fs/proc/task_mmu.c:
 *
 *	ADDRESS POLICY [file=PATH] [heap|stack] [huge] [anon=PAGES] ... [N<node>=PAGES]...
 *	[kernelpagesize_kB=SIZE]
 */
#ifndef MEMPOLICY_NUMA_MAPS_WORDS_H
#define MEMPOLICY_NUMA_MAPS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A part of a line, not NUL-terminated. */
struct span {
	const char *at;
	size_t length;
};

static inline bool span_starts_with(struct span span, const char *text)
{
	return span.length >= strlen(text) && memcmp(span.at, text, strlen(text)) == 0;
}

static inline bool span_ends_with(struct span span, const char *text)
{
	size_t length = strlen(text);

	return span.length >= length && memcmp(span.at + span.length - length, text, length) == 0;
}

static inline bool span_is(struct span span, const char *text)
{
	return span.length == strlen(text) && span_starts_with(span, text);
}

static inline bool span_skip(struct span *span, const char *text)
{
	if (!span_starts_with(*span, text))
		return false;
	span->at += strlen(text);
	span->length -= strlen(text);
	return true;
}

/* The next word, without the blanks before it; empty at the end. */
static inline struct span span_next_word(struct span *rest)
{
	const char *blank;
	struct span word;

	while (span_skip(rest, " "))
		;
	blank = rest->length ? memchr(rest->at, ' ', rest->length) : NULL;
	word = (struct span){rest->at, blank ? (size_t)(blank - rest->at) : rest->length};
	rest->at += word.length;
	rest->length -= word.length;
	return word;
}

/* Skips the address and the blank after it. */
static inline bool numa_maps_skip_address(struct span *rest)
{
	struct span address = span_next_word(rest);

	for (size_t i = 0; i < address.length; i++)
		if (!strchr("0123456789abcdef", address.at[i]) || !address.at[i])
			return false;
	return address.length && span_skip(rest, " ");
}

/* Whether a path is that of shared memory, with no file on a disk. The kernel escapes blanks and
 * "=". */
static inline bool numa_maps_is_shared_memory(struct span path)
{
	bool unlinked = span_ends_with(path, "\\040(deleted)");

	return span_starts_with(path, "/dev/shm/") ||
	       (unlinked && (span_starts_with(path, "/dev/zero\\") ||
			     span_starts_with(path, "/memfd:") || span_starts_with(path, "/SYSV")));
}

#endif
