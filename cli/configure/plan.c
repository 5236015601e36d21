/* SPDX-License-Identifier: Apache-2.0 */
#include "plan.h"

#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "formatted.h"
#include "former.h"

#define BACKUP ".before-oci-mempolicy"

bool plan_new(const struct record *record, struct plan *ret)
{
	*ret = (struct plan){
		.record = record,
		.changes = json_array(),
		.left = json_array(),
		.restarts = json_array(),
		.notes = json_array(),
		.uses = json_array(),
	};
	return ret->changes && ret->left && ret->restarts && ret->notes && ret->uses;
}

void plan_drop(struct plan *plan)
{
	json_decref(plan->changes);
	json_decref(plan->left);
	json_decref(plan->restarts);
	json_decref(plan->notes);
	json_decref(plan->uses);
}

static void append(struct plan *plan, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value))
		plan->lost = true;
}

/* like: whose mode and owner a new file gets; NULL: everyone may read it */
static void change(struct plan *plan, const char *path, const char *before, const char *after,
		   const char *like)
{
	append(plan, plan->changes,
	       json_pack("{s:s, s:s?, s:s?, s:s?}", "path", path, "before", before, "after", after,
			 "like", like));
}

void plan_left(struct plan *plan, const char *path, const char *reason, const char *remedy)
{
	append(plan, plan->left,
	       json_pack("{s:s, s:s, s:s}", "path", path, "reason", reason, "remedy", remedy));
}

void plan_restart(struct plan *plan, const char *service, const char *stops)
{
	append(plan, plan->restarts, json_pack("{s:s, s:s}", "service", service, "stops", stops));
}

void plan_note(struct plan *plan, const char *sentence)
{
	append(plan, plan->notes, json_string(sentence));
}

void plan_use(struct plan *plan, const char *path)
{
	append(plan, plan->uses, json_string(path));
}

const json_t *plan_find(const struct plan *plan, const char *path)
{
	size_t index;
	json_t *value;

	json_array_foreach(plan->changes, index, value)
		if (strcmp(json_string_value(json_object_get(value, "path")), path) == 0)
			return value;
	return NULL;
}

static bool is_ours(const struct plan *plan, const char *path, const char *text)
{
	const json_t *file = record_find(plan->record, path);

	return file && record_wrote(file, text);
}

void plan_own(struct plan *plan, const char *path, const char *text)
{
	struct former former;

	former_read(path, &former);
	plan_use(plan, path);
	if (former.kind == FORMER_UNFIT)
		plan_left(plan, path, former.why, "move it away and run this again");
	else if (former.kind == FORMER_ABSENT || is_ours(plan, path, former.text)) {
		if (!former.text || strcmp(former.text, text) != 0)
			change(plan, path, former.text, text, NULL);
	} else if (strcmp(former.text, text) != 0) {
		plan_left(
			plan, path, "it exists and is not what configure writes",
			"keep it if it is what you want; otherwise move it away and run this again");
	}
	former_drop(&former);
}

/* A backup that someone else made stays theirs: the record has the old content, too. */
static void keep_backup(struct plan *plan, const char *original, const char *text)
{
	CLEANUP(cleanup_free) char *backup = formatted("%s" BACKUP, original);
	struct former former;

	if (!backup) {
		plan->lost = true;
		return;
	}
	former_read(backup, &former);
	if (former.kind == FORMER_ABSENT || is_ours(plan, backup, former.text)) {
		change(plan, backup, former.text, text, original);
		plan_use(plan, backup);
	}
	former_drop(&former);
}

void plan_change(struct plan *plan, const char *path, const char *before, const char *after)
{
	plan_use(plan, path);
	if (before)
		keep_backup(plan, path, before);
	change(plan, path, before, after, NULL);
}

/* ---- undoing ---- */

static void undo_file(struct plan *plan, const json_t *file)
{
	const char *path = json_string_value(json_object_get(file, "path"));
	const char *before = json_string_value(json_object_get(file, "before"));
	struct former former;

	former_read(path, &former);
	if (former.kind == FORMER_UNFIT)
		plan_left(plan, path, former.why, "remove by hand what is no longer wanted");
	else if (former.text && record_wrote(file, former.text))
		change(plan, path, former.text, before, NULL);
	else if (former.text && (!before || strcmp(before, former.text) != 0))
		plan_left(plan, path, "it has been changed since it was configured",
			  "remove by hand what is no longer wanted");
	former_drop(&former);
}

void plan_undo(struct plan *plan, const char *engine)
{
	json_t *files = record_files(plan->record);

	/* In reverse order: what refers to a file is removed before the file. */
	for (size_t i = json_array_size(files); i-- > 0;) {
		const json_t *file = json_array_get(files, i);

		if (record_is_only_of(file, engine))
			undo_file(plan, file);
	}
}
