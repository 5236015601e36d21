/* SPDX-License-Identifier: Apache-2.0 */
/* Directories, with their parents. */
#ifndef CLI_FOLDERS_H
#define CLI_FOLDERS_H

#include <jansson.h>
#include <sys/types.h>

#include "mempolicy.h"

/* Makes a directory and its missing parents. They get this mode, whatever the umask is, since
 * rootless engines read them. err: PROGRAM_ERROR_OUTPUT */
int folders_make(const char *path, mode_t mode, struct mempolicy_error *err);
/* The same for a file's directory. */
int folders_make_for(const char *file, mode_t mode, struct mempolicy_error *err);

/* Adds to an array the directories that folders_make() would make, outermost first. Returns -1 when
 * out of memory. */
int folders_missing(const char *path, json_t *ret);
int folders_missing_for(const char *file, json_t *ret);

#endif
