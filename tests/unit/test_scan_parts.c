/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the parts of JSON texts. */
#include <stdlib.h>
#include <string.h>

#include "scan.h"
#include "unit.h"

static int find(const char *text, size_t length, struct scan_part *found, size_t count,
		struct scan_error *ret_error)
{
	uint64_t nesting[8];

	ck_assert_uint_le(SCAN_NESTING(length), sizeof(nesting));
	return scan(copy_before_guard(text, length), length, nesting, found, count, ret_error);
}

/* The positions of a.b.c, a.b, a, the e with acute accent, and the whole text; NULL if absent. */
static const struct {
	const char *name, *text;
	const char *abc, *ab, *a, *accent;
} parts[] = {
	{"none", "{}", NULL, NULL, NULL, NULL},
	{"an array", "[{\"a\":1}]", NULL, NULL, NULL, NULL},
	{"a string", "\"a\"", NULL, NULL, NULL, NULL},
	{"all", "{\"a\":{\"b\":{\"c\":1}},\"\xc3\xa9\":2}", "1", "{\"c\":1}", "{\"b\":{\"c\":1}}",
	 "2"},
	{"among others",
	 "{\"x\":{\"b\":0},\"a\":{\"x\":[1],\"b\":{\"d\":0,\"c\":1,\"e\":2},\"f\":"
	 "0},\"y\":[]}",
	 "1", "{\"d\":0,\"c\":1,\"e\":2}", "{\"x\":[1],\"b\":{\"d\":0,\"c\":1,\"e\":2},\"f\":0}",
	 NULL},
	{"with spaces", " { \"a\"\n:\t{ \"b\" : [ 1 ] } } ", NULL, "[ 1 ]", "{ \"b\" : [ 1 ] }",
	 NULL},
	{"each type: string", "{\"a\":\"x\\\"y\"}", NULL, NULL, "\"x\\\"y\"", NULL},
	{"each type: number", "{\"a\":-1.5e3}", NULL, NULL, "-1.5e3", NULL},
	{"each type: word", "{\"a\":null}", NULL, NULL, "null", NULL},
	{"each type: empty", "{\"a\":{},\"\xc3\xa9\":[]}", NULL, NULL, "{}", "[]"},
	/* values that are not on the path */
	{"in an array", "{\"a\":[{\"b\":{\"c\":1}}]}", NULL, NULL, "[{\"b\":{\"c\":1}}]", NULL},
	{"too deep", "{\"x\":{\"a\":{\"b\":{\"c\":1}}}}", NULL, NULL, NULL, NULL},
	{"too high", "{\"b\":{\"c\":1},\"c\":1}", NULL, NULL, NULL, NULL},
	{"a level skipped", "{\"a\":{\"c\":1,\"x\":{\"b\":{\"c\":1}}}}", NULL, NULL,
	 "{\"c\":1,\"x\":{\"b\":{\"c\":1}}}", NULL},
	{"beside, after", "{\"a\":{\"b\":{},\"c\":1},\"c\":2,\"b\":{\"c\":3}}", NULL, "{}",
	 "{\"b\":{},\"c\":1}", NULL},
	{"in a neighbor", "{\"a\":{\"b\":7,\"d\":{\"c\":1}},\"d\":{\"b\":{\"c\":1}}}", NULL, "7",
	 "{\"b\":7,\"d\":{\"c\":1}}", NULL},
	{"a text that looks like it", "{\"x\":\"{\\\"a\\\":1}\"}", NULL, NULL, NULL, NULL},
	/* keys */
	{"part of a key", "{\"aa\":1,\"\":2,\"A\":3}", NULL, NULL, NULL, NULL},
	{"an escape", "{\"\\u0061\":{\"\\u0062\":1}}", NULL, "1", "{\"\\u0062\":1}", NULL},
	{"an escape of two bytes", "{\"\\u00E9\":1}", NULL, NULL, NULL, "1"},
	{"another form of the accent", "{\"e\\u0301\":1}", NULL, NULL, NULL, NULL},
	{"NUL", "{\"a\\u0000\":1,\"\\u0000a\":2,\"\\u0000\":3}", NULL, NULL, NULL, NULL},
	{"half of a pair", "{\"a\\ud800\":1,\"\\udc00a\":2,\"a\\ud83d\\u0061\":3}", NULL, NULL,
	 NULL, NULL},
	{"not UTF-8", "{\"a\xff\":1,\"\xc3\":2,\"\xff\":3}", NULL, NULL, NULL, NULL},
	/* the last of duplicate keys counts */
	{"twice", "{\"a\":1,\"a\":2}", NULL, NULL, "2", NULL},
	{"twice, once escaped", "{\"a\":1,\"\\u0061\":2}", NULL, NULL, "2", NULL},
	{"the later has less", "{\"a\":{\"b\":{\"c\":1}},\"a\":{\"b\":2}}", NULL, "2", "{\"b\":2}",
	 NULL},
	{"the later has nothing", "{\"a\":{\"b\":{\"c\":1}},\"a\":{}}", NULL, NULL, "{}", NULL},
	{"the later is null", "{\"a\":{\"b\":{\"c\":1}},\"a\":null}", NULL, NULL, "null", NULL},
	{"the later is an array", "{\"a\":{\"b\":1},\"a\":[{\"b\":2}]}", NULL, NULL, "[{\"b\":2}]",
	 NULL},
	{"within", "{\"a\":{\"b\":{\"c\":1},\"b\":{\"c\":2,\"c\":3}}}", "3", "{\"c\":2,\"c\":3}",
	 "{\"b\":{\"c\":1},\"b\":{\"c\":2,\"c\":3}}", NULL},
	{"apart", "{\"a\":{\"b\":1},\"x\":{\"a\":9,\"b\":9},\"a\":{\"b\":{\"c\":2}},\"y\":{}}", "2",
	 "{\"c\":2}", "{\"b\":{\"c\":2}}", NULL},
};

