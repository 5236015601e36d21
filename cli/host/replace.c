/* SPDX-License-Identifier: Apache-2.0 */
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "formatted.h"
#include "program.h"

static int cannot_write(const char *path, struct mempolicy_error *err)
{
	return mp_error_set_errno(err, PROGRAM_ERROR_OUTPUT, errno, "cannot write %s", path);
}

static bool write_text(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t written = write(fd, text, length);

		if (written < 0)
			return false;
		text += written;
		length -= (size_t)written;
	}
	return true;
}

/* The owner first: chown(2) may clear bits of the mode. */
static bool make_like(int fd, const struct stat *like)
{
	if (!like)
		return fchmod(fd, 0644) == 0;
	return fchown(fd, like->st_uid, like->st_gid) == 0 &&
	       fchmod(fd, like->st_mode & 07777) == 0;
}

int replace_file(const char *path, const char *text, size_t length, const struct stat *like,
		 struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *temporary = formatted("%s.XXXXXX", path);
	bool written;
	int fd;

	if (!temporary)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", path);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return cannot_write(path, err);
	written = write_text(fd, text, length) && make_like(fd, like) && fsync(fd) == 0;
	if (close(fd) == 0 && written && rename(temporary, path) == 0)
		return 0;
	cannot_write(path, err);
	unlink(temporary);
	return -1;
}
