/* SPDX-License-Identifier: Apache-2.0 */
/* Replaces a file at once: a reader finds either the old file or all of the new one, never a part.
 */
#ifndef CLI_REPLACEMENT_H
#define CLI_REPLACEMENT_H

#include <stdio.h>
#include <sys/stat.h>

#include "mempolicy.h"

struct replacement {
	FILE *file;	  /* to write to */
	const char *path; /* as the user named it */
	char *target;	 /* the file that is replaced, symbolic links resolved; NULL for what is not
			    a regular file, such as /dev/stdout, which is written to directly */
	char *temporary; /* next to it */
};

/*
 * Opens it. Symbolic links are followed. The folder must exist; the temporary file in it is called
 * PATH.XXXXXX, which engines ignore: they look for .json, .yaml, .conf and .toml.
 *
 * path  must outlive ret
 * like  whose owner and mode the file gets; NULL: an existing file's mode, or that of open(2)
 * err   PROGRAM_ERROR_OUTPUT
 */
int replacement_open(const char *path, const struct stat *like, struct replacement *ret,
		     struct mempolicy_error *err);
/* Puts it in place if keep is set and everything could be written; otherwise the old file stays.
 * Returns 0 if keep is not set. err: PROGRAM_ERROR_OUTPUT */
int replacement_close(struct replacement *replacement, bool keep, struct mempolicy_error *err);

/*
 * Replaces a file by a text, and has it on the disk when it returns.
 *
 * like  whose owner and mode the file gets; NULL: the owner of any new file in that folder, and
 *       0644, whatever the umask is
 * err   PROGRAM_ERROR_OUTPUT
 */
int replacement_write(const char *path, const char *text, const struct stat *like,
		      struct mempolicy_error *err);

#endif
