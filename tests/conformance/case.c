/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <dirent.h>
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cleanup.h"
#include "members.h"
#include "mempolicy.h"

/* Known members: a misspelled one would silently not be tested. */
static const char *const members[] = {"name",	 "title",	 "source", "tags",     "requires",
				      "config",	 "memoryPolicy", "mems",   "hookArgs", "under",
				      "weights", "via",		 "touch",  "sees",     "says",
				      "refused", "killed",	 "then",   "decides",  "mayRefuse"};

static bool is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static const char *required(const char *file, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (!text || !*text)
		errx(EX_USAGE, "%s: a case has no \"%s\"", file, key);
	return text;
}

/* The profile of a case, which must have exactly one of both tags. */
static const char *profile_of(const char *file, const struct conformance_case *this)
{
	bool spec = case_has_tag(this, "spec");

	if (spec == case_has_tag(this, "strict"))
		errx(EX_USAGE, "%s: %s needs either the tag \"spec\" or \"strict\"", file,
		     this->name);
	return spec ? "spec" : "strict";
}

static void check(const char *file, const json_t *object)
{
	const char *key;
	json_t *value;
	const char *name = required(file, object, "name");
	bool refused = json_object_get(object, "refused");

	FOR_EACH_MEMBER(object, key, value)
	{
		if (!is_among(key, members, sizeof(members) / sizeof(members[0])))
			errx(EX_USAGE, "%s: %s: unknown member \"%s\"", file, name, key);
	}
	if (refused == (json_object_get(object, "sees") != NULL))
		errx(EX_USAGE, "%s: %s needs either \"sees\" or \"refused\"", file, name);
}

/* Adds a case, and takes ownership of the object. */
static void add(struct cases *cases, const char *file, json_t *object)
{
	struct conformance_case *larger;
	struct conformance_case added = {.json = object};

	check(file, object);
	added.name = required(file, object, "name");
	added.title = required(file, object, "title");
	added.source = required(file, object, "source");
	added.profile = profile_of(file, &added);
	snprintf(added.file, sizeof(added.file), "%.*s", (int)(strlen(file) - strlen(".json")),
		 file);
	for (size_t i = 0; i < cases->count; i++)
		if (strcmp(cases->list[i].name, added.name) == 0)
			errx(EX_USAGE, "%s: there is already a case named %s", file, added.name);
	larger = realloc(cases->list, (cases->count + 1) * sizeof(added));
	if (!larger)
		err(EX_OSERR, "%s", file);
	cases->list = larger;
	cases->list[cases->count++] = added;
}

/* Loads a file: it holds one case, or {"family": {what all have}, "cases": [...]}. */
static void load(struct cases *cases, const char *directory, const char *file)
{
	char path[PATH_MAX];
	json_error_t error;
	CLEANUP(cleanup_json) json_t *root = NULL;
	const json_t *list, *family;

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	root = json_load_file(path, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(root))
		errx(EX_USAGE, "%s: line %d: %s", path, error.line, error.text);
	list = json_object_get(root, "cases");
	family = json_object_get(root, "family");
	if (!list)
		add(cases, file, json_incref(root));
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *object = family ? json_deep_copy(family) : json_object();

		if (json_object_update(object, json_array_get(list, i)))
			errx(EX_USAGE, "%s: case %zu is not an object", path, i + 1);
		add(cases, file, object);
	}
}

static int is_json(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end && strcmp(end, ".json") == 0;
}

void cases_load(const char *directory, struct cases *ret)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, is_json, alphasort);

	*ret = (struct cases){.list = NULL};
	if (count <= 0)
		errx(EX_USAGE, "%s has no cases", directory);
	for (int i = 0; i < count; i++) {
		load(ret, directory, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

void cases_drop(struct cases *cases)
{
	for (size_t i = 0; i < cases->count; i++) {
		free(cases->list[i].known_failure);
		json_decref(cases->list[i].json);
	}
	free(cases->list);
}

bool case_has_tag(const struct conformance_case *this, const char *tag)
{
	const json_t *tags = json_object_get(this->json, "tags");

	for (size_t i = 0; i < json_array_size(tags); i++) {
		const char *one = json_string_value(json_array_get(tags, i));

		if (one && strcmp(one, tag) == 0)
			return true;
	}
	return false;
}

bool case_decides(const struct conformance_case *this)
{
	return json_is_true(json_object_get(this->json, "decides"));
}

struct mempolicy case_policy(const json_t *object)
{
	CLEANUP(cleanup_free) char *text = json_dumps(object, JSON_ENCODE_ANY);
	struct mempolicy_error error;
	struct mempolicy policy;

	if (!text)
		err(EX_OSERR, "a case's policy");
	if (mempolicy_parse(text, strlen(text), &policy, &error))
		errx(EX_SOFTWARE, "a case expects an invalid policy: %s", error.message);
	return policy;
}
