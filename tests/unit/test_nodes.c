/* SPDX-License-Identifier: Apache-2.0 */
/* Node lists and sets. */
#include <stdio.h>
#include <string.h>

#include "unit.h"

#define NO_DIGIT(position, quoted)                                                                 \
	"position " #position ": \"" quoted "\" is not a digit, \"-\" or \",\""
#define MISSING(position)   "position " #position ": a number is missing"
#define AT_END(position)    MISSING(position) " at the end"
#define BEYOND(position)    "position " #position ": a node above 1023, the highest possible"
#define TWO_ENDS(position)  "position " #position ": a range has only two ends"
#define BACKWARDS(position) "position " #position ": a range that runs backwards"

static const struct {
	const char *list;
	const char *error;
} malformed[] = {
	/* spaces */
	{" ", NO_DIGIT(1, " ")},
	{" 0", NO_DIGIT(1, " ")},
	{"0 ", NO_DIGIT(2, " ")},
	{"0, 1", NO_DIGIT(3, " ")},
	{"0 ,1", NO_DIGIT(2, " ")},
	{"0 1", NO_DIGIT(2, " ")},
	{"0- 3", NO_DIGIT(3, " ")},
	{"0 -3", NO_DIGIT(2, " ")},
	{"0-3 ", NO_DIGIT(4, " ")},
	{"0, ", NO_DIGIT(3, " ")},
	{"\t0", NO_DIGIT(1, "\\x09")},
	{"0\t1", NO_DIGIT(2, "\\x09")},
	{"0\n", NO_DIGIT(2, "\\x0a")},
	{"\n", NO_DIGIT(1, "\\x0a")},
	{"0\r\n", NO_DIGIT(2, "\\x0d")},
	{"0\v", NO_DIGIT(2, "\\x0b")},
	/* signs */
	{"+1", NO_DIGIT(1, "+")},
	{"-0", MISSING(1)},
	{"-1", MISSING(1)},
	{"0-+3", NO_DIGIT(3, "+")},
	{"0--3", MISSING(3)},
	{"0,-3", MISSING(3)},
	{"-", MISSING(1)},
	{"--", MISSING(1)},
	/* other ways to write numbers */
	{"0x1", NO_DIGIT(2, "x")},
	{"0X1", NO_DIGIT(2, "X")},
	{"a", NO_DIGIT(1, "a")},
	{"1a", NO_DIGIT(2, "a")},
	{"1.5", NO_DIGIT(2, ".")},
	{"1e2", NO_DIGIT(2, "e")},
	{"1_0", NO_DIGIT(2, "_")},
	{"0b1", NO_DIGIT(2, "b")},
	{"1'0", NO_DIGIT(2, "'")},
	/* empty items */
	{",", MISSING(1)},
	{",0", MISSING(1)},
	{",,", MISSING(1)},
	{"0,,1", MISSING(3)},
	{"0,,", MISSING(3)},
	{"0-3,,", MISSING(5)},
	/* ranges */
	{"0-", AT_END(3)},
	{"0,1-", AT_END(5)},
	{"0-,1", MISSING(3)},
	{"3-0", BACKWARDS(1)},
	{"0,5-4", BACKWARDS(3)},
	{"1023-0", BACKWARDS(1)},
	{"0-1-2", TWO_ENDS(4)},
	{"0-3-", TWO_ENDS(4)},
	{"7,10-20-30", TWO_ENDS(8)},
	{"0-3:1/2", NO_DIGIT(4, ":")},
	{"0-3/2", NO_DIGIT(4, "/")},
	{"0..3", NO_DIGIT(2, ".")},
	{"0:3", NO_DIGIT(2, ":")},
	/* too high */
	{"1024", BEYOND(1)},
	{"0,1024", BEYOND(3)},
	{"0-1024", BEYOND(3)},
	{"1023-1024", BEYOND(6)},
	{"1024-1025", BEYOND(1)},
	{"01024", BEYOND(1)},
	{"10230", BEYOND(1)},
	{"4294967296", BEYOND(1)},
	{"4294967297", BEYOND(1)},
	{"18446744073709551616", BEYOND(1)},
	{"99999999999999999999", BEYOND(1)},
	{"0-99999999999999999999", BEYOND(3)},
	/* words and other characters */
	{"all", NO_DIGIT(1, "a")},
	{"same", NO_DIGIT(1, "s")},
	{"none", NO_DIGIT(1, "n")},
	{"N", NO_DIGIT(1, "N")},
	{"node0", NO_DIGIT(1, "n")},
	{"!", NO_DIGIT(1, "!")},
	{"!0", NO_DIGIT(1, "!")},
	{"0!", NO_DIGIT(2, "!")},
	{"^0", NO_DIGIT(1, "^")},
	{"~0", NO_DIGIT(1, "~")},
	{"*", NO_DIGIT(1, "*")},
	{"0;1", NO_DIGIT(2, ";")},
	{"0|1", NO_DIGIT(2, "|")},
	{"[0]", NO_DIGIT(1, "[")},
	{"{0}", NO_DIGIT(1, "{")},
	{"\"0\"", NO_DIGIT(1, "\\\"")},
	{"\\0", NO_DIGIT(1, "\\\\")},
	{"%s", NO_DIGIT(1, "%")},
	{"0%n", NO_DIGIT(2, "%")},
	/* outside ASCII: a digit, a dash, a space and a comma that only look like these, and
	 * invalid UTF-8 */
	{"\xd9\xa3", NO_DIGIT(1, "\\xd9")},
	{"0\xe2\x80\x93"
	 "3",
	 NO_DIGIT(2, "\\xe2")},
	{"0\xc2\xa0", NO_DIGIT(2, "\\xc2")},
	{"0\xef\xbc\x8c"
	 "1",
	 NO_DIGIT(2, "\\xef")},
	{"\xff", NO_DIGIT(1, "\\xff")},
	{"0\x80", NO_DIGIT(2, "\\x80")},
	{"\x1b[31m", NO_DIGIT(1, "\\x1b")},
	{"0\x7f", NO_DIGIT(2, "\\x7f")},
};

