/* SPDX-License-Identifier: Apache-2.0 */
/* What the hook's entries in a config.json request together, as seen by a program that is not the
 * hook. */
#include "hook_entries.h"

#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "unit.h"

#define KEY	    "io.github.oci-mempolicy.policy"
#define ENTRY(args) "{\"path\": \"/x/oci-mempolicy-hook\", \"args\": [\"hook\"" args "]}"
#define OTHER(args) "{\"path\": \"/x/other\", \"args\": [\"other\"" args "]}"

static const struct {
	const char *text, *answer;
} cases[] = {
	{"{}", "0 entries: nothing"},
	{"{\"annotations\": {\"" KEY "\": \"local\"}}", "0 entries: local by /annotations/" KEY},
	{"{\"hooks\": {\"createRuntime\": [" ENTRY("") ", " OTHER(
		 ", \"--default-policy\", \"x\"") "]}}",
	 "1 entries: nothing"},
	{"{\"hooks\": {\"createContainer\": [" OTHER("") ", " ENTRY(
		 ", \"--default-policy=bind:1\"") "]}}",
	 "1 entries: bind:1 by /hooks/createContainer/1/args"},
	{"{\"annotations\": {\"" KEY "\": \"local\"}, \"hooks\": {\"createContainer\": [" ENTRY(
		 ", \"--default-policy=bind:1\"") "]}}",
	 "1 entries: local by /annotations/" KEY},
	{"{\"annotations\": {\"" KEY
	 "\": \"local\"}, \"hooks\": {\"createContainer\": [" ENTRY(", \"--no-annotations\"") "]}}",
	 "1 entries: nothing"},
	/* One of the two takes it into account. */
	{"{\"annotations\": {\"" KEY "\": \"local\"}, \"hooks\": {\"prestart\": [" ENTRY(
		 "") "], \"createContainer\": [" ENTRY(", \"--no-annotations\"") "]}}",
	 "2 entries: local by /annotations/" KEY},
	{"{\"hooks\": {\"createRuntime\": [" ENTRY(", \"--policy\", \"bind:1\"") "]}}",
	 "1 entries: bind:1 by /hooks/createRuntime/0/args"},
	/* Entries that the hook refuses, and no runtime runs. */
	{"{\"hooks\": {\"createRuntime\": [" ENTRY(
		 ", \"--timeout=0\", \"--default-policy=local\"") ", {}, 1]}}",
	 "1 entries: nothing"},
	{"{\"hooks\": {\"createRuntime\": [" ENTRY(", 1") "]}}", "1 entries: nothing"},
	{"{\"hooks\": {\"poststart\": [" ENTRY(", \"--policy\", \"bind:1\"") "]}}",
	 "0 entries: nothing"},
	{"{\"hooks\": 1}", "0 entries: nothing"},
};

START_TEST(entries_are_read_together)
{
	const char *text = cases[_i].text;
	CLEANUP(cleanup_json) json_t *root = oci_config_value(text, strlen(text));
	char notation[MEMPOLICY_NOTATION_TEXT], place[PLACE_POINTER], answer[4096];
	struct hook_entries entries;
	struct oci_config config;
	struct asked asked;
	struct defect defect;
	int used;

	ck_assert_int_eq(oci_config_read(text, strlen(text), &config, &defect), 0);
	hook_entries_read(root, &entries);
	ck_assert_int_eq(hook_entries_asking_read(&entries, &config, &asked, &defect), 0);
	used = snprintf(answer, sizeof(answer), "%zu entries: ", entries.count);
	mempolicy_notation_format(&asked.notation, notation, sizeof(notation));
	snprintf(answer + used, sizeof(answer) - (size_t)used, asked.asks ? "%s by %s" : "nothing",
		 notation, place_text(&asked.place, place));
	ck_assert_str_eq(answer, cases[_i].answer);
	oci_config_drop(&config);
}
END_TEST

START_TEST(a_default_is_told_from_what_is_asked_for)
{
	static const char text[] = "{\"hooks\": {\"createRuntime\": [" ENTRY(
		", \"--default-policy=local\", \"--allow-degraded\"") "]}}";
	CLEANUP(cleanup_json) json_t *root = oci_config_value(text, strlen(text));
	struct hook_entries entries;
	struct oci_config config;
	struct asked asked;
	struct defect defect;

	ck_assert_int_eq(oci_config_read(text, strlen(text), &config, &defect), 0);
	hook_entries_read(root, &entries);
	ck_assert_int_eq(hook_entries_asking_read(&entries, &config, &asked, &defect), 0);
	ck_assert_uint_eq(asked.place.kind, PLACE_HOOK_DEFAULT);
	ck_assert_uint_eq(entries.at[PLACE_CREATE_RUNTIME], 1);
	ck_assert(entries.options.allow_degraded);
	oci_config_drop(&config);
}
END_TEST

void add_hook_entries(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(cases), entries_are_read_together);
	add_tests(tcase, a_default_is_told_from_what_is_asked_for);
}
