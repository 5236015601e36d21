/* SPDX-License-Identifier: Apache-2.0 */
#include "elsewhere.h"

#include <string.h>

#include "cleanup.h"
#include "elements.h"
#include "program.h"

static bool is_text(const struct scan_part *part, const char *text)
{
	return part->text && part->length == strlen(text) &&
	       memcmp(part->text, text, part->length) == 0;
}

bool elsewhere_is_sandbox(const struct oci_config *config)
{
	static const enum oci_part types[] = {PART_CRI_TYPE, PART_CRIO_TYPE};
	bool is = false;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct scan_part *type = &config->parts[types[i]];

		if (type->text && !is_text(type, "\"sandbox\""))
			return false;
		is |= !!type->text;
	}
	return is;
}

int elsewhere_annotation(const struct oci_config *config, json_t **ret, struct defect *ret_defect)
{
	const struct scan_part *part = &config->parts[PART_ANNOTATION];

	*ret = NULL;
	if (!part->text || *part->text == 'n')
		return 0;
	if (*part->text != '"')
		return mp_defect_set(ret_defect, DEFECT_ANNOTATION_TYPE);
	*ret = oci_load_part(part, PART_ANNOTATION, ret_defect);
	return *ret ? 0 : -1;
}

/* ---- hooks ---- */

/* Looks for --policy, which may be abbreviated, or for an escape, which may hide it. */
static bool may_hold_policy(const struct scan_part *part)
{
	return part->text && (memmem(part->text, part->length, "--p", 3) ||
			      memmem(part->text, part->length, "\\u", 2));
}

static bool is_this_program(const struct scan_part *part, const char *program)
{
	CLEANUP(cleanup_json) json_t *value = NULL;
	struct defect ignored;
	const char *path;

	if (!part->text || *part->text != '"')
		return false;
	value = oci_load_part(part, PART_ARGS, &ignored);
	path = json_string_value(value);
	if (!path)
		return false;
	return (program && strcmp(path, program) == 0) || program_is_hook(path);
}

static bool all_strings(const json_t *array)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (!json_is_string(json_array_get(array, i)))
			return false;
	return json_array_size(array) > 0;
}

/* What to look for, and who receives it. */
struct search {
	const char *program;
	elsewhere_take *take;
	void *data;
	struct defect *defect;
};

static int look_at_entry(const struct search *search, const struct elements *entry,
			 const struct place *place)
{
	struct scan_part parts[] = {SCAN_PART("path"), SCAN_PART("args")};
	CLEANUP(cleanup_free) uint64_t *nesting = malloc(SCAN_NESTING(entry->length));
	CLEANUP(cleanup_json) json_t *args = NULL;
	struct scan_error ignored;

	if (!nesting)
		return mp_defect_set(search->defect, DEFECT_MEMORY);
	if (*entry->text != '{' || scan(entry->text, entry->length, nesting, parts, 2, &ignored) ||
	    !may_hold_policy(&parts[1]) || *parts[1].text != '[' ||
	    !is_this_program(&parts[0], search->program))
		return 0;
	args = oci_load_part(&parts[1], PART_ARGS, search->defect);
	if (!args)
		return -1;
	return all_strings(args) ? search->take(search->data, place, args) : 0;
}

int elsewhere_hooks(const struct oci_config *config, const char *program, elsewhere_take *take,
		    void *data, struct place *ret_place, struct defect *ret_defect)
{
	static const enum oci_part parts[PLACE_STAGES] = {
		[PLACE_PRESTART] = PART_PRESTART,
		[PLACE_CREATE_RUNTIME] = PART_CREATE_RUNTIME,
		[PLACE_CREATE_CONTAINER] = PART_CREATE_CONTAINER,
	};
	const struct search search = {program, take, data, ret_defect};

	*ret_place = (struct place){.kind = PLACE_HOOK};
	for (unsigned int stage = 0; stage < PLACE_STAGES; stage++) {
		const struct scan_part *array = &config->parts[parts[stage]];
		struct elements entries;

		if (!may_hold_policy(array) || *array->text != '[')
			continue;
		entries = elements_of(array->text, array->length);
		ret_place->stage = stage;
		for (ret_place->entry = 0; elements_next(&entries); ret_place->entry++)
			if (look_at_entry(&search, &entries, ret_place))
				return -1;
	}
	return 0;
}
