/* SPDX-License-Identifier: Apache-2.0 */
#include "edit.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "elements.h"
#include "program.h"
#include "scan.h"

enum { ROOT, HOOKS, STAGE_RUNTIME, STAGE_CONTAINER, STAGE_PRESTART, ALL_PARTS };

static const char *const stage_names[EDIT_STAGES] = {
	[EDIT_CREATE_RUNTIME] = "createRuntime",
	[EDIT_CREATE_CONTAINER] = "createContainer",
};

/* ---- keys ---- */

/* The length of the key that a member begins with, including its quotes. */
static size_t key_length(const char *member)
{
	size_t i = 1;

	while (member[i] != '"')
		i += member[i] == '\\' ? 2 : 1;
	return i + 1;
}

#define LONG_S "\xc5\xbf"
#define KELVIN "\xe2\x84\xaa"

/* Go ignores case, and treats these two characters as the letters that they are variants of. */
static bool is_folded(const char *key, const char *name)
{
	for (; *name; name++)
		if (*name == 's' && strncmp(key, LONG_S, strlen(LONG_S)) == 0)
			key += strlen(LONG_S);
		else if (*name == 'k' && strncmp(key, KELVIN, strlen(KELVIN)) == 0)
			key += strlen(KELVIN);
		else if (strncasecmp(key, name, 1) == 0)
			key++;
		else
			return false;
	return !*key;
}

static bool is_plain(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] == '\\' || (unsigned char)text[i] > 0x7f)
			return false;
	return true;
}

