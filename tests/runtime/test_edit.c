/* SPDX-License-Identifier: Apache-2.0 */
/* Where entries go in the text of a config.json: R and C stand for those of both stages. */
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "suites.h"

#define BOTH  (1 << EDIT_CREATE_RUNTIME | 1 << EDIT_CREATE_CONTAINER)
#define INNER (1 << EDIT_CREATE_CONTAINER)

static const struct {
	const char *text;
	unsigned long stages;
	const char *edited; /* NULL: outcome says why not */
	unsigned long outcome;
} texts[] = {
	{"{}", BOTH, "{\"hooks\":{\"createRuntime\":[R],\"createContainer\":[C]}}", 0},
	{"{}", INNER, "{\"hooks\":{\"createContainer\":[C]}}", 0},
	{" {\n\t\"a\": 18446744073709551615,\n\t\"a\": 1e400\n}\n", INNER,
	 " {\n\t\"a\": 18446744073709551615,\n\t\"a\": "
	 "1e400,\"hooks\":{\"createContainer\":[C]}\n}\n",
	 0},
	{"{\"hooks\":null,\"z\":[1, 2]}", BOTH,
	 "{\"hooks\":{\"createRuntime\":[R],\"createContainer\":[C]},\"z\":[1, 2]}", 0},
	{"{\"hooks\":{}}", BOTH, "{\"hooks\":{\"createRuntime\":[R],\"createContainer\":[C]}}", 0},
	{"{\"hooks\":{ \"poststop\":[] } }", BOTH,
	 "{\"hooks\":{ \"poststop\":[],\"createRuntime\":[R],\"createContainer\":[C] } }", 0},
	{"{\"hooks\":{\"createContainer\":[],\"createRuntime\":null}}", BOTH,
	 "{\"hooks\":{\"createContainer\":[C],\"createRuntime\":[R]}}", 0},
	{"{\"hooks\":{\"createContainer\":[{\"path\":\"/x\"} ]},\"b\":{}}", BOTH,
	 "{\"hooks\":{\"createContainer\":[{\"path\":\"/x\"},C ],\"createRuntime\":[R]},\"b\":{}}",
	 0},
	{"{\"hooks\":{\"createContainer\":[7]}}", INNER, "{\"hooks\":{\"createContainer\":[7,C]}}",
	 0},
	/* such keys elsewhere, and in texts */
	{"{\"a\":{\"hooks\":{}},\"b\":\"}\\\"hooks\\\":{\"}", INNER,
	 "{\"a\":{\"hooks\":{}},\"b\":\"}\\\"hooks\\\":{\",\"hooks\":{\"createContainer\":[C]}}",
	 0},
	{"{\"hook\":1,\"hookss\":2}", INNER,
	 "{\"hook\":1,\"hookss\":2,\"hooks\":{\"createContainer\":[C]}}", 0},
	/* the hook is there */
	{"{\"hooks\":{\"createContainer\":[{\"path\":\"/h\"}]}}", BOTH, NULL, EDIT_THERE},
	{"{\"hooks\":{\"prestart\":[{},{\"path\":\"\\/usr/x/oci-mempolicy-hook\"}]}}", BOTH, NULL,
	 EDIT_THERE},
	{"{\"hooks\":{\"poststop\":[{\"path\":\"/h\"}]}}", INNER,
	 "{\"hooks\":{\"poststop\":[{\"path\":\"/h\"}],\"createContainer\":[C]}}", 0},
	{"{\"hooks\":{\"createContainer\":[{\"args\":[\"/h\"],\"env\":{\"path\":\"/h\"}}]}}", INNER,
	 "{\"hooks\":{\"createContainer\":[{\"args\":[\"/h\"],\"env\":{\"path\":\"/h\"}},C]}}", 0},
	/* runtimes differ in which count */
	{"{\"hooks\":{},\"hooks\":{}}", BOTH, NULL, EDIT_AMBIGUOUS},
	{"{\"Hooks\":{}}", BOTH, NULL, EDIT_AMBIGUOUS},
	{"{\"ho\\u006Fks\":{}}", BOTH, NULL, EDIT_AMBIGUOUS},
	{"{\"hooks\":{},\"h\\u004fOKS\":{}}", BOTH, NULL, EDIT_AMBIGUOUS},
	{"{\"hooks\":{\"createruntime\":[]}}", INNER, NULL, EDIT_AMBIGUOUS},
	{"{\"hooks\":{\"createContainer\":[],\"createContainer\":[]}}", BOTH, NULL, EDIT_AMBIGUOUS},
	{"{\"hooks\":[]}", BOTH, NULL, EDIT_AMBIGUOUS},
	{"{\"hooks\":{\"createContainer\":{}}}", BOTH, NULL, EDIT_AMBIGUOUS},
	{"[]", BOTH, NULL, EDIT_AMBIGUOUS},
};