static void assert_part(const char *name, const struct scan_part *part, const char *expected)
{
	ck_assert_msg(!part->text == !expected, "%s: %zu keys: %s", name, part->depth,
		      expected ? "not found" : "found");
	if (!expected)
		return;
	ck_assert_msg(part->length == strlen(expected) &&
			      memcmp(part->text, expected, part->length) == 0,
		      "%s: found %.*s instead of %s", name, (int)part->length, part->text,
		      expected);
}

START_TEST(parts_are_found_by_their_keys)
{
	const char *name = parts[_i].name;
	const size_t length = strlen(parts[_i].text);
	struct scan_part found[] = {SCAN_PART("a", "b", "c"),
				    SCAN_PART("a"),
				    {.depth = 0},
				    SCAN_PART("\xc3\xa9"),
				    SCAN_PART("a", "b")};
	struct scan_error error;
	char *whole = strdup(parts[_i].text);

	ck_assert_int_eq(find(parts[_i].text, length, found, LENGTH(found), &error), 0);
	assert_part(name, &found[0], parts[_i].abc);
	assert_part(name, &found[1], parts[_i].a);
	assert_part(name, &found[3], parts[_i].accent);
	assert_part(name, &found[4], parts[_i].ab);
	whole[strspn(whole, " ") + found[2].length] = '\0';
	assert_part(name, &found[2], whole + strspn(whole, " "));
	free(whole);
}
END_TEST

struct key {
	const char *text, *key;
};

static void assert_key(const struct key *key, const char *value)
{
	struct scan_part part = SCAN_PART(key->key);
	struct scan_error error;

	ck_assert_int_eq(find(key->text, strlen(key->text), &part, 1, &error), 0);
	assert_part(key->text, &part, value);
}

START_TEST(keys_beyond_the_plain_are_found)
{
	static const struct key keys[] = {
		{"{\"\":1}", ""},
		{"{\"\\\"\\\\\\/\\b\\f\\n\\r\\t\":1}", "\"\\/\b\f\n\r\t"},
		{"{\"/\":1}", "/"},
		{"{\"\\u000a\\u007f\":1}", "\n\x7f"},
		{"{\"\\u0080\\u07FF\":1}", "\xc2\x80\xdf\xbf"},
		{"{\"\\u0800\\uffff\":1}", "\xe0\xa0\x80\xef\xbf\xbf"},
		{"{\"\\uD7FF\\uE000\":1}", "\xed\x9f\xbf\xee\x80\x80"},
		{"{\"\\ud83d\\ude00\":1}", "\xf0\x9f\x98\x80"},
		{"{\"\\ud800\\udc00\\uDBFF\\uDFFF\":1}", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
		{"{\"\xf0\x9f\x98\x80\":1}", "\xf0\x9f\x98\x80"},
		{"{\"\xff\":1}", "\xff"},
		{"{\"org.opencontainers.a/b~c\":1}", "org.opencontainers.a/b~c"},
	};

	for (size_t i = 0; i < LENGTH(keys); i++)
		assert_key(&keys[i], "1");
}
END_TEST

/* The result of encoding them as UTF-8, if that were done. */
START_TEST(halves_of_pairs_are_no_key)
{
	static const struct key keys[] = {
		{"{\"\\ud800\":1}", "\xed\xa0\x80"},
		{"{\"\\udc00\":1}", "\xed\xb0\x80"},
		{"{\"\\ud83d\\ud83d\":1}", "\xed\xa0\xbd\xed\xa0\xbd"},
		{"{\"\\ude00\\ud83d\":1}", "\xed\xb8\x80\xed\xa0\xbd"},
	};

	for (size_t i = 0; i < LENGTH(keys); i++)
		assert_key(&keys[i], NULL);
}
END_TEST

START_TEST(of_a_broken_text_there_are_no_parts)
{
	static const char text[] = "{\"a\":{\"b\":1},\"c\":[2]";
	struct scan_part found[] = {SCAN_PART("a"),
				    SCAN_PART("a", "b"),
				    SCAN_PART("c"),
				    {.depth = 0}};
	struct scan_error error;

	ck_assert_int_eq(find(text, strlen(text), found, LENGTH(found), &error), -1);
	for (size_t i = 0; i < LENGTH(found); i++) {
		ck_assert_ptr_null(found[i].text);
		ck_assert_uint_eq(found[i].length, 0);
	}
}
END_TEST

void add_scan_parts(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(parts), parts_are_found_by_their_keys);
	add_tests(tcase, keys_beyond_the_plain_are_found, halves_of_pairs_are_no_key,
		  of_a_broken_text_there_are_no_parts);
}
