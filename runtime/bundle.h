/* SPDX-License-Identifier: Apache-2.0 */
/* Reads and replaces the config.json of a bundle. */
#ifndef RUNTIME_BUNDLE_H
#define RUNTIME_BUNDLE_H

#include <sys/stat.h>

#include "edit.h"
#include "mempolicy.h"

struct bundle {
	char *path;	    /* of its config.json, for messages */
	int folder;	    /* an open descriptor, or -1 */
	struct stat status; /* of the file that was read */
	bool is_link;
	char *text; /* all of it; it stays mapped, since this process soon executes the runtime */
	size_t length;
};

/*
 * Opens a bundle and reads its config.json. *ret must be dropped with bundle_drop() in any case.
 *
 * path  of the bundle; NULL: the current folder
 * err   as oci_config_open(), or SYSTEM; sys_errno is ENOENT or ENOTDIR if there is none
 */
int bundle_read(const char *path, struct bundle *ret, struct mempolicy_error *err);
void bundle_drop(struct bundle *bundle);

/*
 * Atomically replaces config.json with the edited text: whoever opens it finds either the old text
 * or the new one. Owner and mode are kept. A hard link to the old file still leads to the old file.
 *
 * ret_changed  config.json is no longer the file that was read; then nothing was replaced, and it
 *              must be read again
 * err          NO_INPUT: it is a symbolic link; SYSTEM, PERMISSION
 */
int bundle_replace(const struct bundle *bundle, const struct edit *edit,
		   const struct edit_entry *entry, bool *ret_changed, struct mempolicy_error *err);

#endif