static const struct {
	const char *list;
	const char *set;
} wellformed[] = {
	{"", ""},
	{"0", "0"},
	{"63", "63"},
	{"64", "64"},
	{"65", "65"},
	{"1022", "1022"},
	{"1023", "1023"},
	{"0-3,7", "0-3,7"},
	{"62-65", "62-65"},
	{"63-64", "63-64"},
	{"1022-1023", "1022-1023"},
	{"0-1023", "0-1023"},
	{"0,63,64,1023", "0,63-64,1023"},
	/* a trailing comma */
	{"0,", "0"},
	{"0-3,", "0-3"},
	{"1023,", "1023"},
	/* leading zeros */
	{"00", "0"},
	{"007", "7"},
	{"001-03", "1-3"},
	{"01023", "1023"},
	{"0000000000000000000000000000000000005", "5"},
	/* repeated nodes, in any order */
	{"3-3", "3"},
	{"0-0,1023-1023", "0,1023"},
	{"0-5,3-8", "0-8"},
	{"1,1,1", "1"},
	{"0-1023,5", "0-1023"},
	{"7,5,3,1", "1,3,5,7"},
	{"2-3,0-1", "0-3"},
};

/* Nothing beyond the list may be read. */
static int parse_before_guard(const char *list, struct mempolicy_nodes *ret,
			      struct mempolicy_error *err)
{
	return mempolicy_nodes_parse(copy_before_guard(list, strlen(list) + 1), ret, err);
}

START_TEST(a_malformed_list_is_refused_with_position_and_reason)
{
	struct mempolicy_nodes nodes = nodes_of("5");
	struct mempolicy_error err;
	int result = parse_before_guard(malformed[_i].list, &nodes, &err);

	assert_refused(malformed[_i].list, result, &err, MEMPOLICY_ERROR_INVALID,
		       malformed[_i].error);
	assert_nodes("a failed parse must leave the set alone", &nodes, "5");
}
END_TEST

START_TEST(a_list_that_every_runtime_takes_is_accepted)
{
	struct mempolicy_nodes nodes = {{0}};
	struct mempolicy_error err;
	int result = parse_before_guard(wellformed[_i].list, &nodes, &err);

	assert_accepted(wellformed[_i].list, result, &err);
	assert_nodes(wellformed[_i].list, &nodes, wellformed[_i].set);
}
END_TEST

/* Nodes on both sides of the boundaries between words of the set. */
static const unsigned int edges[] = {0, 1, 31, 32, 62, 63, 64, 65, 127, 128, 1021, 1022, 1023};

