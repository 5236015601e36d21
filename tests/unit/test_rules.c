/* SPDX-License-Identifier: Apache-2.0 */
/* Every mode with every set of flags and every kind of nodes, compared with what set_mempolicy(2)
 * and the runtime-spec say. This is written here as sentences, each of which some combinations
 * break. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel_model.h"
#include "unit.h"

#define OBJECT "/linux/memoryPolicy"

static const char *const flags[] = {"MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES",
				    "MPOL_F_STATIC_NODES"};
enum { BALANCING = 1, RELATIVE = 2, STATIC = 4, FLAG_SETS = 8 };

/* As JSON; an empty text omits the key. */
static const struct {
	const char *json;
	const char *list; /* as shown in messages */
} nodes[] = {
	{"", ""},	{"null", ""},		{"\"\"", ""},
	{"\"3\"", "3"}, {"\"0-3,7\"", "0-3,7"}, {"\"1024\"", "1024"},
};

struct combination {
	const char *mode;
	unsigned int flags;
	const char *nodes;
};

static bool is(const struct combination *c, const char *mode)
{
	return strcmp(c->mode, mode) == 0;
}

static bool has_nodes(const struct combination *c)
{
	return *c->nodes != '\0';
}

static bool node_does_not_fit(const struct combination *c)
{
	return strcmp(c->nodes, "1024") == 0;
}

/* set_mempolicy(2): MPOL_DEFAULT and MPOL_LOCAL take no nodes. */
static bool has_nodes_but_takes_none(const struct combination *c)
{
	return has_nodes(c) && (is(c, "MPOL_DEFAULT") || is(c, "MPOL_LOCAL"));
}

/* set_mempolicy(2): EINVAL if nodemask is empty. */
static bool has_no_nodes_but_needs_some(const struct combination *c)
{
	return !has_nodes(c) && (is(c, "MPOL_BIND") || is(c, "MPOL_INTERLEAVE") ||
				 is(c, "MPOL_PREFERRED_MANY") || is(c, "MPOL_WEIGHTED_INTERLEAVE"));
}

/* With MPOL_LOCAL the kernel refuses them; with MPOL_DEFAULT they have no effect. */
static bool has_flags_but_takes_none(const struct combination *c)
{
	return c->flags && (is(c, "MPOL_DEFAULT") || is(c, "MPOL_LOCAL"));
}

/* set_mempolicy(2): only with MPOL_BIND; since Linux 6.10 also with MPOL_PREFERRED_MANY. */
static bool balances_in_another_mode(const struct combination *c)
{
	return (c->flags & BALANCING) && !is(c, "MPOL_BIND") && !is(c, "MPOL_PREFERRED_MANY");
}

/* set_mempolicy(2): EINVAL if both are given. */
static bool is_static_and_relative(const struct combination *c)
{
	return (c->flags & STATIC) && (c->flags & RELATIVE);
}

/* mpol_new(): without nodes, MPOL_PREFERRED is MPOL_LOCAL, which does not accept these flags. */
static bool prefers_no_node_with_a_flag(const struct combination *c)
{
	return is(c, "MPOL_PREFERRED") && !has_nodes(c) && c->flags;
}

/* The user is shown the first sentence that is broken. $nodes, $mode and $flag stand for the
 * combination's; $flag is its first. */
static const struct {
	bool (*broken)(const struct combination *);
	const char *error;
} sentences[] = {
	{node_does_not_fit, OBJECT
	 "/nodes: invalid memory policy nodes \"$nodes\": position 1: a node above 1023, "
	 "the highest possible; write decimal numbers and ranges separated by commas, such as "
	 "\"0-3,7\""},
	{has_nodes_but_takes_none,
	 OBJECT "/nodes: invalid memory policy nodes \"$nodes\": $mode takes no nodes; remove "
		"nodes, or choose a mode that takes nodes"},
	{has_no_nodes_but_needs_some,
	 OBJECT "/nodes: invalid memory policy nodes \"\": $mode needs at least one node; name the "
		"nodes, such as \"0-3,7\""},
	{has_flags_but_takes_none,
	 OBJECT "/flags: invalid memory policy flag \"$flag\": $mode takes no flags; remove flags, "
		"or choose a mode that takes them"},
	{balances_in_another_mode, OBJECT
	 "/flags: invalid memory policy flag \"MPOL_F_NUMA_BALANCING\": it is valid only "
	 "with MPOL_BIND and MPOL_PREFERRED_MANY, not with $mode; remove the flag, or choose one "
	 "of these modes"},
	{is_static_and_relative,
	 OBJECT "/flags: invalid memory policy flag \"MPOL_F_STATIC_NODES\": it cannot be "
		"combined with MPOL_F_RELATIVE_NODES; keep one of the two"},
	{prefers_no_node_with_a_flag,
	 OBJECT "/flags: invalid memory policy flag \"$flag\": MPOL_PREFERRED accepts it only "
		"with nodes; name a node, or remove the flag"},
};

