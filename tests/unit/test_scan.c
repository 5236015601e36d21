/* SPDX-License-Identifier: Apache-2.0 */
/* Whether JSON texts are complete. */
#include "scan.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* Nothing beyond the text or the memory for nesting may be touched. */
static int scan_before_guard(const char *text, size_t length, struct scan_error *ret_error)
{
	return scan(text, length, (uint64_t *)(void *)before_guard(SCAN_NESTING(length)), NULL, 0,
		    ret_error);
}

/* ---- complete texts ---- */

static const char *const complete[] = {
	"{}",
	"[]",
	" \t\r\n{ \t\r\n} \t\r\n",
	"[[],{},[{}],{\"a\":[]}]",
	"{\"a\":{},\"b\":[],\"a\":{}}",
	"{\"\":\"\"}",
	"[true,false,null]",
	"true",
	" null\n",
	"\"text\"",
	/* numbers */
	"0",
	"-0",
	"7",
	"1234567890",
	"[0,-1,10,0.5,-0.0,1e5,1E5,1e+5,1e-5,1.25e007]",
	"18446744073709551616",
	"1e400",
	"-1e99999999999999999999",
	/* strings */
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	"\"\\u0000\\u00e9\\uABCD\\uabcd\"",
	"\"\\ud83d\\ude00\"",
	"\"\x7f\xc3\xa9\xf0\x9f\x98\x80\"",
	/* the meaning of characters is not checked */
	"\"\\ud800\"",
	"\"\\udc00\\ud800\"",
	"\"\xff\xfe\x80\"",
	"\"\xed\xa0\x80\"",
	"{\"\\u0000\":1,\"\\ud800\":2,\"\xff\":3}",
	"[\"\xef\xbb\xbf\"]",
};

START_TEST(a_complete_text_is_accepted)
{
	size_t length = strlen(complete[_i]);
	struct scan_error error;
	int result = scan_before_guard(copy_before_guard(complete[_i], length), length, &error);

	ck_assert_msg(result == 0, "%s: %zu:%zu: %s", complete[_i], error.line, error.column,
		      scan_reason_text(error.reason));
	ck_assert_int_eq(error.reason, SCAN_COMPLETE);
	ck_assert_uint_eq(error.line, 0);
}
END_TEST

/* ---- incomplete and malformed texts ---- */

static const struct {
	const char *text;
	const char *error;
} broken[] = {
	{"", "1:1: it is empty"},
	{" \n\t ", "2:3: it is empty"},
	{"\xef\xbb\xbf{}", "1:1: it begins with a byte order mark"},
	{"\xef\xbb{}", "1:1: a value is expected here"},
	/* incomplete */
	{"{", "1:2: it ends before it is complete"},
	{"[", "1:2: it ends before it is complete"},
	{"{\n\"a\":\n  ", "3:3: it ends before it is complete"},
	{"{\"linux\": {}", "1:13: it ends before it is complete"},
	{"[1,", "1:4: it ends before it is complete"},
	{"[12", "1:4: it ends before it is complete"},
	{"-", "1:2: it ends before it is complete"},
	{"1.", "1:3: it ends before it is complete"},
	{"1e", "1:3: it ends before it is complete"},
	{"1e+", "1:4: it ends before it is complete"},
	{"t", "1:2: it ends before it is complete"},
	{"fals", "1:5: it ends before it is complete"},
	{"\"", "1:2: it ends before it is complete"},
	{"\"\xc3\xa9\xc3\xa9", "1:4: it ends before it is complete"},
	{"\"\\", "1:3: it ends before it is complete"},
	{"\"\\u", "1:4: it ends before it is complete"},
	{"\"\\u00e", "1:7: it ends before it is complete"},
	{"\"\\u00e9", "1:8: it ends before it is complete"},
	/* structure */
	{"{} {}", "1:4: there is more text after the value"},
	{"{}\n\x07", "2:1: there is more text after the value"},
	{"{}}", "1:3: there is more text after the value"},
	{"1 2", "1:3: there is more text after the value"},
	{"# a comment", "1:1: a value is expected here"},
	{"[,]", "1:2: a value is expected here"},
	{"[1,]", "1:4: a value is expected here"},
	{"[}", "1:2: a value is expected here"},
	{"]", "1:1: a value is expected here"},
	{"{\"a\":}", "1:6: a value is expected here"},
	{"{\"a\":,", "1:6: a value is expected here"},
	{"['a']", "1:2: a value is expected here"},
	{"[+1]", "1:2: a value is expected here"},
	{"[.5]", "1:2: a value is expected here"},
	{"[\x80]", "1:2: a value is expected here"},
	{"[\"a\" \"b\"]", "1:6: a comma or ] is expected here"},
	{"[1}", "1:3: a comma or ] is expected here"},
	{"[\n[1\n\"b\"]]", "3:1: a comma or ] is expected here"},
	{"[\"a\":1]", "1:5: a comma or ] is expected here"},
	{"[1a]", "1:3: a comma or ] is expected here"},
	{"[0x1]", "1:3: a comma or ] is expected here"},
	{"{\"a\":1]", "1:7: a comma or } is expected here"},
	{"{\"a\":1 \"b\":2}", "1:8: a comma or } is expected here"},
	{"{\"a\":\"b\":2}", "1:9: a comma or } is expected here"},
	{"{,}", "1:2: a key between double quotes is expected here"},
	{"{\"a\":1,}", "1:8: a key between double quotes is expected here"},
	{"{a:1}", "1:2: a key between double quotes is expected here"},
	{"{1:1}", "1:2: a key between double quotes is expected here"},
	{"{]", "1:2: a key between double quotes is expected here"},
	{"{\"a\" 1}", "1:6: a colon is expected here"},
	{"{\"a\"}", "1:5: a colon is expected here"},
	{"{\"\xc3\xa9\",}", "1:5: a colon is expected here"},
	/* words */
	{"[True]", "1:2: the only words are true, false and null"},
	{"[nan]", "1:2: the only words are true, false and null"},
	{"[nul]", "1:2: the only words are true, false and null"},
	{"[nulll]", "1:2: the only words are true, false and null"},
	{"truefalse", "1:1: the only words are true, false and null"},
	{"hello", "1:1: the only words are true, false and null"},
	/* numbers */
	{"[01]", "1:2: this is not a valid number"},
	{"[-01]", "1:2: this is not a valid number"},
	{"[00]", "1:2: this is not a valid number"},
	{"[-]", "1:2: this is not a valid number"},
	{"[-a]", "1:2: this is not a valid number"},
	{"[1.]", "1:2: this is not a valid number"},
	{"[1.e5]", "1:2: this is not a valid number"},
	{"[1e]", "1:2: this is not a valid number"},
	{"[1e+-5]", "1:2: this is not a valid number"},
	/* strings */
	{"\"ab\\x\"", "1:4: this is not a valid escape"},
	{"\"\\U00e9\"", "1:2: this is not a valid escape"},
	{"\"\\u00g9\"", "1:2: this is not a valid escape"},
	{"\"\\u00\"", "1:2: this is not a valid escape"},
	{"\"\\u 0e9\"", "1:2: this is not a valid escape"},
	{"{\"\\'\":1}", "1:3: this is not a valid escape"},
	{"\"a\tb\"", "1:3: a control character in a string must be escaped"},
	{"{\"a\":\"b\n\"}", "1:8: a control character in a string must be escaped"},
	{"{\"a\x1f\":1}", "1:4: a control character in a string must be escaped"},
};