/* Checks every node: the members must be exactly first to last. */
static void assert_members(const struct mempolicy_nodes *nodes, unsigned int first,
			   unsigned int last)
{
	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES + 64; node++)
		ck_assert_msg(mempolicy_nodes_has(nodes, node) == (node >= first && node <= last),
			      "node %u of \"%u-%u\"", node, first, last);
	ck_assert_uint_eq(mempolicy_nodes_count(nodes), last - first + 1);
	ck_assert_uint_eq(mempolicy_nodes_first(nodes), first);
	ck_assert_uint_eq(mempolicy_nodes_next(nodes, last), MEMPOLICY_MAX_NODES);
}

START_TEST(a_node_at_the_edge_of_a_word_is_that_node_alone)
{
	char list[16];
	struct mempolicy_nodes nodes;

	snprintf(list, sizeof(list), "%u", edges[_i]);
	nodes = nodes_of(list);
	assert_members(&nodes, edges[_i], edges[_i]);
}
END_TEST

START_TEST(a_range_between_edges_of_words_has_both_ends_and_all_between)
{
	for (size_t last = (size_t)_i; last < LENGTH(edges); last++) {
		char list[16];
		struct mempolicy_nodes nodes;

		snprintf(list, sizeof(list), "%u-%u", edges[_i], edges[last]);
		nodes = nodes_of(list);
		assert_members(&nodes, edges[_i], edges[last]);
	}
}
END_TEST

START_TEST(a_node_is_the_bit_that_set_mempolicy_expects)
{
	struct mempolicy_nodes nodes = nodes_of("0,63,64,1023");

	ck_assert_uint_eq(sizeof(nodes), 1024 / 8);
	for (size_t i = 0; i < sizeof(nodes); i++) {
		unsigned int expected = i == 0 ? 0x01 : i == 7 ? 0x80 : i == 8 ? 0x01 : 0;

		/* The bytes are in the order of x86_64 and aarch64: the lowest first. */
		if (i == 127)
			expected = 0x80;
		ck_assert_uint_eq(((const unsigned char *)&nodes)[i], expected);
	}
}
END_TEST

START_TEST(a_node_beyond_1023_is_never_a_member)
{
	struct mempolicy_nodes nodes = {{0}};

	mempolicy_nodes_add(&nodes, 1024);
	mempolicy_nodes_add(&nodes, 4294967295U);
	ck_assert(mempolicy_nodes_empty(&nodes));
	ck_assert_uint_eq(mempolicy_nodes_first(&nodes), MEMPOLICY_MAX_NODES);
	mempolicy_nodes_add(&nodes, 1023);
	ck_assert(!mempolicy_nodes_has(&nodes, 1024));
	ck_assert(!mempolicy_nodes_has(&nodes, 4294967295U));
	ck_assert_uint_eq(mempolicy_nodes_count(&nodes), 1);
}
END_TEST

START_TEST(sets_are_intersected_subtracted_and_compared)
{
	struct mempolicy_nodes a = nodes_of("0-3,63-64,1023"), b = nodes_of("2-5,64,1022-1023");
	struct mempolicy_nodes both = mempolicy_nodes_and(&a, &b);
	struct mempolicy_nodes rest = mempolicy_nodes_minus(&a, &b);
	struct mempolicy_nodes same = nodes_of("64,2-3,1023");

	assert_nodes("and", &both, "2-3,64,1023");
	assert_nodes("minus", &rest, "0-1,63");
	ck_assert(mempolicy_nodes_equal(&both, &same));
	ck_assert(!mempolicy_nodes_equal(&both, &rest));
	mempolicy_nodes_add(&same, 1022);
	ck_assert(!mempolicy_nodes_equal(&both, &same));
}
END_TEST

/* ---- formatting ---- */

/* The maximum length of a list, and the set with that length: computed from the end, by trying for
 * every node all runs that begin there. */
