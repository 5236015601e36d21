/* SPDX-License-Identifier: Apache-2.0 */
/* Annotations and hook entries of a config.json: compared with jansson, if that can parse the
 * text. */
#include "elsewhere.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* The number of entries passed on, and the file parsed by jansson, or NULL if it cannot. */
struct passed {
	const json_t *root;
	size_t count;
};

static const json_t *entries_at(const json_t *root, unsigned int stage)
{
	static const char *const stages[PLACE_STAGES] = {
		[PLACE_PRESTART] = "prestart",
		[PLACE_CREATE_RUNTIME] = "createRuntime",
		[PLACE_CREATE_CONTAINER] = "createContainer",
	};

	return json_object_get(json_object_get(root, "hooks"), stages[stage]);
}

static int take_args(void *data, const struct place *place, const json_t *args)
{
	struct passed *passed = data;
	const json_t *entry;

	passed->count++;
	if (place->kind != PLACE_HOOK || place->stage >= PLACE_STAGES)
		fuzz_fail("without a place");
	if (!passed->root)
		return 0;
	entry = json_array_get(entries_at(passed->root, place->stage), place->entry);
	if (!json_equal(args, json_object_get(entry, "args")))
		fuzz_fail("arguments differ from those of entry %u", place->entry);
	return 0;
}

/* Whether the text contains an entry of this name with a string that begins so. */
static bool asks(const json_t *entry)
{
	const char *path = json_string_value(json_object_get(entry, "path"));
	const json_t *args = json_object_get(entry, "args");
	bool found = false;

	if (!path || strcmp(path, "oci-mempolicy-hook") != 0 || !json_is_array(args))
		return false;
	for (size_t i = 0; i < json_array_size(args); i++) {
		const char *text = json_string_value(json_array_get(args, i));

		if (!text)
			return false;
		found |= strncmp(text, "--policy", 8) == 0;
	}
	return found;
}

static void check_hooks(const struct oci_config *config, const json_t *root)
{
	struct passed passed = {.root = root};
	struct defect defect;
	struct place place;
	struct mempolicy_error err;
	size_t asking = 0;

	if (elsewhere_hooks(config, NULL, take_args, &passed, &place, &defect)) {
		oci_defect_error(&defect, &err);
		place_error(&place, &err);
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
		return;
	}
	for (unsigned int stage = 0; root && stage < PLACE_STAGES; stage++)
		for (size_t i = 0; i < json_array_size(entries_at(root, stage)); i++)
			asking += asks(json_array_get(entries_at(root, stage), i));
	if (passed.count < asking)
		fuzz_fail("%zu entries of %zu", passed.count, asking);
}

static void check_annotation(const struct oci_config *config, const json_t *root)
{
	const json_t *expected =
		json_object_get(json_object_get(root, "annotations"), PLACE_ANNOTATION_KEY);
	struct mempolicy_error err;
	struct defect defect;
	json_t *found = NULL;

	if (elsewhere_annotation(config, &found, &defect)) {
		oci_defect_error(&defect, &err);
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
	} else if (root && found ? !json_equal(found, expected)
				 : root && json_is_string(expected)) {
		fuzz_fail("the annotation differs");
	}
	json_decref(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = fuzz_guarded(data, size);
	struct oci_config config;
	struct defect defect;

	if (oci_config_read(text, size, &config, &defect) == 0) {
		json_t *root =
			json_loadb(text, size,
				   JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
				   NULL);

		check_hooks(&config, root);
		check_annotation(&config, root);
		elsewhere_is_sandbox(&config);
		json_decref(root);
	}
	oci_config_drop(&config);
	return 0;
}
