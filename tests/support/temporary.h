/* SPDX-License-Identifier: Apache-2.0 */
/* Files and directories that tests make and remove. */
#ifndef SUPPORT_TEMPORARY_H
#define SUPPORT_TEMPORARY_H

#include <stdbool.h>
#include <stddef.h>

/* Makes TMPDIR/NAME-XXXXXX, which every user may enter: absolute, without symbolic links. On
 * failure, returns false with errno set. */
bool make_temporary(const char *name, char *path, size_t size);
/* Copies to a new file that everybody may execute. On failure, returns false with errno set. */
bool copy_program(const char *from, const char *to);
/* A copy of a program in its own folder, where every user may execute it. */
struct program_copy {
	char directory[64];
	char path[96];
};
/* Makes the copy. remove_tree(directory) must follow. On failure, returns false with errno set. */
bool copy_for_everybody(const char *from, struct program_copy *ret);
/* Removes a directory and everything beneath it, except other file systems. On failure, returns
 * false with errno set. */
bool remove_tree(const char *path);

#endif