START_TEST(another_text_is_refused_with_the_place)
{
	size_t length = strlen(broken[_i].text);
	struct scan_error error;
	char text[128];
	int result = scan_before_guard(copy_before_guard(broken[_i].text, length), length, &error);

	snprintf(text, sizeof(text), "%zu:%zu: %s", error.line, error.column,
		 scan_reason_text(error.reason));
	ck_assert_msg(result == -1, "%s: accepted, instead of: %s", broken[_i].text,
		      broken[_i].error);
	ck_assert_msg(strcmp(text, broken[_i].error) == 0, "%s: %s\ninstead of\n%s",
		      broken[_i].text, text, broken[_i].error);
}
END_TEST

START_TEST(a_nul_byte_is_no_end)
{
	static const struct {
		const char *text;
		size_t length, offset;
		enum scan_reason reason;
	} texts[] = {
		{"{}\0", 3, 2, SCAN_TRAILING},	      {"\0{}", 3, 0, SCAN_VALUE},
		{"[\"a\0\"]", 6, 3, SCAN_CONTROL},    {"[\"\\\0\"]", 6, 2, SCAN_ESCAPE},
		{"[\"\\u00\0\"]", 9, 2, SCAN_ESCAPE}, {"[1\0]", 4, 2, SCAN_ARRAY},
		{"[tru\0]", 6, 1, SCAN_WORD},
	};

	for (size_t i = 0; i < LENGTH(texts); i++) {
		struct scan_error error;

		ck_assert_int_eq(scan_before_guard(texts[i].text, texts[i].length, &error), -1);
		ck_assert_int_eq(error.reason, texts[i].reason);
		ck_assert_uint_eq(error.offset, texts[i].offset);
	}
}
END_TEST

/* Contains everything. */
static const char sample[] = "{\"\\u00e9\\\"\" : [ -1.5e-3,0, 2E+1 ,true,false,null,\"\", "
			     "\"0123456789\\n\\\\abcdef\"],\n"
			     "\t\"b\":{\"c\":[[[{}]]],\"d\":\"\xc3\xa9\"} }\r\n";

START_TEST(a_text_cut_short_anywhere_is_told_from_others)
{
	size_t end = (size_t)(strrchr(sample, '}') - sample) + 1;

	for (size_t length = 1; length < end; length++) {
		struct scan_error error;
		int result = scan_before_guard(copy_before_guard(sample, length), length, &error);

		ck_assert_msg(result == -1, "complete with %zu bytes", length);
		ck_assert_msg(error.reason == SCAN_TRUNCATED, "%zu bytes: %s", length,
			      scan_reason_text(error.reason));
		ck_assert_uint_eq(error.offset, length);
	}
}
END_TEST

