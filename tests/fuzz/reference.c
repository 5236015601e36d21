/* SPDX-License-Identifier: Apache-2.0 */
#include "reference.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "kernel_model.h"

#define ITEM "[0-9]+(-[0-9]+)?"

struct pattern {
	const char *text;
	bool compiled;
	regex_t regex;
};

static struct pattern node_list = {.text = "^(" ITEM "(," ITEM ")*,?)?$"};

/* All sentences that describe a valid policy, see describe(). */
static struct pattern valid_policy = {
	.text = "^("
		"MPOL_(DEFAULT|LOCAL|PREFERRED)"
		"|MPOL_(PREFERRED|INTERLEAVE|WEIGHTED_INTERLEAVE)( relative| static)? nodes"
		"|MPOL_(BIND|PREFERRED_MANY)( balancing)?( relative| static)? nodes"
		")$"};

/* From bit 13 on, both in linux/mempolicy.h and in a sentence. */
static const char *const flag_names[] = {"MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES",
					 "MPOL_F_STATIC_NODES"};
static const char *const flag_words[] = {" balancing", " relative", " static"};

static bool matches(struct pattern *pattern, const char *text)
{
	if (!pattern->compiled && regcomp(&pattern->regex, pattern->text, REG_EXTENDED | REG_NOSUB))
		fuzz_fail("regcomp: %s", pattern->text);
	pattern->compiled = true;
	return regexec(&pattern->regex, text, 0, NULL, 0) == 0;
}

bool reference_nodes(const char *list, struct bits *ret)
{
	struct bits nodes = {{false}};

	if (!matches(&node_list, list))
		return false;
	while (*list) {
		char *end;
		unsigned long first = strtoul(list, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (first > last || last > 1023)
			return false;
		memset(nodes.at + first, true, last - first + 1);
		list = end + strspn(end, ",");
	}
	*ret = nodes;
	return true;
}

/* The index of a JSON string among names, or -1. */
static int index_of(json_t *value, const char *const *names, int count)
{
	const char *text;
	size_t length;

	if (json_unpack(value, "s%", &text, &length))
		return -1;
	while (count-- > 0)
		if (length == strlen(names[count]) && memcmp(text, names[count], length) == 0)
			return count;
	return -1;
}

static bool read_flags(json_t *array, unsigned int *ret)
{
	unsigned int flags = 0;
	json_t *value;
	size_t i;

	json_array_foreach(array, i, value) {
		int bit = index_of(value, flag_names, 3);

		if (bit < 0)
			return false;
		flags |= 1U << (13 + bit);
	}
	*ret = flags;
	return !array || json_is_null(array) || json_is_array(array);
}

static bool read_nodes(json_t *value, struct bits *ret)
{
	const char *text = "";
	size_t length = 0;

	if (value && !json_is_null(value) && json_unpack(value, "s%", &text, &length))
		return false;
	return strlen(text) == length && reference_nodes(text, ret);
}

/* "MPOL_BIND balancing static nodes" */
static void describe(const struct reference *policy, char *buf, size_t size)
{
	FILE *out = fmemopen(buf, size, "w");

	if (!out)
		fuzz_fail("fmemopen");
	fputs(mode_names[policy->mode], out);
	for (int i = 0; i < 3; i++)
		if (policy->flags & 1U << (13 + i))
			fputs(flag_words[i], out);
	if (bits_weight(&policy->nodes))
		fputs(" nodes", out);
	if (fclose(out))
		fuzz_fail("fclose");
}

enum verdict reference_policy(const json_t *object, struct reference *ret)
{
	json_t *mode, *flags = NULL, *nodes = NULL;
	char sentence[128];

	if (json_unpack((json_t *)object, "{s:o, s?o, s?o}", "mode", &mode, "flags", &flags,
			"nodes", &nodes))
		return MALFORMED;
	ret->mode = index_of(mode, mode_names, 7);
	if (ret->mode < 0 || !read_flags(flags, &ret->flags) || !read_nodes(nodes, &ret->nodes))
		return MALFORMED;
	describe(ret, sentence, sizeof(sentence));
	return matches(&valid_policy, sentence) ? VALID : AGAINST_RULES;
}
