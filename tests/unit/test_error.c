/* SPDX-License-Identifier: Apache-2.0 */
/* Messages: foreign text must neither break nor fill them. */
#include "error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static const struct {
	const char *text;
	size_t length;
	const char *quoted;
} quotes[] = {
	{"", 0, "\"\""},
	{"MPOL_BIND", 9, "\"MPOL_BIND\""},
	{"a\"b", 3, "\"a\\\"b\""},
	{"a\\b", 3, "\"a\\\\b\""},
	{"a\nb\r", 4, "\"a\\x0ab\\x0d\""},
	{"\x1b[2J", 4, "\"\\x1b[2J\""},
	{"a\0b", 3, "\"a\\x00b\""},
	{"\x7f", 1, "\"\\x7f\""},
	{"\xc3\xa9", 2, "\"\\xc3\\xa9\""},
	{"\xff\xfe", 2, "\"\\xff\\xfe\""},
	{" ~", 2, "\" ~\""},
	{"%s%n", 4, "\"%s%n\""},
};

START_TEST(a_quoted_value_is_escaped)
{
	char buf[ERROR_QUOTED];

	ck_assert_str_eq(mp_error_quote(buf, sizeof(buf), quotes[_i].text, quotes[_i].length),
			 quotes[_i].quoted);
}
END_TEST

/* "aaa" must become "aaa" or, if it is too long, "a...". */
START_TEST(a_quoted_value_is_cut_to_its_buffer_and_shows_that_it_is)
{
	char text[200];
	const size_t size = ERROR_QUOTED;
	/* There is always room for quotes, ellipsis and NUL. */
	const size_t room = size - 6;

	memset(text, 'a', sizeof(text));
	for (size_t long_as = 0; long_as < sizeof(text); long_as++) {
		char *buf = before_guard(size);
		size_t length = strlen(mp_error_quote(buf, size, text, long_as));

		if (long_as <= room) {
			ck_assert_uint_eq(length, long_as + 2);
			ck_assert_ptr_null(strchr(buf, '.'));
		} else {
			ck_assert_uint_eq(length, size - 1);
			ck_assert_str_eq(buf + length - 5, "a...\"");
		}
		ck_assert(buf[0] == '"' && buf[length - 1] == '"');
	}
}
END_TEST

START_TEST(an_escape_is_never_cut_in_two)
{
	char text[64];

	memset(text, '\n', sizeof(text));
	for (size_t size = 10; size < 64; size++) {
		char *buf = before_guard(size);
		const char *rest;

		mp_error_quote(buf, size, text, sizeof(text));
		for (rest = buf + 1; strncmp(rest, "\\x0a", 4) == 0; rest += 4)
			;
		ck_assert_str_eq(rest, "...\"");
	}
}
END_TEST

START_TEST(a_message_is_cut_to_its_room)
{
	struct {
		struct mempolicy_error err;
		char behind[16];
	} box;
	char *huge = malloc(100000);

	ck_assert_ptr_nonnull(huge);
	memset(huge, 'x', 99999);
	huge[99999] = '\0';
	memset(&box, '#', sizeof(box));
	mp_error_set(&box.err, MEMPOLICY_ERROR_INVALID, huge, "%s", huge);
	mp_error_remedy(&box.err, "%s", huge);
	ck_assert_uint_eq(strlen(box.err.pointer), sizeof(box.err.pointer) - 1);
	ck_assert_uint_eq(strlen(box.err.message), sizeof(box.err.message) - 1);
	ck_assert_uint_eq(strlen(box.err.remedy), sizeof(box.err.remedy) - 1);
	mp_error_set_errno(&box.err, MEMPOLICY_ERROR_SYSTEM, ENOENT, "%s", huge);
	ck_assert_uint_eq(strlen(box.err.message), sizeof(box.err.message) - 1);
	for (size_t i = 0; i < sizeof(box.behind); i++)
		ck_assert_int_eq(box.behind[i], '#');
	free(huge);
}
END_TEST

START_TEST(a_message_cut_amid_escapes_stays_within_its_room)
{
	struct mempolicy_error err;
	char huge[2000];

	memset(huge, '\n', sizeof(huge) - 1);
	huge[sizeof(huge) - 1] = '\0';
	for (size_t i = 0; i < 8; i++) {
		mp_error_set(&err, MEMPOLICY_ERROR_INVALID, "", "%.*s%s", (int)i, "12345678", huge);
		ck_assert_uint_lt(strlen(err.message), sizeof(err.message));
		ck_assert_uint_gt(strlen(err.message), sizeof(err.message) - 8);
		ck_assert_ptr_null(strchr(err.message, '\n'));
	}
}
END_TEST

START_TEST(a_new_error_leaves_nothing_of_the_one_before)
{
	struct mempolicy_error err;

	mp_error_set_errno(&err, MEMPOLICY_ERROR_SYSTEM, EACCES, "first");
	mp_error_remedy(&err, "mend %d", 1);
	ck_assert_str_eq(error_text(&err), "first: Permission denied; mend 1");
	ck_assert_int_eq(err.sys_errno, EACCES);
	ck_assert_int_eq(mp_error_set(&err, MEMPOLICY_ERROR_INVALID, "/a", "second"), -1);
	ck_assert_str_eq(error_text(&err), "/a: second");
	ck_assert_int_eq(err.sys_errno, 0);
	ck_assert_int_eq((int)err.kind, MEMPOLICY_ERROR_INVALID);
}
END_TEST

/* File names are foreign text, too. */
START_TEST(control_characters_in_a_message_are_escaped)
{
	struct mempolicy_error err;

	mp_error_set(&err, MEMPOLICY_ERROR_INVALID, "", "\x1b[31mred\n\"%s\"", "\xc2\x9b\x7f\\");
	ck_assert_str_eq(err.message, "\\x1b[31mred\\x0a\"\\xc2\\x9b\\x7f\\\"");
	mp_error_set_errno(&err, MEMPOLICY_ERROR_SYSTEM, ENOENT, "%s", "/a\nb");
	ck_assert_str_eq(err.message, "/a\\x0ab: No such file or directory");
}
END_TEST

START_TEST(nodes_in_a_message_are_cut_to_their_room)
{
	struct mempolicy_nodes nodes = nodes_of("0,2,4,6,8,10,12"), none = {{0}};
	char buf[12];

	ck_assert_str_eq(mp_error_nodes(buf, sizeof(buf), &none), "none");
	ck_assert_str_eq(mp_error_nodes(buf, sizeof(buf), &nodes), "0,2,4,6,...");
	nodes = nodes_of("0,2,4,6,8,1");
	ck_assert_str_eq(mp_error_nodes(buf, sizeof(buf), &nodes), "0-2,4,6,8");
}
END_TEST

void add_error(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(quotes), a_quoted_value_is_escaped);
	add_tests(tcase, a_quoted_value_is_cut_to_its_buffer_and_shows_that_it_is,
		  an_escape_is_never_cut_in_two, a_message_is_cut_to_its_room,
		  a_message_cut_amid_escapes_stays_within_its_room,
		  a_new_error_leaves_nothing_of_the_one_before,
		  control_characters_in_a_message_are_escaped,
		  nodes_in_a_message_are_cut_to_their_room);
}
