/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon_json.h"

#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "formatted.h"
#include "scan.h"

/* For a line break and an indent; longer than anyone writes. */
#define INDENT_MAX 64

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The blanks between the bracket of an object and its first key. */
static void indent_of(const char *object, char ret[INDENT_MAX])
{
	size_t length = 1;

	while (is_blank(object[length]))
		length++;
	if (object[length] == '}')
		snprintf(ret, INDENT_MAX, "\n    ");
	else if (length == 1)
		snprintf(ret, INDENT_MAX, " ");
	else
		snprintf(ret, INDENT_MAX, "%.*s", (int)(length - 1), object + 1);
}

/* Appends a member to an object; in an empty object it replaces the blanks. */
static char *with_member(const char *text, const struct scan_part *object, const char *member)
{
	const char *bracket = object->text + object->length - 1;
	const char *last = bracket;
	char indent[INDENT_MAX];
	bool empty;

	while (is_blank(last[-1]))
		last--;
	empty = last == object->text + 1;
	indent_of(object->text, indent);
	return formatted("%.*s%s%s%s%s%s", (int)(last - text), text, empty ? "" : ",", indent,
			 member, empty ? "\n" : "", empty ? bracket : last);
}

static int find(const char *text, struct scan_part parts[2])
{
	CLEANUP(cleanup_free) uint64_t *nesting = malloc(SCAN_NESTING(strlen(text)));
	struct scan_error error;

	return nesting ? scan(text, strlen(text), nesting, parts, 2, &error) : -1;
}

static char *add(const char *text)
{
	struct scan_part parts[] = {{.depth = 0}, SCAN_PART("features")};

	if (find(text, parts) || !parts[0].text)
		return NULL;
	if (parts[1].text)
		return with_member(text, &parts[1], "\"cdi\": true");
	return with_member(text, &parts[0], "\"features\": {\"cdi\": true}");
}

/* Whether the new text is the old object with that one member, and nothing else. */
static bool is_as_wanted(json_t *root, const char *changed)
{
	CLEANUP(cleanup_json) json_t *its = json_loads(changed, JSON_REJECT_DUPLICATES, NULL);
	json_t *features = json_object_get(root, "features");

	if (!features)
		json_object_set_new(root, "features", json_object());
	json_object_set_new(json_object_get(root, "features"), "cdi", json_true());
	return its && json_equal(its, root);
}

enum daemon_json daemon_json_add(const char *text, char **ret_text)
{
	/* Docker refuses duplicate keys. */
	CLEANUP(cleanup_json) json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const json_t *features = json_object_get(root, "features");
	const json_t *cdi = json_object_get(features, "cdi");

	if (!json_is_object(root) || (features && !json_is_object(features)) ||
	    (cdi && !json_is_boolean(cdi)))
		return DAEMON_JSON_NOT_JSON;
	if (cdi)
		return json_is_true(cdi) ? DAEMON_JSON_ON : DAEMON_JSON_OFF;
	*ret_text = add(text);
	if (!*ret_text)
		return DAEMON_JSON_MEMORY;
	if (is_as_wanted(root, *ret_text))
		return DAEMON_JSON_DONE;
	free(*ret_text);
	*ret_text = NULL;
	return DAEMON_JSON_NOT_JSON;
}

bool daemon_json_live_restore(const char *text)
{
	CLEANUP(cleanup_json) json_t *root = json_loads(text, 0, NULL);

	return json_is_true(json_object_get(root, "live-restore"));
}
