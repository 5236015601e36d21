/* SPDX-License-Identifier: Apache-2.0 */
#include "numa_maps_line.h"

#include "error.h"
#include "numa_maps_words.h"

/* mpol_to_str() writes into 64 bytes, and truncates. */
#define POLICY_TEXT_MAX 63

static const struct {
	const char *text;
	enum mempolicy_mode mode;
} modes[] = {
	{"default", MEMPOLICY_DEFAULT},
	{"prefer (many)", MEMPOLICY_PREFERRED_MANY}, /* before its prefix "prefer" */
	{"prefer", MEMPOLICY_PREFERRED},
	{"bind", MEMPOLICY_BIND},
	{"interleave", MEMPOLICY_INTERLEAVE},
	{"weighted interleave", MEMPOLICY_WEIGHTED_INTERLEAVE},
	{"local", MEMPOLICY_LOCAL},
};

static bool skip_mode(struct span *rest, enum mempolicy_mode *ret)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (span_skip(rest, modes[i].text)) {
			*ret = modes[i].mode;
			return true;
		}
	return false;
}

/* "=static|balancing" */
static unsigned int skip_flags(struct span *rest)
{
	unsigned int flags = 0;

	if (!span_skip(rest, "="))
		return 0;
	if (span_skip(rest, "static"))
		flags = MEMPOLICY_F_STATIC_NODES;
	else if (span_skip(rest, "relative"))
		flags = MEMPOLICY_F_RELATIVE_NODES;
	span_skip(rest, "|");
	if (span_skip(rest, "balancing"))
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
	if (!span_skip(rest, ":"))
		return true;
	word = span_next_word(rest);
	if (word.length >= sizeof(list))
		return false;
	memcpy(list, word.at, word.length);
	list[word.length] = '\0';
	return mempolicy_nodes_parse(list, ret, &ignored) == 0;
}

/* Skips "ADDRESS POLICY". Unless *ret_cut is set, *ret is the whole policy. */
static bool skip_policy(struct span *rest, struct mempolicy *ret, bool *ret_cut)
{
	const char *start;
	bool whole;

	if (!numa_maps_skip_address(rest))
		return false;
	start = rest->at;
	if (!skip_mode(rest, &ret->mode))
		return false;
	ret->flags = skip_flags(rest);
	whole = skip_nodes(rest, &ret->nodes);
	*ret_cut = rest->at - start >= POLICY_TEXT_MAX;
	return *ret_cut || (whole && (rest->length == 0 || *rest->at == ' '));
}

/* Whether the mapping shows the policy of the thread: nobody gives the stack or a file on a disk a
 * policy of its own. */
static bool shows_thread(struct span rest)
{
	bool has_file = false, is_shared = false, is_huge = false;
	struct span word;

	while ((word = span_next_word(&rest)).length) {
		if (span_is(word, "stack"))
			return true;
		is_huge = is_huge || span_is(word, "huge");
		if (span_skip(&word, "file=")) {
			has_file = true;
			is_shared = numa_maps_is_shared_memory(word);
		}
	}
	return has_file && !is_shared && !is_huge;
}

int mp_numa_maps_line_policy(const char *line, size_t length, bool *ret_found,
			     struct mempolicy *ret, struct mempolicy_error *err)
{
	struct span rest = {line, length};
	struct mempolicy policy;
	char quoted[ERROR_QUOTED];
	bool cut = false;

	if (!skip_policy(&rest, &policy, &cut))
		return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "not a line of numa_maps: %s",
				    mp_error_quote(quoted, sizeof(quoted), line, length));
	*ret_found = shows_thread(rest);
	if (*ret_found && cut)
		return mp_error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, "",
				    "numa_maps shows only the first %d characters of a policy",
				    POLICY_TEXT_MAX);
	if (*ret_found)
		*ret = policy;
	return 0;
}
