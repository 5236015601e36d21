/* SPDX-License-Identifier: Apache-2.0 */
#include "folders.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"
#include "program.h"

static int make_one(const char *path, mode_t mode, struct mempolicy_error *err)
{
	if (mkdir(path, mode) == 0 && chmod(path, mode) == 0)
		return 0;
	return mp_error_set_errno(err, PROGRAM_ERROR_OUTPUT, errno, "cannot create directory %s",
				  path);
}

int folders_make(const char *path, mode_t mode, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *part = strdup(path);
	struct stat status;

	if (!part)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		/* On a read-only file system mkdir(2) may fail even if the directory exists. */
		if (stat(part, &status) && make_one(part, mode, err))
			return -1;
		*slash = '/';
	}
	return stat(part, &status) ? make_one(part, mode, err) : 0;
}

static char *folder_of(const char *file)
{
	const char *slash = strrchr(file, '/');

	return strndup(file, slash && slash != file ? (size_t)(slash - file) : 1);
}

int folders_make_for(const char *file, mode_t mode, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *folder = folder_of(file);

	if (!folder)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", file);
	return folders_make(folder, mode, err);
}

static bool has(const json_t *array, const char *text)
{
	size_t index;
	json_t *value;

	json_array_foreach((json_t *)array, index, value)
		if (strcmp(json_string_value(value), text) == 0)
			return true;
	return false;
}

int folders_missing(const char *path, json_t *ret)
{
	CLEANUP(cleanup_free) char *part = strdup(path);
	struct stat status;
	char *slash = part;

	if (!part)
		return -1;
	while (*slash) {
		char kept;

		slash = slash + 1 + strcspn(slash + 1, "/");
		kept = *slash;
		*slash = '\0';
		if (stat(part, &status) && errno == ENOENT && !has(ret, part) &&
		    json_array_append_new(ret, json_string(part)))
			return -1;
		*slash = kept;
	}
	return 0;
}

int folders_missing_for(const char *file, json_t *ret)
{
	CLEANUP(cleanup_free) char *folder = folder_of(file);

	return folder ? folders_missing(folder, ret) : -1;
}
