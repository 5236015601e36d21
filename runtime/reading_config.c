/* SPDX-License-Identifier: Apache-2.0 */
#include "reading_config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apart.h"
#include "cleanup.h"
#include "error.h"
#include "hook_entries.h"
#include "oci.h"
#include "program.h"
#include "record_read.h"

static int invalid_answer(struct mempolicy_error *err)
{
	return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
			    "the process that reads config.json sent an invalid answer");
}

/* ---- config.json ---- */

struct config_work {
	const char *text;
	size_t length;
	const struct settings *settings;
	enum edit_stage stage;
};

static json_t *load_entries(const struct oci_config *config, enum oci_part which)
{
	const struct scan_part *part = &config->parts[which];
	struct defect ignored;

	/* The hook's name may be written with escapes. */
	if (!part->text || (!memmem(part->text, part->length, PROGRAM_HOOK, strlen(PROGRAM_HOOK)) &&
			    !memmem(part->text, part->length, "\\u", 2)))
		return NULL;
	return oci_load_part(part, PART_ARGS, &ignored);
}

/* Returns the hook's entries in the form of a config.json. */
static json_t *load_hooks(const struct oci_config *config)
{
	json_t *hooks = json_object();

	json_object_set_new(hooks, "prestart", load_entries(config, PART_PRESTART));
	json_object_set_new(hooks, "createRuntime", load_entries(config, PART_CREATE_RUNTIME));
	json_object_set_new(hooks, "createContainer", load_entries(config, PART_CREATE_CONTAINER));
	return json_pack("{s:o}", "hooks", hooks);
}

/* --policy of the configuration file is a request for every container that is created. */
static void add_request(struct hook_options *entries, const struct hook_options *file)
{
	entries->policy = file->policy;
	entries->no_annotations &= file->no_annotations;
	entries->allow_degraded &= file->allow_degraded;
	entries->require_local |= file->require_local;
}

/*
 * If the hook has entries, their options count: by these init gets its policy, whatever the
 * configuration file says now. Returns whether it needs another entry: theirs do not request the
 * policy of that file.
 */
static bool read_asked(struct oci_config *config, const struct config_work *work,
		       struct config_record *ret)
{
	CLEANUP(cleanup_json) json_t *hooks = load_hooks(config);
	const struct hook_options *file = &work->settings->hook_options;
	bool exists = work->stage == EDIT_STAGES;
	struct hook_entries entries;

	hook_entries_read(hooks, &entries);
	if (entries.count == 0) {
		entries.options = *file;
		/* A container that exists without an entry was not given that file's policy. */
		if (exists)
			entries.options.policy = entries.options.default_policy = NULL;
	} else if (!exists && file->policy) {
		add_request(&entries.options, file);
	}
	record_read_config(config, &entries.options, ret);
	return entries.count > 0 && ret->asked.place.kind == PLACE_OPTION;
}

static void read_config(void *data, const struct confine_failure *unconfined, void *ret_record)
{
	const struct config_work *work = data;
	struct config_answer *answer = ret_record;
	struct oci_config config;
	bool another = false;

	answer->config.unconfined = *unconfined;
	if (oci_config_read(work->text, work->length, &config, &answer->config.defect) == 0)
		another = read_asked(&config, work, &answer->config);
	else if (config.syntax.reason == SCAN_COMPLETE)
		answer->config.asked = (struct asked){.asks = true, .place.kind = PLACE_OBJECT};
	oci_config_drop(&config);
	if (answer->config.asked.asks && work->stage != EDIT_STAGES)
		edit_find(work->text, work->length, another ? NULL : work->settings->hook,
			  work->stage, &answer->edit);
}

int reading_config_text(const char *text, size_t length, const struct settings *settings,
			enum edit_stage stage, struct config_answer *ret,
			struct mempolicy_error *err)
{
	struct config_work work = {text, length, settings, stage};

	if (apart_do(read_config, &work, ret, sizeof(*ret), err))
		return -1;
	if (!record_check_config(&ret->config) || !edit_check(&ret->edit, length))
		return invalid_answer(err);
	if (!ret->config.asked.asks)
		return ret->config.defect.kind ? oci_defect_error(&ret->config.defect, err) : 0;
	/* Checked only here, so that it does not affect a container that requests no policy. */
	return ret->config.unconfined.step ? confine_error(&ret->config.unconfined, err) : 0;
}

int reading_config_error(const struct config_record *record, struct mempolicy_error *err)
{
	if (record->defect.kind == DEFECT_POLICIES_DIFFER)
		return asking_differ(&record->asked, err);
	oci_defect_error(&record->defect, err);
	return place_error(&record->asked.place, err);
}

/* ---- the state ---- */

struct state_work {
	const char *text;
	size_t length;
};

static void read_state(void *data, const struct confine_failure *unconfined, void *ret_record)
{
	const struct state_work *work = data;
	struct state_record *record = ret_record;
	struct oci_state state;

	/* The state is the runtime's own, so it matters less if the process could not be confined.
	 */
	(void)unconfined;
	oci_state_read(work->text, work->length, &state, &record->defect);
	snprintf(record->bundle, sizeof(record->bundle), "%s", state.bundle ? state.bundle : "");
	snprintf(record->status, sizeof(record->status), "%s", state.status ? state.status : "");
	record->pid = state.pid;
	oci_state_drop(&state);
}

int reading_config_state(const char *text, size_t length, struct state_record *ret,
			 struct mempolicy_error *err)
{
	struct state_work work = {text, length};

	if (apart_do(read_state, &work, ret, sizeof(*ret), err))
		return -1;
	if (!record_check_state(ret))
		return invalid_answer(err);
	return ret->defect.kind ? oci_defect_error(&ret->defect, err) : 0;
}