static const char *first_flag(const struct combination *c)
{
	for (size_t i = 0; i < LENGTH(flags); i++)
		if (c->flags & (1U << i))
			return flags[i];
	return "";
}

/* To be freed. */
static char *error_of(const char *sentence, const struct combination *c)
{
	char *with_nodes = replace(sentence, "$nodes", c->nodes);
	char *with_mode = replace(with_nodes, "$mode", c->mode);
	char *error = replace(with_mode, "$flag", first_flag(c));

	free(with_nodes);
	free(with_mode);
	return error;
}

/* The combination as users write it. */
static void write_object(const char *mode, unsigned int flag_set, const char *nodes_json, char *buf,
			 size_t size)
{
	FILE *out = fmemopen(buf, size, "w");
	const char *separator = "";

	ck_assert_ptr_nonnull(out);
	fprintf(out, "{\"mode\": \"%s\", \"flags\": [", mode);
	for (size_t i = 0; i < LENGTH(flags); i++)
		if (flag_set & (1U << i)) {
			fprintf(out, "%s\"%s\"", separator, flags[i]);
			separator = ", ";
		}
	fputc(']', out);
	if (*nodes_json)
		fprintf(out, ", \"nodes\": %s", nodes_json);
	fputc('}', out);
	fclose(out);
}

static void assert_as_the_sentences_say(const char *object, const struct combination *c)
{
	struct mempolicy policy;
	struct mempolicy_error err;
	int result = mempolicy_parse(object, strlen(object), &policy, &err) ||
				     mempolicy_check(&policy, &err)
			     ? -1
			     : 0;

	for (size_t i = 0; i < LENGTH(sentences); i++)
		if (sentences[i].broken(c)) {
			char *expected = error_of(sentences[i].error, c);

			assert_refused(object, result, &err, MEMPOLICY_ERROR_INVALID, expected);
			free(expected);
			return;
		}
	assert_accepted(object, result, &err);
}

/* The errors that mempolicy_find_errors() found, in this order. */
struct found {
	size_t count;
	struct mempolicy_error errors[8];
};

static void take_error(void *data, const struct mempolicy_error *err)
{
	struct found *found = data;

	ck_assert_uint_lt(found->count, LENGTH(found->errors));
	found->errors[found->count++] = *err;
}

/* Whether a sentence that is not the first broken one is reported as a separate error. */
static bool is_told(bool (*broken)(const struct combination *), const struct combination *c)
{
	if (!broken(c))
		return false;
	/* Nothing more can be said about malformed nodes. */
	if (node_does_not_fit(c) &&
	    (broken == has_nodes_but_takes_none || broken == has_no_nodes_but_needs_some))
		return false;
	/* NUMA_BALANCING has its own sentence, if the mode takes flags at all. */
	if (broken == balances_in_another_mode)
		return !has_flags_but_takes_none(c);
	return broken != prefers_no_node_with_a_flag || (c->flags & (RELATIVE | STATIC));
}

static void assert_all_errors_are_found(const char *object, const struct combination *c)
{
	struct found found = {.count = 0};
	size_t told = 0;

	ck_assert_uint_eq(mempolicy_find_errors(object, strlen(object), take_error, &found),
			  found.count);
	for (size_t i = 0; i < LENGTH(sentences); i++) {
		struct combination about = *c;
		char *expected;

		if (!is_told(sentences[i].broken, c))
			continue;
		if (sentences[i].broken == prefers_no_node_with_a_flag)
			about.flags &= RELATIVE | STATIC;
		expected = error_of(sentences[i].error, &about);
		ck_assert_msg(told < found.count, "%s: lacks %s", object, expected);
		ck_assert_str_eq(error_text(&found.errors[told++]), expected);
		free(expected);
	}
	ck_assert_msg(found.count == told, "%s: there are %zu instead of %zu", object, found.count,
		      told);
}

/* Judges an object and the combination in it. */
typedef void judgement(const char *object, const struct combination *c);

static void judge_all(const char *mode, judgement *judge)
{
	for (unsigned int flag_set = 0; flag_set < FLAG_SETS; flag_set++)
		for (size_t i = 0; i < LENGTH(nodes); i++) {
			struct combination c = {mode, flag_set, nodes[i].list};
			char object[256];

			write_object(mode, flag_set, nodes[i].json, object, sizeof(object));
			judge(object, &c);
		}
}

START_TEST(all_rules_that_are_broken_are_found)
{
	judge_all(mode_names[_i], assert_all_errors_are_found);
}
END_TEST

START_TEST(a_mode_takes_the_flags_and_nodes_that_set_mempolicy_documents)
{
	judge_all(mode_names[_i], assert_as_the_sentences_say);
}
END_TEST

void add_rules(TCase *tcase)
{
	add_loop_tests(tcase, MEMPOLICY_MODES,
		       a_mode_takes_the_flags_and_nodes_that_set_mempolicy_documents,
		       all_rules_that_are_broken_are_found);
}
