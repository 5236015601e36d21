/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"
#include "folders.h"
#include "formatted.h"
#include "former.h"
#include "replacement.h"

#define VERSION 1
/* Room for the texts of several files, escaped. */
#define RECORD_MAX (16UL * FORMER_MAX)

static int out_of_memory(struct mempolicy_error *err)
{
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot keep a record");
}

/* ---- what it holds ---- */

json_t *record_files(const struct record *record)
{
	return json_object_get(record->root, "files");
}

json_t *record_folders(const struct record *record)
{
	return json_object_get(record->root, "folders");
}

static bool is_text_or_null(const json_t *value)
{
	return json_is_string(value) || json_is_null(value);
}

static bool are_strings(const json_t *array)
{
	size_t index;
	json_t *value;

	json_array_foreach((json_t *)array, index, value)
		if (!json_is_string(value))
			return false;
	return json_is_array(array);
}

static bool is_file(const json_t *file)
{
	const json_t *former = json_object_get(file, "former");
	const char *path = json_string_value(json_object_get(file, "path"));

	return path && path[0] == '/' && is_text_or_null(json_object_get(file, "before")) &&
	       json_is_string(json_object_get(file, "after")) &&
	       (!former || json_is_string(former)) && are_strings(json_object_get(file, "engines"));
}

static bool is_record(const json_t *root)
{
	const json_t *files = json_object_get(root, "files");
	size_t index;
	json_t *file;

	if (json_integer_value(json_object_get(root, "version")) != VERSION ||
	    !json_is_array(files) || !are_strings(json_object_get(root, "folders")))
		return false;
	json_array_foreach((json_t *)files, index, file)
		if (!is_file(file))
			return false;
	return true;
}

json_t *record_find(const struct record *record, const char *path)
{
	size_t index;
	json_t *file;

	json_array_foreach(record_files(record), index, file)
		if (strcmp(json_string_value(json_object_get(file, "path")), path) == 0)
			return file;
	return NULL;
}

/* ---- the file ---- */

static int load(struct record *record, struct mempolicy_error *err)
{
	CLEANUP(cleanup_fd) int fd = open(record->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0 && errno == ENOENT) {
		record->root =
			json_pack("{s:i, s:[], s:[]}", "version", VERSION, "folders", "files");
		return record->root ? 0 : out_of_memory(err);
	}
	if (fd < 0 || fstat(fd, &status))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno, "cannot read %s",
					  record->path);
	if (S_ISREG(status.st_mode) && (unsigned long)status.st_size <= RECORD_MAX)
		record->root = json_loadfd(fd, 0, NULL);
	if (is_record(record->root))
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, "", "%s was not written by this command",
		     record->path);
	return mp_error_remedy(err, "move it away, and undo by hand what it should have undone");
}

int record_read(const char *folder, struct record *ret, struct mempolicy_error *err)
{
	*ret = (struct record){.folder = strdup(folder),
			       .path = formatted("%s/configured.json", folder),
			       .lock = -1};
	if (!ret->folder || !ret->path)
		return out_of_memory(err);
	return load(ret, err);
}

int record_lock(struct record *record, struct mempolicy_error *err)
{
	if (folders_make(record->folder, 0755, err))
		return -1;
	record->lock = open(record->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (record->lock < 0 || flock(record->lock, LOCK_EX))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "cannot lock %s",
					  record->folder);
	/* Another process may have written it in the meantime. */
	json_decref(record->root);
	record->root = NULL;
	return load(record, err);
}

int record_write(const struct record *record, struct mempolicy_error *err)
{
	/* Only its owner may read it: it contains daemon.json. */
	const struct stat like = {.st_mode = 0600, .st_uid = geteuid(), .st_gid = getegid()};
	CLEANUP(cleanup_free) char *text = NULL;

	if (json_array_size(record_files(record)) == 0 &&
	    json_array_size(record_folders(record)) == 0) {
		if (unlink(record->path) && errno != ENOENT)
			return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno,
						  "cannot remove %s", record->path);
		return 0;
	}
	text = json_dumps(record->root, JSON_INDENT(1));
	if (!text)
		return out_of_memory(err);
	return replacement_write(record->path, text, &like, err);
}

void record_drop(struct record *record)
{
	/* If it is empty, it was made for the lock. */
	if (record->lock >= 0)
		rmdir(record->folder);
	cleanup_fd(&record->lock);
	json_decref(record->root);
	free(record->path);
	free(record->folder);
}

/* ---- changing it ---- */

bool record_wrote(const json_t *file, const char *text)
{
	const char *after = json_string_value(json_object_get(file, "after"));
	const char *former = json_string_value(json_object_get(file, "former"));

	return text &&
	       ((after && strcmp(after, text) == 0) || (former && strcmp(former, text) == 0));
}

bool record_change(struct record *record, const char *path, const json_t *before,
		   const json_t *after)
{
	json_t *file = record_find(record, path);

	if (!file)
		return json_array_append_new(record_files(record),
					     json_pack("{s:s, s:O, s:O, s:[]}", "path", path,
						       "before", before, "after", after,
						       "engines")) == 0;
	/* If an administrator has written it since, undo goes back to that. */
	if (!record_wrote(file, json_string_value(before)))
		return json_object_set(file, "before", (json_t *)before) == 0 &&
		       json_object_set(file, "after", (json_t *)after) == 0 &&
		       (json_object_del(file, "former"), true);
	return json_object_set(file, "former", (json_t *)before) == 0 &&
	       json_object_set(file, "after", (json_t *)after) == 0;
}

static bool needs(const json_t *file, const char *engine)
{
	size_t index;
	json_t *name;

	json_array_foreach(json_object_get(file, "engines"), index, name)
		if (strcmp(json_string_value(name), engine) == 0)
			return true;
	return false;
}

bool record_use(struct record *record, const char *path, const char *engine)
{
	json_t *file = record_find(record, path);

	return !file || needs(file, engine) ||
	       json_array_append_new(json_object_get(file, "engines"), json_string(engine)) == 0;
}

bool record_is_only_of(const json_t *file, const char *engine)
{
	return !engine ||
	       (needs(file, engine) && json_array_size(json_object_get(file, "engines")) == 1);
}

void record_leave(struct record *record, const char *engine)
{
	size_t index;
	json_t *file;

	json_array_foreach(record_files(record), index, file) {
		json_t *engines = json_object_get(file, "engines");

		if (!engine || json_array_size(engines) < 2)
			continue;
		for (size_t i = json_array_size(engines); i-- > 0;)
			if (strcmp(json_string_value(json_array_get(engines, i)), engine) == 0)
				json_array_remove(engines, i);
	}
}