static char *edited(const char *text, const struct edit *edit, const char *const *entries)
{
	char *result = NULL;
	size_t size;
	FILE *file = open_memstream(&result, &size);

	edit_write(file, text, strlen(text), edit, entries);
	fclose(file);
	return result;
}

static void expect_edited(int i, const struct edit *edit)
{
	const char *const entries[] = {texts[i].stages == BOTH ? "R" : NULL, "C"};
	char *result = edited(texts[i].text, edit, entries);

	ck_assert_str_eq(result, texts[i].edited);
	free(result);
}

START_TEST(entries_are_added_and_nothing_else_changes)
{
	const char *text = texts[_i].text;
	struct edit edit;

	edit_find(text, strlen(text), "/h", (unsigned int)texts[_i].stages, &edit);
	ck_assert(edit_check(&edit, strlen(text)));
	if (texts[_i].edited) {
		ck_assert_uint_eq(edit.outcome, EDIT_PLACES);
		expect_edited(_i, &edit);
	} else {
		ck_assert_uint_eq(edit.outcome, texts[_i].outcome);
	}
}
END_TEST

START_TEST(an_edited_text_needs_no_edit)
{
	static const char entry[] = "{\"path\":\"/h\"}";
	const char *const entries[] = {texts[_i].stages == BOTH ? entry : NULL, entry};
	struct edit edit;
	char *result;

	edit_find(texts[_i].text, strlen(texts[_i].text), "/h",
		  (unsigned int)(unsigned int)texts[_i].stages, &edit);
	if (edit.outcome != EDIT_PLACES)
		return;
	result = edited(texts[_i].text, &edit, entries);
	edit_find(result, strlen(result), "/h", (unsigned int)texts[_i].stages, &edit);
	ck_assert_uint_eq(edit.outcome, EDIT_THERE);
	free(result);
}
END_TEST

/* What a process that was taken over may send, for a text of 10 bytes. */
static const struct edit strange[] = {
	{.outcome = EDIT_OUTCOMES},
	{.count = 3},
	{.count = 1, .places = {{.offset = 11}}},
	{.count = 1, .places = {{.offset = 10, .removed = 1}}},
	{.count = 1, .places = {{.offset = 1, .removed = SIZE_MAX}}},
	{.count = 1, .places = {{.form = EDIT_FORMS}}},
	{.count = 1, .places = {{.stage = EDIT_STAGES}}},
	{.count = 2, .places = {{.offset = 5}, {.offset = 4}}},
	{.count = 2, .places = {{.offset = 5, .removed = 2}, {.offset = 6}}},
};

START_TEST(places_outside_of_the_text_are_refused)
{
	ck_assert(!edit_check(&strange[_i], 10));
}
END_TEST

void add_edit(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(texts), entries_are_added_and_nothing_else_changes,
		       an_edited_text_needs_no_edit);
	add_loop_tests(tcase, LENGTH(strange), places_outside_of_the_text_are_refused);
}
