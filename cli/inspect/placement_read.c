/* SPDX-License-Identifier: Apache-2.0 */
/* Where the memory of a process lies, as /proc/PID/numa_maps has it. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "numa_maps_words.h"
#include "placement.h"

/* The kernel walks page tables for as many lines as are asked for at a time. */
#define BUFFER_SIZE 65536

/* Products of two numbers of pages. */
__extension__ typedef unsigned __int128 wide;

/* What one line says. */
struct mapping {
	bool has_file, is_huge, is_shared;
	unsigned long long pages; /* on all nodes */
	unsigned long long anonymous;
	unsigned long long page_size; /* bytes */
	size_t count;
	struct {
		unsigned int node;
		unsigned long long pages;
	} on[MEMPOLICY_MAX_NODES];
};

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

/* Words that are not looked for ("dirty=", "mapmax=", "heap") are passed over. */
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
	}
	return true;
}

static bool read_mapping(struct span rest, struct mapping *mapping)
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

/* Where its two kinds of pages belong to. */
static enum page_kind anonymous_kind(const struct mapping *mapping)
{
	return mapping->is_huge ? PAGES_HUGE : PAGES_ANONYMOUS;
}

static enum page_kind other_kind(const struct mapping *mapping)
{
	if (mapping->is_huge)
		return PAGES_HUGE_SHARED;
	return mapping->is_shared || !mapping->has_file ? PAGES_SHARED : PAGES_FILE;
}

/*
 * The line has one number per node for anonymous pages and others together: where it has both, on
 * several nodes, they are taken to be mixed alike on each. The running sum is rounded, so that no
 * page is lost. So many anonymous pages as exceed the others are on a node for certain.
 */
static void add_mapping(const struct mapping *mapping, struct placement *placement)
{
	unsigned long long others = mapping->pages - mapping->anonymous, certain = 0, seen = 0,
			   given = 0, *anonymous = placement->bytes[anonymous_kind(mapping)],
			   *other = placement->bytes[other_kind(mapping)];

	for (size_t i = 0; i < mapping->count; i++) {
		unsigned int node = mapping->on[i].node;
		unsigned long long pages = mapping->on[i].pages, part;

		if (pages == 0)
			continue;
		seen += pages;
		part = (unsigned long long)((wide)mapping->anonymous * seen / mapping->pages) -
		       given;
		given += part;
		certain += pages > others ? pages - others : 0;
		anonymous[node] += part * mapping->page_size;
		other[node] += (pages - part) * mapping->page_size;
	}
	placement->estimated += (mapping->anonymous - certain) * mapping->page_size;
	placement->mappings++;
}

/* Of the array only the beginning is used. */
int placement_add_line(struct placement *placement, const char *line, size_t length,
		       struct mempolicy_error *err)
{
	struct span rest = {line, length};
	struct mapping mapping;
	char quoted[ERROR_QUOTED];

	memset(&mapping, 0, offsetof(struct mapping, on));
	if (!numa_maps_skip_address(&rest) || rest.length == 0 || !read_mapping(rest, &mapping))
		return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "not a line of numa_maps: %s",
				    mp_error_quote(quoted, sizeof(quoted), line, length));
	add_mapping(&mapping, placement);
	return 0;
}

/* ---- the file ---- */

static int read_error(const char *path, struct mempolicy_error *err)
{
	int sys_errno = errno;

	if (sys_errno != EACCES && sys_errno != EPERM)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "%s", path);
	mp_error_set_errno(err, MEMPOLICY_ERROR_PERMISSION, sys_errno, "%s", path);
	return mp_error_remedy(err, "it takes the process's user, or CAP_SYS_PTRACE");
}

static int read_lines(FILE *file, const char *path, struct placement *placement,
		      struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, file)) > 0) {
		length -= line[length - 1] == '\n';
		if (placement_add_line(placement, line, (size_t)length, err))
			return -1;
	}
	return feof(file) ? 0 : read_error(path, err);
}

int placement_read(pid_t proc_pid, struct placement *ret, struct mempolicy_error *err)
{
	char path[64];
	FILE *file;
	int result;

	snprintf(path, sizeof(path), "/proc/%d/numa_maps", proc_pid);
	file = fopen(path, "re");
	if (!file)
		return read_error(path, err);
	setvbuf(file, NULL, _IOFBF, BUFFER_SIZE);
	memset(ret, 0, sizeof(*ret));
	result = read_lines(file, path, ret, err);
	fclose(file);
	return result;
}