START_TEST(any_byte_changed_is_judged_as_by_jansson)
{
	char text[sizeof(sample)];
	const size_t length = strlen(sample);
	uint64_t nesting[8];
	size_t accepted = 0;

	ck_assert_uint_le(SCAN_NESTING(length), sizeof(nesting));
	for (size_t i = 0; i < length * 256; i++) {
		struct scan_error error;
		json_error_t reason;
		json_t *json;
		bool is_complete, is_alike;

		memcpy(text, sample, sizeof(sample));
		text[i / 256] = (char)(i % 256);
		json = json_loadb(text, length, JSON_ALLOW_NUL, &reason);
		is_complete = scan(text, length, nesting, NULL, 0, &error) == 0;
		accepted += is_complete;
		/* scan() ignores UTF-8 only within strings. jansson overlooks a NUL after a number
		 * or a word. */
		if (is_complete)
			is_alike = json || json_error_code(&reason) == json_error_invalid_utf8;
		else
			is_alike = !json || text[error.offset] == '\0';
		ck_assert_msg(is_alike, "byte %zu is 0x%02zx: %s to scan, %s", i / 256, i % 256,
			      scan_reason_text(error.reason), json ? "accepted" : reason.text);
		json_decref(json);
	}
	ck_assert_uint_gt(accepted, length);
}
END_TEST

/* Strings are read eight bytes at a time. */
START_TEST(a_byte_that_matters_is_seen_anywhere_in_a_string)
{
	for (size_t length = 2; length < 40; length++)
		for (size_t at = 1; at < length; at++) {
			char *text = before_guard(length);
			struct scan_error error;

			memset(text, 0x20 + (int)(length + at) % 2 * 0xdf, length);
			text[0] = text[length - 1] = '"';
			ck_assert_int_eq(scan_before_guard(text, length, &error), 0);
			text[at] = 0x1f;
			ck_assert_int_eq(scan_before_guard(text, length, &error), -1);
			ck_assert_int_eq(error.reason, SCAN_CONTROL);
			ck_assert_uint_eq(error.offset, at);
			text[at] = '\\';
			ck_assert_int_eq(scan_before_guard(text, length, &error), -1);
			ck_assert_uint_eq(error.offset, at + 2 < length ? at : length);
			text[at] = '"';
			ck_assert_int_eq(scan_before_guard(text, length, &error) == 0,
					 at == length - 1);
		}
}
END_TEST

/* ---- nesting ---- */

/* Nests levels of arrays and objects, chosen by the bits of a random sequence. Returns the position
 * of the innermost. */
static char *nest(char *text, size_t levels, unsigned long seed)
{
	unsigned long state = seed;
	char *at = text, *middle;

	for (size_t i = 0; i < levels; i++)
		at = stpcpy(at, next_random(&state) & 1 ? "{\"\":" : "[");
	middle = at;
	*at++ = '1';
	for (size_t i = levels; i > 0; i--) {
		/* The i-th of the sequence. */
		state = seed;
		for (size_t j = 0; j < i; j++)
			next_random(&state);
		*at++ = state & 1 ? '}' : ']';
	}
	*at = '\0';
	return middle;
}

START_TEST(each_bracket_ends_what_it_began)
{
	enum { LEVELS = 300 };
	char text[5 * LEVELS + 2], *middle = nest(text, LEVELS, 4711);
	size_t length = strlen(text);
	struct scan_error error;

	ck_assert_int_eq(scan_before_guard(text, length, &error), 0);
	for (char *at = middle + 1; *at; at++) {
		*at ^= ']' ^ '}';
		ck_assert_int_eq(scan_before_guard(text, length, &error), -1);
		ck_assert_int_eq(error.reason, *at == ']' ? SCAN_OBJECT : SCAN_ARRAY);
		ck_assert_uint_eq(error.offset, (size_t)(at - text));
		*at ^= ']' ^ '}';
	}
}
END_TEST

START_TEST(nesting_has_no_limit)
{
	const size_t levels = 1UL << 22;
	char *text = before_guard(2 * levels);
	struct scan_error error;

	memset(text, '[', levels);
	memset(text + levels, ']', levels);
	ck_assert_int_eq(scan_before_guard(text, 2 * levels, &error), 0);
	text[2 * levels - 1] = '}';
	ck_assert_int_eq(scan_before_guard(text, 2 * levels, &error), -1);
	ck_assert_int_eq(error.reason, SCAN_ARRAY);
	memset(text, '[', 2 * levels);
	ck_assert_int_eq(scan_before_guard(text, 2 * levels, &error), -1);
	ck_assert_int_eq(error.reason, SCAN_TRUNCATED);
}
END_TEST

void add_scan(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(complete), a_complete_text_is_accepted);
	add_loop_tests(tcase, LENGTH(broken), another_text_is_refused_with_the_place);
	add_tests(tcase, a_nul_byte_is_no_end, a_text_cut_short_anywhere_is_told_from_others,
		  any_byte_changed_is_judged_as_by_jansson,
		  a_byte_that_matters_is_seen_anywhere_in_a_string, each_bracket_ends_what_it_began,
		  nesting_has_no_limit);
}
