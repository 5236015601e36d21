/* SPDX-License-Identifier: Apache-2.0 */
#include "hook_entries.h"

#include "program.h"

static bool all_strings(const json_t *args)
{
	for (size_t i = 0; i < json_array_size(args); i++)
		if (!json_is_string(json_array_get(args, i)))
			return false;
	return true;
}

static void merge(struct hook_entries *entries, const struct hook_options *options,
		  const struct place *place)
{
	struct hook_options *all = &entries->options;
	bool first = entries->count == 0;

	all->no_annotations = options->no_annotations && (first || all->no_annotations);
	all->allow_degraded = options->allow_degraded && (first || all->allow_degraded);
	all->after_create_runtime =
		options->after_create_runtime && (first || all->after_create_runtime);
	all->require_local |= options->require_local;
	if (options->default_policy && !all->default_policy) {
		all->default_policy = options->default_policy;
		entries->default_place = *place;
	}
}

static void read_entry(struct hook_entries *entries, const json_t *entry, const struct place *place)
{
	const json_t *args = json_object_get(entry, "args");
	struct hook_options options = HOOK_OPTIONS_DEFAULT;
	struct mempolicy_error ignored;

	if (!program_is_hook(json_string_value(json_object_get(entry, "path"))))
		return;
	if (all_strings(args) && json_array_size(args) > 0 &&
	    hook_options_of_args(args, &options, &ignored))
		options = (struct hook_options)HOOK_OPTIONS_DEFAULT;
	merge(entries, &options, place);
	entries->count++;
	entries->at[place->stage]++;
}

void hook_entries_read(const json_t *root, struct hook_entries *ret)
{
	const json_t *hooks = json_object_get(root, "hooks");

	*ret = (struct hook_entries){.options = HOOK_OPTIONS_DEFAULT};
	for (unsigned int stage = 0; stage < PLACE_STAGES; stage++) {
		const json_t *list = json_object_get(hooks, place_stage_name(stage));
		struct place place = {.kind = PLACE_HOOK_DEFAULT, .stage = stage};

		for (; place.entry < json_array_size(list); place.entry++)
			read_entry(ret, json_array_get(list, place.entry), &place);
	}
}

/* ---- requested policies ---- */

struct passing {
	const struct hook_entries *entries;
	asking_take *take;
	void *data;
};

static int pass(void *data, const struct place *place, const struct mempolicy_notation *notation,
		const struct defect *defect)
{
	const struct passing *passing = data;
	bool is_default = place->kind == PLACE_DEFAULT;

	return passing->take(passing->data, is_default ? &passing->entries->default_place : place,
			     notation, defect);
}

int hook_entries_asking_each(const struct hook_entries *entries, const struct oci_config *config,
			     asking_take *take, void *data)
{
	const struct asking asking = {.options = &entries->options};
	struct passing passing = {entries, take, data};

	return asking_each(&asking, config, pass, &passing);
}

int hook_entries_asking_read(const struct hook_entries *entries, const struct oci_config *config,
			     struct asked *ret, struct defect *ret_defect)
{
	const struct asking asking = {.options = &entries->options};
	int result = asking_read(&asking, config, ret, ret_defect);

	if (ret->place.kind == PLACE_DEFAULT)
		ret->place = entries->default_place;
	return result;
}
