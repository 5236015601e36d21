/* SPDX-License-Identifier: Apache-2.0 */
/* Where memory lies, from lines of /proc/PID/numa_maps. Pure. */
#include <stddef.h>
#include <string.h>

#include "error.h"

/* mpol_to_str() writes into 64 bytes, and cuts. */
#define POLICY_TEXT_MAX 63

/* Products of two numbers of pages. */
__extension__ typedef unsigned __int128 wide;

/* What one line says. */
struct mapping {
	bool has_file, is_huge, is_shared, is_stack;
	unsigned long long pages; /* on all nodes */
	unsigned long long anonymous;
	unsigned long long page_size; /* bytes */
	size_t count;
	struct {
		unsigned int node;
		unsigned long long pages;
	} on[MEMPOLICY_MAX_NODES];
};

/* A part of a line, not NUL-terminated. */
struct span {
	const char *at;
	size_t length;
};

static bool starts_with(struct span span, const char *text)
{
	return span.length >= strlen(text) && memcmp(span.at, text, strlen(text)) == 0;
}

static bool ends_with(struct span span, const char *text)
{
	size_t length = strlen(text);

	return span.length >= length && memcmp(span.at + span.length - length, text, length) == 0;
}

static bool is_word(struct span span, const char *text)
{
	return span.length == strlen(text) && starts_with(span, text);
}

static bool skip(struct span *span, const char *text)
{
	if (!starts_with(*span, text))
		return false;
	span->at += strlen(text);
	span->length -= strlen(text);
	return true;
}

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

static struct span next_word(struct span *rest)
{
	const char *blank;
	struct span word;

	while (skip(rest, " "))
		;
	blank = rest->length ? memchr(rest->at, ' ', rest->length) : NULL;
	word = (struct span){rest->at, blank ? (size_t)(blank - rest->at) : rest->length};
	rest->at += word.length;
	rest->length -= word.length;
	return word;
}

/* ---- the policy ---- */

static const struct {
	const char *text;
	enum mempolicy_mode mode;
} modes[] = {
	{"default", MEMPOLICY_DEFAULT},
	{"prefer (many)", MEMPOLICY_PREFERRED_MANY}, /* before the one that it begins with */
	{"prefer", MEMPOLICY_PREFERRED},
	{"bind", MEMPOLICY_BIND},
	{"interleave", MEMPOLICY_INTERLEAVE},
	{"weighted interleave", MEMPOLICY_WEIGHTED_INTERLEAVE},
	{"local", MEMPOLICY_LOCAL},
};

static bool skip_mode(struct span *rest, enum mempolicy_mode *ret)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (skip(rest, modes[i].text)) {
			*ret = modes[i].mode;
			return true;
		}
	return false;
}

/* "=static|balancing" */
static unsigned int skip_flags(struct span *rest)
{
	unsigned int flags = 0;

	if (!skip(rest, "="))
		return 0;
	if (skip(rest, "static"))
		flags = MEMPOLICY_F_STATIC_NODES;
	else if (skip(rest, "relative"))
		flags = MEMPOLICY_F_RELATIVE_NODES;
	skip(rest, "|");
	if (skip(rest, "balancing"))
		flags |= MEMPOLICY_F_NUMA_BALANCING;
	return flags;
}

/* ":0-3" */
static bool skip_nodes(struct span *rest, struct mempolicy_nodes *ret)
{
	struct mempolicy_error ignored;
	char list[POLICY_TEXT_MAX + 1];
	struct span word;

	*ret = (struct mempolicy_nodes){{0}};
	if (!skip(rest, ":"))
		return true;
	word = next_word(rest);
	if (word.length >= sizeof(list))
		return false;
	memcpy(list, word.at, word.length);
	list[word.length] = '\0';
	return mempolicy_nodes_parse(list, ret, &ignored) == 0;
}

static bool skip_address(struct span *rest)
{
	struct span address = next_word(rest);

	for (size_t i = 0; i < address.length; i++)
		if (!strchr("0123456789abcdef", address.at[i]) || !address.at[i])
			return false;
	return address.length && skip(rest, " ");
}

/* Passes over "ADDRESS POLICY". Without *ret_cut set, *ret is all of the policy. */
static bool skip_policy(struct span *rest, struct mempolicy *ret, bool *ret_cut)
{
	const char *start;
	bool whole;

	if (!skip_address(rest))
		return false;
	start = rest->at;
	if (!skip_mode(rest, &ret->mode))
		return false;
	ret->flags = skip_flags(rest);
	whole = skip_nodes(rest, &ret->nodes);
	*ret_cut = rest->at - start >= POLICY_TEXT_MAX;
	return *ret_cut || (whole && (rest->length == 0 || *rest->at == ' '));
}

/* ---- the pages ---- */

/* Memory without a file on a disk, that processes share. The kernel escapes blanks and "=". */
static bool is_shared_memory(struct span path)
{
	bool unlinked = ends_with(path, "\\040(deleted)");

	return starts_with(path, "/dev/shm/") ||
	       (unlinked && (starts_with(path, "/dev/zero\\") || starts_with(path, "/memfd:") ||
			     starts_with(path, "/SYSV")));
}