/* Compares keys as runc does. */
static bool is_key(const char *member, const char *name)
{
	size_t length = key_length(member), wanted = strlen(name);
	CLEANUP(cleanup_json) json_t *key = NULL;

	/* An escape takes six bytes. */
	if (length > 6 * wanted + 2)
		return false;
	if (is_plain(member, length))
		return length == wanted + 2 && strncasecmp(member + 1, name, wanted) == 0;
	key = json_loadb(member, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	return json_is_string(key) && is_folded(json_string_value(key), name);
}

/* Whether the object has a key at most once, and only in this spelling. */
static bool is_clear(const struct scan_part *object, const char *name)
{
	/* Inside the brackets, members are separated like elements. */
	struct elements members = elements_of(object->text, object->length - 1);
	unsigned int count = 0;
	bool exact = true;

	while (elements_next(&members))
		if (is_key(members.text, name)) {
			exact = key_length(members.text) == strlen(name) + 2 &&
				memcmp(members.text + 1, name, strlen(name)) == 0;
			count++;
		}
	return count == 0 || (count == 1 && exact);
}

/* ---- the hook's entries ---- */

static bool runs_hook(const struct elements *entry, const char *hook, uint64_t *nesting)
{
	struct scan_part part = SCAN_PART("path");
	CLEANUP(cleanup_json) json_t *value = NULL;
	struct scan_error ignored;
	const char *path;

	if (*entry->text != '{' || scan(entry->text, entry->length, nesting, &part, 1, &ignored) ||
	    !part.text || *part.text != '"')
		return false;
	value = json_loadb(part.text, part.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	path = json_string_value(value);
	return path && (strcmp(path, hook) == 0 || program_is_hook(path));
}

static bool has_hook(const struct scan_part *array, const char *hook, uint64_t *nesting)
{
	struct elements entries;

	if (!array->text || *array->text != '[')
		return false;
	entries = elements_of(array->text, array->length);
	while (elements_next(&entries))
		if (runs_hook(&entries, hook, nesting))
			return true;
	return false;
}

/* ---- the place ---- */

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* After the last item within brackets. */
static void add_within(const char *text, const struct scan_part *part, enum edit_form form,
		       struct edit *ret)
{
	const char *at = part->text + part->length - 1;

	while (is_space(at[-1]))
		at--;
	*ret = (struct edit){.form = form,
			     .offset = (size_t)(at - text),
			     .comma = at - 1 > part->text};
}

static void add_instead(const char *text, const struct scan_part *part, enum edit_form form,
			struct edit *ret)
{
	*ret = (struct edit){.form = form,
			     .offset = (size_t)(part->text - text),
			     .removed = part->length};
}

/* Returns false if it is ambiguous. */
static bool find(const char *text, const struct scan_part *parts, enum edit_stage stage,
		 struct edit *ret)
{
	const struct scan_part *array = &parts[STAGE_RUNTIME + stage];
	bool hooks = parts[HOOKS].text && *parts[HOOKS].text == '{';

	if (!parts[ROOT].text || *parts[ROOT].text != '{' || !is_clear(&parts[ROOT], "hooks") ||
	    (hooks && !is_clear(&parts[HOOKS], stage_names[stage])) ||
	    (parts[HOOKS].text && !hooks && *parts[HOOKS].text != 'n'))
		return false;
	if (!parts[HOOKS].text)
		add_within(text, &parts[ROOT], EDIT_ROOT, ret);
	else if (*parts[HOOKS].text == 'n')
		add_instead(text, &parts[HOOKS], EDIT_HOOKS, ret);
	else if (!array->text)
		add_within(text, &parts[HOOKS], EDIT_MEMBER, ret);
	else if (*array->text == 'n')
		add_instead(text, array, EDIT_ARRAY, ret);
	else if (*array->text == '[')
		add_within(text, array, EDIT_ENTRY, ret);
	else
		return false;
	return true;
}

void edit_find(const char *text, size_t length, const char *hook, enum edit_stage stage,
	       struct edit *ret)
{
	struct scan_part parts[ALL_PARTS] = {
		[ROOT] = {.depth = 0},
		[HOOKS] = SCAN_PART("hooks"),
		[STAGE_RUNTIME] = SCAN_PART("hooks", "createRuntime"),
		[STAGE_CONTAINER] = SCAN_PART("hooks", "createContainer"),
		[STAGE_PRESTART] = SCAN_PART("hooks", "prestart"),
	};
	CLEANUP(cleanup_free) uint64_t *nesting = malloc(SCAN_NESTING(length));
	struct scan_error ignored;

	*ret = (struct edit){.outcome = EDIT_MEMORY};
	if (!nesting)
		return;
	if (scan(text, length, nesting, parts, ALL_PARTS, &ignored) ||
	    !find(text, parts, stage, ret)) {
		*ret = (struct edit){.outcome = EDIT_AMBIGUOUS};
		return;
	}
	for (unsigned int part = STAGE_RUNTIME; hook && part < ALL_PARTS; part++)
		if (has_hook(&parts[part], hook, nesting))
			*ret = (struct edit){.outcome = EDIT_THERE};
}

/* ---- writing ---- */

bool edit_check(const struct edit *edit, size_t length)
{
	return edit->outcome < EDIT_OUTCOMES && edit->form < EDIT_FORMS && edit->offset <= length &&
	       edit->removed <= length - edit->offset && *(const unsigned char *)&edit->comma <= 1;
}

/* The text around the entry. */
static const struct {
	bool member; /* "createRuntime": */
	const char *before, *after;
} forms[EDIT_FORMS] = {
	[EDIT_ENTRY] = {false, "", ""},
	[EDIT_ARRAY] = {false, "[", "]"},
	[EDIT_MEMBER] = {true, "", "]"},
	[EDIT_HOOKS] = {true, "{", "]}"},
	[EDIT_ROOT] = {true, "\"hooks\":{", "]}"},
};

void edit_write(FILE *to, const char *text, size_t length, const struct edit *edit,
		const struct edit_entry *entry)
{
	size_t rest = edit->offset + edit->removed;

	fwrite(text, 1, edit->offset, to);
	if (edit->comma)
		fputc(',', to);
	fputs(forms[edit->form].before, to);
	if (forms[edit->form].member)
		fprintf(to, "\"%s\":[", stage_names[entry->stage]);
	fputs(entry->text, to);
	fputs(forms[edit->form].after, to);
	fwrite(text + rest, 1, length - rest, to);
}
