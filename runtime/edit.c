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

/* The key that a member begins with, with its quotes. */
static size_t key_length(const char *member)
{
	size_t i = 1;

	while (member[i] != '"')
		i += member[i] == '\\' ? 2 : 1;
	return i + 1;
}

/* As runc compares them, which takes small letters for capital ones. */
static bool is_key(const char *member, const char *name)
{
	size_t length = key_length(member), wanted = strlen(name);
	CLEANUP(cleanup_json) json_t *key = NULL;

	/* An escape takes six bytes. */
	if (length > 6 * wanted + 2)
		return false;
	if (!memchr(member, '\\', length))
		return length == wanted + 2 && strncasecmp(member + 1, name, wanted) == 0;
	key = json_loadb(member, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	return json_is_string(key) && strcasecmp(json_string_value(key), name) == 0;
}

/* Whether a key stands in the object once, as it is written here, or not at all. */
static bool is_clear(const struct scan_part *object, const char *name, bool *ret_there)
{
	/* Without its brackets its members are like elements. */
	struct elements members = elements_of(object->text, object->length - 1);
	unsigned int count = 0;
	bool exact = true;

	while (elements_next(&members))
		if (is_key(members.text, name)) {
			exact = key_length(members.text) == strlen(name) + 2 &&
				memcmp(members.text + 1, name, strlen(name)) == 0;
			count++;
		}
	*ret_there = count > 0;
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

/* ---- places ---- */

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* Behind the last of what is in brackets. */
static void add_within(const char *text, const struct scan_part *part, enum edit_form form,
		       enum edit_stage stage, struct edit *edit)
{
	const char *at = part->text + part->length - 1;

	while (is_space(at[-1]))
		at--;
	edit->places[edit->count++] = (struct edit_place){.offset = (size_t)(at - text),
							  .form = form,
							  .stage = stage,
							  .comma = at - 1 > part->text};
}

static void add_instead(const char *text, const struct scan_part *part, enum edit_form form,
			enum edit_stage stage, struct edit *edit)
{
	edit->places[edit->count++] = (struct edit_place){.offset = (size_t)(part->text - text),
							  .removed = part->length,
							  .form = form,
							  .stage = stage};
}

/* False where this is neither absent nor null nor of the type that begins with opening. */
static bool add(const char *text, const struct scan_part *part, const struct scan_part *parent,
		char opening, const enum edit_form forms[3], enum edit_stage stage,
		struct edit *edit)
{
	if (!part->text)
		add_within(text, parent, forms[0], stage, edit);
	else if (*part->text == 'n')
		add_instead(text, part, forms[1], stage, edit);
	else if (*part->text == opening)
		add_within(text, part, forms[2], stage, edit);
	else
		return false;
	return true;
}

static bool add_stages(const char *text, const struct scan_part *parts, unsigned int stages,
		       struct edit *edit)
{
	static const enum edit_form forms[] = {EDIT_MEMBER, EDIT_ARRAY, EDIT_ENTRY};
	struct edit_place first;
	bool there;

	for (unsigned int stage = 0; stage < EDIT_STAGES; stage++)
		if (!is_clear(&parts[HOOKS], stage_names[stage], &there) ||
		    (stages >> stage & 1 && !add(text, &parts[STAGE_RUNTIME + stage], &parts[HOOKS],
						 '[', forms, stage, edit)))
			return false;
	/* In the order of the text. */
	first = edit->places[0];
	if (edit->count == 2 && first.offset > edit->places[1].offset) {
		edit->places[0] = edit->places[1];
		edit->places[1] = first;
	}
	/* Two that go to the same place are both members: the second has one before it. */
	if (edit->count == 2 && edit->places[0].offset == edit->places[1].offset)
		edit->places[1].comma = true;
	return true;
}

static bool find(const char *text, const struct scan_part *parts, unsigned int stages,
		 struct edit *edit)
{
	bool there;

	if (!parts[ROOT].text || *parts[ROOT].text != '{' ||
	    !is_clear(&parts[ROOT], "hooks", &there))
		return false;
	if (!parts[HOOKS].text)
		add_within(text, &parts[ROOT], EDIT_ROOT, 0, edit);
	else if (*parts[HOOKS].text == 'n')
		add_instead(text, &parts[HOOKS], EDIT_HOOKS, 0, edit);
	else if (*parts[HOOKS].text == '{')
		return add_stages(text, parts, stages, edit);
	else
		return false;
	return true;
}

void edit_find(const char *text, size_t length, const char *hook, unsigned int stages,
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
	ret->outcome = EDIT_AMBIGUOUS;
	if (scan(text, length, nesting, parts, ALL_PARTS, &ignored) ||
	    !find(text, parts, stages, ret))
		return;
	ret->outcome = EDIT_PLACES;
	for (unsigned int part = STAGE_RUNTIME; part < ALL_PARTS; part++)
		if (has_hook(&parts[part], hook, nesting))
			ret->outcome = EDIT_THERE;
}

/* ---- writing ---- */

bool edit_check(const struct edit *edit, size_t length)
{
	size_t at = 0;

	if (edit->outcome >= EDIT_OUTCOMES || edit->count > EDIT_STAGES)
		return false;
	for (unsigned int i = 0; i < edit->count; i++) {
		const struct edit_place *place = &edit->places[i];

		if (place->form >= EDIT_FORMS || place->stage >= EDIT_STAGES ||
		    place->offset < at || place->offset > length ||
		    place->removed > length - place->offset ||
		    *(const unsigned char *)&place->comma > 1)
			return false;
		at = place->offset + place->removed;
	}
	return true;
}

/* "createRuntime":[{...}],"createContainer":[{...}] */
static void write_stages(FILE *to, const char *const entries[EDIT_STAGES])
{
	const char *comma = "";

	for (unsigned int stage = 0; stage < EDIT_STAGES; stage++)
		if (entries[stage]) {
			fprintf(to, "%s\"%s\":[%s]", comma, stage_names[stage], entries[stage]);
			comma = ",";
		}
}

static void write_form(FILE *to, const struct edit_place *place,
		       const char *const entries[EDIT_STAGES])
{
	const char *entry = entries[place->stage] ? entries[place->stage] : "";

	switch (place->form) {
	case EDIT_ENTRY:
		fputs(entry, to);
		break;
	case EDIT_ARRAY:
		fprintf(to, "[%s]", entry);
		break;
	case EDIT_MEMBER:
		fprintf(to, "\"%s\":[%s]", stage_names[place->stage], entry);
		break;
	default:
		fputs(place->form == EDIT_ROOT ? "\"hooks\":{" : "{", to);
		write_stages(to, entries);
		fputc('}', to);
	}
}

void edit_write(FILE *to, const char *text, size_t length, const struct edit *edit,
		const char *const entries[EDIT_STAGES])
{
	size_t at = 0;

	for (unsigned int i = 0; i < edit->count; i++) {
		const struct edit_place *place = &edit->places[i];

		fwrite(text + at, 1, place->offset - at, to);
		if (place->comma)
			fputc(',', to);
		write_form(to, place, entries);
		at = place->offset + place->removed;
	}
	fwrite(text + at, 1, length - at, to);
}
