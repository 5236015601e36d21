/* SPDX-License-Identifier: Apache-2.0 */
#include "apply.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"
#include "folders.h"
#include "program.h"
#include "replacement.h"

#define FOLDER_MODE 0755

static int out_of_memory(struct mempolicy_error *err)
{
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot keep a record");
}

/* So that Ctrl-C does not come between two files. */
static void hold_signals(sigset_t *ret_former)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	sigprocmask(SIG_BLOCK, &held, ret_former);
}

/* ---- files ---- */

static int cannot_remove(const char *path, struct mempolicy_error *err)
{
	return mp_error_set_errno(err, PROGRAM_ERROR_OUTPUT, errno, "cannot remove %s", path);
}

static int write_text(const char *path, const char *text, const char *like,
		      struct mempolicy_error *err)
{
	struct stat status;
	bool is_like = stat(like ? like : path, &status) == 0;

	return replacement_write(path, text, is_like ? &status : NULL, err);
}

/* Writes a file, or removes it if text is NULL. */
static int make(const char *path, const char *text, const char *like, struct mempolicy_error *err)
{
	if (!text)
		return unlink(path) && errno != ENOENT ? cannot_remove(path, err) : 0;
	if (folders_make_for(path, FOLDER_MODE, err))
		return -1;
	return write_text(path, text, like, err);
}

static const char *text_of(const json_t *change, const char *key)
{
	return json_string_value(json_object_get(change, key));
}

/* Undoes the first count changes. What fails here is still recorded. */
static void take_back(const struct plan *plan, size_t count)
{
	struct mempolicy_error ignored;

	while (count-- > 0) {
		const json_t *change = json_array_get(plan->changes, count);

		make(text_of(change, "path"), text_of(change, "before"), NULL, &ignored);
	}
}

static int make_all(const struct plan *plan, struct mempolicy_error *err)
{
	size_t index;
	json_t *change;

	json_array_foreach(plan->changes, index, change) {
		if (make(text_of(change, "path"), text_of(change, "after"), text_of(change, "like"),
			 err)) {
			take_back(plan, index);
			return -1;
		}
	}
	return 0;
}

/* ---- folders ---- */

/* Removes the folders when no file is left, the deepest first: they were recorded outermost first.
 * Those that are not empty stay. */
static void remove_folders(struct record *record)
{
	json_t *folders = record_folders(record);

	if (json_array_size(record_files(record)))
		return;
	for (size_t i = json_array_size(folders); i-- > 0;)
		rmdir(json_string_value(json_array_get(folders, i)));
	json_array_clear(folders);
}

static bool record_new_folders(const struct plan *plan, struct record *record)
{
	size_t index;
	json_t *change;

	json_array_foreach(plan->changes, index, change)
		if (folders_missing_for(text_of(change, "path"), record_folders(record)))
			return false;
	return true;
}

/* ---- both ways ---- */

static bool record_all(const struct plan *plan, struct record *record, const char *engine)
{
	size_t index;
	json_t *change, *path;

	json_array_foreach(plan->changes, index, change)
		if (!record_change(record, text_of(change, "path"),
				   json_object_get(change, "before"),
				   json_object_get(change, "after")))
			return false;
	json_array_foreach(plan->uses, index, path)
		if (!record_use(record, json_string_value(path), engine))
			return false;
	return record_new_folders(plan, record);
}

/* Restores the previous record. Empty folders may stay. */
static void go_back_to(struct record *record, json_t *former)
{
	struct mempolicy_error ignored;

	json_decref(record->root);
	record->root = json_incref(former);
	record_write(record, &ignored);
}

int apply(const struct plan *plan, struct record *record, const char *engine,
	  struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *former = json_deep_copy(record->root);
	sigset_t signals;
	int result = -1;

	if (!former || !record_all(plan, record, engine))
		return out_of_memory(err);
	hold_signals(&signals);
	if (json_equal(former, record->root) || record_write(record, err) == 0) {
		result = make_all(plan, err);
		if (result)
			go_back_to(record, former);
	}
	sigprocmask(SIG_SETMASK, &signals, NULL);
	return result;
}

static bool is_left(const struct plan *plan, const char *path)
{
	size_t index;
	json_t *left;

	json_array_foreach(plan->left, index, left)
		if (strcmp(text_of(left, "path"), path) == 0)
			return true;
	return false;
}

static void forget_undone(const struct plan *plan, struct record *record, const char *engine)
{
	json_t *files = record_files(record);

	for (size_t i = json_array_size(files); i-- > 0;) {
		const json_t *file = json_array_get(files, i);

		if (record_is_only_of(file, engine) && !is_left(plan, text_of(file, "path")))
			json_array_remove(files, i);
	}
}

int apply_undo(const struct plan *plan, struct record *record, const char *engine,
	       struct mempolicy_error *err)
{
	sigset_t signals;
	int result;

	hold_signals(&signals);
	result = make_all(plan, err);
	if (result == 0) {
		forget_undone(plan, record, engine);
		record_leave(record, engine);
		remove_folders(record);
		result = record_write(record, err);
	}
	sigprocmask(SIG_SETMASK, &signals, NULL);
	return result;
}