static size_t longest_list(struct mempolicy_nodes *ret)
{
	static size_t best[MEMPOLICY_MAX_NODES + 2];
	static unsigned int run[MEMPOLICY_MAX_NODES + 2]; /* 0: the node is left out */
	char item[32];

	for (unsigned int first = MEMPOLICY_MAX_NODES; first-- > 0;) {
		best[first] = best[first + 1];
		for (unsigned int last = first; last < MEMPOLICY_MAX_NODES; last++) {
			int length = last == first
					     ? snprintf(item, sizeof(item), ",%u", first)
					     : snprintf(item, sizeof(item), ",%u-%u", first, last);
			/* A gap of one node ends the run. */
			size_t total = (size_t)length +
				       best[last + 2 > MEMPOLICY_MAX_NODES ? MEMPOLICY_MAX_NODES
									   : last + 2];

			if (total > best[first]) {
				best[first] = total;
				run[first] = last - first + 1;
			}
		}
	}
	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node += run[node] + 1)
		for (unsigned int i = 0; i < run[node]; i++)
			mempolicy_nodes_add(ret, node + i);
	return best[0] - 1; /* the first has no comma */
}

START_TEST(the_longest_list_there_can_be_fits_its_buffer)
{
	struct mempolicy_nodes nodes = {{0}}, parsed;
	char text[MEMPOLICY_NODES_TEXT];
	size_t longest = longest_list(&nodes);

	ck_assert_uint_eq(mempolicy_nodes_format(&nodes, NULL, 0), longest);
	ck_assert_uint_lt(longest, MEMPOLICY_NODES_TEXT);
	ck_assert_uint_eq(mempolicy_nodes_format(&nodes, text, sizeof(text)), longest);
	ck_assert_uint_eq(strlen(text), longest);
	parsed = nodes_of(text);
	ck_assert(mempolicy_nodes_equal(&parsed, &nodes));
}
END_TEST

START_TEST(random_sets_survive_being_written_and_read)
{
	unsigned long random = 20240611;

	for (unsigned int round = 0; round < 2000; round++) {
		unsigned long sparse = next_random(&random) % 40 + 1;
		struct mempolicy_nodes nodes = {{0}}, parsed;
		char text[MEMPOLICY_NODES_TEXT];

		for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
			if (next_random(&random) % sparse == 0)
				mempolicy_nodes_add(&nodes, node);
		ck_assert_uint_lt(mempolicy_nodes_format(&nodes, text, sizeof(text)), sizeof(text));
		parsed = nodes_of(text);
		ck_assert_msg(mempolicy_nodes_equal(&parsed, &nodes), "round %u: \"%s\"", round,
			      text);
	}
}
END_TEST

START_TEST(a_buffer_too_small_holds_the_beginning_and_the_length_is_told)
{
	static const char *const lists[] = {"", "7", "0-3,7,62-65,1023"};
	struct mempolicy_nodes nodes = nodes_of(lists[_i]);
	size_t length = strlen(lists[_i]);

	ck_assert_uint_eq(mempolicy_nodes_format(&nodes, NULL, 0), length);
	for (size_t size = 1; size <= length + 2; size++) {
		char *buf = before_guard(size);
		size_t kept = size <= length ? size - 1 : length;

		memset(buf, '#', size);
		ck_assert_uint_eq(mempolicy_nodes_format(&nodes, buf, size), length);
		ck_assert_msg(strncmp(buf, lists[_i], kept) == 0 && buf[kept] == '\0',
			      "\"%s\" in %zu bytes is \"%s\"", lists[_i], size, buf);
	}
}
END_TEST

START_TEST(a_buffer_of_no_size_is_not_written_to)
{
	struct mempolicy_nodes nodes = nodes_of("0-3,7");
	char untouched = '#';

	ck_assert_uint_eq(mempolicy_nodes_format(&nodes, &untouched, 0), 5);
	ck_assert_int_eq(untouched, '#');
}
END_TEST

void add_nodes(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(malformed),
		       a_malformed_list_is_refused_with_position_and_reason);
	add_loop_tests(tcase, LENGTH(wellformed), a_list_that_every_runtime_takes_is_accepted);
	add_loop_tests(tcase, LENGTH(edges), a_node_at_the_edge_of_a_word_is_that_node_alone,
		       a_range_between_edges_of_words_has_both_ends_and_all_between);
	add_tests(tcase, a_node_is_the_bit_that_set_mempolicy_expects,
		  a_node_beyond_1023_is_never_a_member,
		  sets_are_intersected_subtracted_and_compared);
	add_tests(tcase, the_longest_list_there_can_be_fits_its_buffer,
		  random_sets_survive_being_written_and_read,
		  a_buffer_of_no_size_is_not_written_to);
	add_loop_tests(tcase, 3, a_buffer_too_small_holds_the_beginning_and_the_length_is_told);
}