static bool read_node(struct span word, struct mapping *mapping)
{
	unsigned long long node, pages;

	if (!skip_number(&word, &node) || !skip(&word, "=") || !skip_number(&word, &pages) ||
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
	if (skip(&word, "anon="))
		return skip_number(&word, &mapping->anonymous) && word.length == 0;
	if (skip(&word, "kernelpagesize_kB="))
		return skip_number(&word, &mapping->page_size) && word.length == 0 &&
		       !__builtin_mul_overflow(mapping->page_size, 1024, &mapping->page_size);
	if (skip(&word, "N"))
		return read_node(word, mapping);
	if (skip(&word, "file=")) {
		mapping->has_file = true;
		mapping->is_shared = is_shared_memory(word);
	} else if (is_word(word, "huge")) {
		mapping->is_huge = true;
	} else if (is_word(word, "stack")) {
		mapping->is_stack = true;
	}
	return true;
}

static bool read_mapping(struct span rest, struct mapping *mapping)
{
	unsigned long long bytes;
	struct span word;

	while ((word = next_word(&rest)).length)
		if (!read_word(word, mapping))
			return false;
	return mapping->anonymous <= mapping->pages &&
	       (mapping->pages == 0 || mapping->page_size != 0) &&
	       !__builtin_mul_overflow(mapping->pages, mapping->page_size, &bytes);
}

/* Where its two kinds of pages belong to. */
static enum mempolicy_pages anonymous_kind(const struct mapping *mapping)
{
	return mapping->is_huge ? MEMPOLICY_PAGES_HUGE : MEMPOLICY_PAGES_ANONYMOUS;
}

static enum mempolicy_pages other_kind(const struct mapping *mapping)
{
	if (mapping->is_huge)
		return MEMPOLICY_PAGES_HUGE_SHARED;
	return mapping->is_shared || !mapping->has_file ? MEMPOLICY_PAGES_SHARED
							: MEMPOLICY_PAGES_FILE;
}

/*
 * The line has one number per node for anonymous pages and others together: where it has both, on
 * several nodes, they are taken to be mixed alike on each. The running sum is rounded, so that no
 * page is lost. So many anonymous pages as exceed the others are on a node for certain.
 */
static void add(const struct mapping *mapping, struct mempolicy_placement *placement)
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

/* Reads a line, but for the array, of which only the beginning is used. */
static int read_line(struct span line, struct mapping *mapping, struct mempolicy *policy,
		     bool *ret_cut, struct mempolicy_error *err)
{
	struct span rest = line;
	char quoted[ERROR_QUOTED];

	memset(mapping, 0, offsetof(struct mapping, on));
	if (skip_policy(&rest, policy, ret_cut) && read_mapping(rest, mapping))
		return 0;
	return error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "not a line of numa_maps: %s",
			 error_quote(quoted, sizeof(quoted), line.at, line.length));
}

int mempolicy_placement_line(const char *line, size_t length, struct mempolicy_placement *placement,
			     struct mempolicy_error *err)
{
	struct mempolicy policy;
	struct mapping mapping;
	bool cut;

	if (read_line((struct span){line, length}, &mapping, &policy, &cut, err))
		return -1;
	add(&mapping, placement);
	return 0;
}

/* ---- the policy of the thread ---- */

int mempolicy_placement_policy(const char *line, size_t length, bool *ret_found,
			       struct mempolicy *ret, struct mempolicy_error *err)
{
	struct mempolicy policy;
	struct mapping mapping;
	bool cut = false, found;

	if (read_line((struct span){line, length}, &mapping, &policy, &cut, err))
		return -1;
	found = mapping.is_stack || (mapping.has_file && !mapping.is_shared && !mapping.is_huge);
	if (found && cut)
		return error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, "",
				 "numa_maps shows the first %d characters of a policy only",
				 POLICY_TEXT_MAX);
	if (found)
		*ret = policy;
	*ret_found = found;
	return 0;
}

/* ---- judging ---- */

/* Memory of the process's own, that its policy is about. */
static unsigned long long own(const struct mempolicy_placement *placement, unsigned int node)
{
	return placement->bytes[MEMPOLICY_PAGES_ANONYMOUS][node] +
	       placement->bytes[MEMPOLICY_PAGES_HUGE][node];
}

double mempolicy_placement_locality(const struct mempolicy_placement *placement,
				    const struct mempolicy_nodes *nodes)
{
	unsigned long long here = 0, all = 0;

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++) {
		all += own(placement, node);
		here += mempolicy_nodes_has(nodes, node) ? own(placement, node) : 0;
	}
	return all ? (double)here / (double)all : 1;
}

static unsigned int weight_of(const struct mempolicy_weights *weights, unsigned int node)
{
	return weights ? weights->of[node] : 1;
}

double mempolicy_placement_evenness(const struct mempolicy_placement *placement,
				    const struct mempolicy_nodes *nodes,
				    const struct mempolicy_weights *weights)
{
	double bytes = 0, weight = 0, common = 0;
	unsigned int node;

	for (node = mempolicy_nodes_first(nodes); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(nodes, node)) {
		bytes += (double)own(placement, node);
		weight += weight_of(weights, node);
	}
	if (bytes == 0 || weight == 0)
		return 1;
	for (node = mempolicy_nodes_first(nodes); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(nodes, node)) {
		double is = (double)own(placement, node) / bytes;
		double wanted = weight_of(weights, node) / weight;

		common += is < wanted ? is : wanted;
	}
	return common;
}

void mempolicy_placement_add(struct mempolicy_placement *sum,
			     const struct mempolicy_placement *placement)
{
	for (size_t kind = 0; kind < MEMPOLICY_PAGES_KINDS; kind++)
		for (size_t node = 0; node < MEMPOLICY_MAX_NODES; node++)
			sum->bytes[kind][node] += placement->bytes[kind][node];
	sum->estimated += placement->estimated;
	sum->mappings += placement->mappings;
}
