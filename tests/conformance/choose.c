/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses the cases to run, marks those known to fail, and prints their list. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "case.h"
#include "cleanup.h"

/* ---- those that are wanted ---- */

static bool matches(const struct conformance_case *this, const char *wanted)
{
	return strcmp(this->name, wanted) == 0 || strcmp(this->file, wanted) == 0 ||
	       case_has_tag(this, wanted);
}

/* The last matching word decides. If none matches, a case is wanted unless the first word chooses
 * cases. */
static bool is_wanted(const struct conformance_case *this, char **wanted)
{
	bool keep = !*wanted || **wanted == '!';

	for (char **one = wanted; *one; one++)
		if (matches(this, *one + (**one == '!')))
			keep = **one != '!';
	return keep;
}

static bool is_of(const struct conformance_case *this, const char *profile)
{
	return !profile || strcmp(profile, "strict") == 0 || strcmp(this->profile, profile) == 0;
}

/* Refuses words without effect: a named case that is silently not run would seem to have passed. */
static void check_words(const struct cases *cases, const struct options *options)
{
	for (char **one = options->wanted; *one; one++) {
		const char *name = *one + (**one == '!');
		size_t found = 0;

		for (size_t i = 0; i < cases->count; i++) {
			found += matches(&cases->list[i], name);
			if (strcmp(cases->list[i].name, *one) == 0 &&
			    !is_of(&cases->list[i], options->profile))
				errx(EX_USAGE, "%s is judged only with --profile strict", name);
		}
		if (!found)
			errx(EX_USAGE, "there is no case, file of cases or tag %s; see --list",
			     name);
	}
}

void cases_choose(struct cases *cases, const struct options *options)
{
	bool decide = !options->list && !*options->hook;
	size_t kept = 0;

	check_words(cases, options);
	for (size_t i = 0; i < cases->count; i++) {
		struct conformance_case *this = &cases->list[i];

		if ((is_wanted(this, options->wanted) && is_of(this, options->profile)) ||
		    (decide && case_decides(this))) {
			cases->list[kept++] = *this;
		} else {
			free(this->known_failure);
			json_decref(this->json);
		}
	}
	cases->count = kept;
	if (!kept)
		errx(EX_USAGE, "--profile %s has none of the chosen cases", options->profile);
}

/* ---- those that are known to fail ---- */

static struct conformance_case *find(struct cases *cases, const char *name)
{
	for (size_t i = 0; i < cases->count; i++)
		if (strcmp(cases->list[i].name, name) == 0)
			return &cases->list[i];
	return NULL;
}

/* Reads a line NAME REASON. */
static void know_failure(struct cases *cases, const char *path, unsigned int number, char *line)
{
	char *name = line + strspn(line, " \t"), *reason = name + strcspn(name, " \t\r\n");
	struct conformance_case *this;

	if (*name == '#' || reason == name)
		return;
	if (*reason)
		*reason++ = '\0';
	reason += strspn(reason, " \t\r\n");
	reason[strcspn(reason, "\r\n")] = '\0';
	this = find(cases, name);
	if (!this)
		errx(EX_DATAERR, "%s:%u: there is no case %s; see --list", path, number, name);
	if (!*reason)
		errx(EX_DATAERR, "%s:%u: %s has no reason; write one after it", path, number, name);
	if (this->known_failure)
		errx(EX_DATAERR, "%s:%u: %s appears twice; remove one", path, number, name);
	this->known_failure = strdup(reason);
	if (!this->known_failure)
		err(EX_OSERR, "%s", path);
}

void cases_know_failures(struct cases *cases, const char *path)
{
	FILE *file = fopen(path, "re");
	CLEANUP(cleanup_free) char *line = NULL;
	unsigned int number = 0;
	size_t size = 0;

	if (!file)
		err(EX_NOINPUT, "--known-failures %s", path);
	while (getline(&line, &size, file) >= 0)
		know_failure(cases, path, ++number, line);
	if (ferror(file))
		err(EX_NOINPUT, "--known-failures %s", path);
	fclose(file);
}

/* ---- the list ---- */

void cases_print(const struct cases *cases)
{
	for (size_t i = 0; i < cases->count; i++)
		printf("%s (%s, %s): %s\n\t%s\n", cases->list[i].name, cases->list[i].file,
		       cases->list[i].profile, cases->list[i].title, cases->list[i].source);
}

void cases_print_json(const struct cases *cases)
{
	CLEANUP(cleanup_json) json_t *list = json_array();
	CLEANUP(cleanup_free) char *text = NULL;

	for (size_t i = 0; i < cases->count; i++) {
		const struct conformance_case *this = &cases->list[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:O}", "name",
						      this->name, "file", this->file, "title",
						      this->title, "source", this->source,
						      "profile", this->profile, "tags",
						      json_object_get(this->json, "tags")));
	}
	text = json_dumps(list, JSON_INDENT(2));
	if (!text)
		err(EX_OSERR, "--list --json");
	puts(text);
}
