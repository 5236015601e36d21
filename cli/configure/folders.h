/* SPDX-License-Identifier: Apache-2.0 */
/* Folders, with those above them. */
#ifndef CLI_FOLDERS_H
#define CLI_FOLDERS_H

#include <jansson.h>
#include <sys/types.h>

#include "mempolicy.h"

/* Makes a folder, and those above it that are missing. Their mode is this, whatever the umask is:
 * rootless engines read them. err: PROGRAM_ERROR_OUTPUT */
int folders_make(const char *path, mode_t mode, struct mempolicy_error *err);
/* The same of a file's folder. */
int folders_make_for(const char *file, mode_t mode, struct mempolicy_error *err);

/* Adds to an array, the outermost first, those that folders_make() would make. -1 when out of
 * memory. */
int folders_missing(const char *path, json_t *ret);
int folders_missing_for(const char *file, json_t *ret);

#endif
