/* SPDX-License-Identifier: Apache-2.0 */
/* Where to insert a hook entry, shown as E, into the text of a config.json. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "suites.h"

#define RUNTIME	  EDIT_CREATE_RUNTIME
#define CONTAINER EDIT_CREATE_CONTAINER

static const struct {
	const char *text;
	const char *edited; /* NULL: outcome is the reason for refusing */
	enum edit_stage stage;
	enum edit_outcome outcome;
} texts[] = {
	{"{}", "{\"hooks\":{\"createRuntime\":[E]}}", RUNTIME, 0},
	{"{}", "{\"hooks\":{\"createContainer\":[E]}}", CONTAINER, 0},
	{" {\n\t\"a\": 18446744073709551615,\n\t\"a\": 1e400\n}\n",
	 " {\n\t\"a\": 18446744073709551615,\n\t\"a\": "
	 "1e400,\"hooks\":{\"createRuntime\":[E]}\n}\n",
	 RUNTIME, 0},
	{"{\"hooks\":null,\"z\":[1, 2]}", "{\"hooks\":{\"createRuntime\":[E]},\"z\":[1, 2]}",
	 RUNTIME, 0},
	{"{\"hooks\":{}}", "{\"hooks\":{\"createRuntime\":[E]}}", RUNTIME, 0},
	{"{\"hooks\":{ \"poststop\":[] } }",
	 "{\"hooks\":{ \"poststop\":[],\"createContainer\":[E] } }", CONTAINER, 0},
	{"{\"hooks\":{\"createContainer\":[],\"createRuntime\":null}}",
	 "{\"hooks\":{\"createContainer\":[],\"createRuntime\":[E]}}", RUNTIME, 0},
	{"{\"hooks\":{\"createRuntime\":[ ]}}", "{\"hooks\":{\"createRuntime\":[E ]}}", RUNTIME, 0},
	{"{\"hooks\":{\"createRuntime\":[{\"path\":\"/x\"} ]},\"b\":{}}",
	 "{\"hooks\":{\"createRuntime\":[{\"path\":\"/x\"},E ]},\"b\":{}}", RUNTIME, 0},
	{"{\"hooks\":{\"createRuntime\":[7]}}", "{\"hooks\":{\"createRuntime\":[7,E]}}", RUNTIME,
	 0},
	/* such keys elsewhere, and within strings */
	{"{\"a\":{\"hooks\":{}},\"b\":\"}\\\"hooks\\\":{\"}",
	 "{\"a\":{\"hooks\":{}},\"b\":\"}\\\"hooks\\\":{\",\"hooks\":{\"createRuntime\":[E]}}",
	 RUNTIME, 0},
	{"{\"hook\":1,\"hookss\":2}", "{\"hook\":1,\"hookss\":2,\"hooks\":{\"createRuntime\":[E]}}",
	 RUNTIME, 0},
	/* the hook is already there */
	{"{\"hooks\":{\"createContainer\":[{\"path\":\"/h\"}]}}", NULL, RUNTIME, EDIT_THERE},
	{"{\"hooks\":{\"prestart\":[{},{\"path\":\"\\/usr/x/oci-mempolicy-hook\"}]}}", NULL,
	 RUNTIME, EDIT_THERE},
	{"{\"hooks\":{\"poststop\":[{\"path\":\"/h\"}]}}",
	 "{\"hooks\":{\"poststop\":[{\"path\":\"/h\"}],\"createRuntime\":[E]}}", RUNTIME, 0},
	{"{\"hooks\":{\"createRuntime\":[{\"args\":[\"/h\"],\"env\":{\"path\":\"/h\"}}]}}",
	 "{\"hooks\":{\"createRuntime\":[{\"args\":[\"/h\"],\"env\":{\"path\":\"/h\"}},E]}}",
	 RUNTIME, 0},
	/* runtimes differ in which one counts */
	{"{\"hooks\":{},\"hooks\":{}}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"Hooks\":{}}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"ho\\u006Fks\":{}}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"hooks\":{},\"h\\u004fOKS\":{}}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	/* letters that Go treats as k and s */
	{"{\"hooks\":{},\"hoo\xe2\x84\xaas\":null}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"hook\xc5\xbf\":{},\"hooks\":{}}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"hooks\":{},\"HOO\\u212a\\u017f\":null}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"hook\xc3\x9f\":1}", "{\"hook\xc3\x9f\":1,\"hooks\":{\"createRuntime\":[E]}}", RUNTIME,
	 0},
	{"{\"hooks\":{\"createruntime\":[]}}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"hooks\":{\"createRuntime\":[],\"createRuntime\":[]}}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"hooks\":[]}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"{\"hooks\":{\"createRuntime\":{}}}", NULL, RUNTIME, EDIT_AMBIGUOUS},
	{"[]", NULL, RUNTIME, EDIT_AMBIGUOUS},
};

static char *edited(int i, const struct edit *edit, const char *text)
{
	const struct edit_entry entry = {texts[i].stage, text};
	char *result = NULL;
	size_t size;
	FILE *file = open_memstream(&result, &size);

	edit_write(file, texts[i].text, strlen(texts[i].text), edit, &entry);
	fclose(file);
	return result;
}

static void expect_edited(int i, const struct edit *edit)
{
	char *result = edited(i, edit, "E");

	ck_assert_str_eq(result, texts[i].edited);
	free(result);
}

START_TEST(an_entry_is_added_and_nothing_else_changes)
{
	const char *text = texts[_i].text;
	struct edit edit;

	edit_find(text, strlen(text), "/h", texts[_i].stage, &edit);
	ck_assert(edit_check(&edit, strlen(text)));
	if (texts[_i].edited) {
		ck_assert_uint_eq(edit.outcome, EDIT_PLACE);
		expect_edited(_i, &edit);
	} else {
		ck_assert_uint_eq(edit.outcome, texts[_i].outcome);
	}
}
END_TEST

START_TEST(an_edited_text_needs_no_edit)
{
	struct edit edit;
	char *result;

	edit_find(texts[_i].text, strlen(texts[_i].text), "/h", texts[_i].stage, &edit);
	if (edit.outcome != EDIT_PLACE)
		return;
	result = edited(_i, &edit, "{\"path\":\"/h\"}");
	edit_find(result, strlen(result), "/h", texts[_i].stage, &edit);
	ck_assert_uint_eq(edit.outcome, EDIT_THERE);
	free(result);
}
END_TEST

/* What a compromised process may send, for a text of 10 bytes. */
static const struct edit strange[] = {
	{.outcome = EDIT_OUTCOMES},
	{.form = EDIT_FORMS},
	{.offset = 11},
	{.offset = 10, .removed = 1},
	{.offset = 1, .removed = SIZE_MAX},
};

START_TEST(a_place_outside_of_the_text_is_refused)
{
	ck_assert(!edit_check(&strange[_i], 10));
}
END_TEST

void add_edit(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(texts), an_entry_is_added_and_nothing_else_changes,
		       an_edited_text_needs_no_edit);
	add_loop_tests(tcase, LENGTH(strange), a_place_outside_of_the_text_is_refused);
}
