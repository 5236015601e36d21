/* SPDX-License-Identifier: Apache-2.0 */
/* The config.json of a bundle, and putting another in its place. */
#ifndef RUNTIME_BUNDLE_H
#define RUNTIME_BUNDLE_H

#include <sys/stat.h>

#include "edit.h"
#include "mempolicy.h"

struct bundle {
	char *path;	    /* of its config.json, for messages */
	int folder;	    /* open; -1: not */
	struct stat status; /* of the file that was read */
	bool is_link;
	char *text; /* all of it; it is left mapped, as this process becomes another soon */
	size_t length;
};

/*
 * Opens a bundle and reads its config.json. *ret is to be dropped with bundle_drop() in any case.
 *
 * path  of the bundle; NULL: the current folder
 * err   as oci_config_open(), SYSTEM; sys_errno is ENOENT or ENOTDIR where there is none
 */
int bundle_read(const char *path, struct bundle *ret, struct mempolicy_error *err);
void bundle_drop(struct bundle *bundle);

/*
 * Puts the edited text in the place of config.json, at once: whoever opens it finds all of the one
 * or of the other. Owner and mode are kept; another name of the old file (a hard link) still leads
 * to that.
 *
 * ret_changed  config.json is not the file any more that was read; then all is as it was, and it is
 *              to be read anew
 * err          NO_INPUT: it is a symbolic link; SYSTEM, PERMISSION
 */
int bundle_replace(const struct bundle *bundle, const struct edit *edit,
		   const struct edit_entry *entry, bool *ret_changed, struct mempolicy_error *err);

#endif
