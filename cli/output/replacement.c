/* SPDX-License-Identifier: Apache-2.0 */
#include "replacement.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "program.h"

static int cannot_write(const char *path, int sys_errno, struct mempolicy_error *err)
{
	return mp_error_set_errno(err, PROGRAM_ERROR_OUTPUT, sys_errno, "cannot write %s", path);
}

static void drop(struct replacement *replacement)
{
	free(replacement->target);
	free(replacement->temporary);
	*replacement = (struct replacement){.path = replacement->path};
}

/* As open(2) would give it; umask(2) can only be read by setting it. */
static mode_t new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Devices, pipes, and what this process or another has open: written to as they are. */
static bool is_replaceable(const char *path, const struct stat *status)
{
	return S_ISREG(status->st_mode) && strncmp(path, "/dev/", strlen("/dev/")) != 0 &&
	       strncmp(path, "/proc/", strlen("/proc/")) != 0;
}

static int open_beside(struct replacement *replacement, mode_t mode)
{
	int fd;

	if (!replacement->target ||
	    asprintf(&replacement->temporary, "%s.XXXXXX", replacement->target) < 0) {
		replacement->temporary = NULL;
		errno = errno ? errno : ENOMEM;
		return -1;
	}
	fd = mkostemp(replacement->temporary, O_CLOEXEC);
	if (fd >= 0)
		fchmod(fd, mode);
	return fd;
}

int replacement_open(const char *path, struct replacement *ret, struct mempolicy_error *err)
{
	struct stat status;
	bool exists = stat(path, &status) == 0;
	int fd, sys_errno;

	*ret = (struct replacement){.path = path};
	if (exists && !is_replaceable(path, &status)) {
		fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	} else {
		ret->target = exists ? realpath(path, NULL) : strdup(path);
		fd = open_beside(ret, exists ? status.st_mode & 07777 : new_mode());
	}
	ret->file = fd < 0 ? NULL : fdopen(fd, "w");
	if (ret->file)
		return 0;
	sys_errno = errno;
	if (fd >= 0) {
		close(fd);
		if (ret->temporary)
			unlink(ret->temporary);
	}
	drop(ret);
	return cannot_write(path, sys_errno, err);
}

int replacement_close(struct replacement *replacement, bool keep, struct mempolicy_error *err)
{
	int result = 0;
	bool bad = ferror(replacement->file);

	errno = 0;
	bad = fclose(replacement->file) || bad;
	if (keep &&
	    (bad || (replacement->target && rename(replacement->temporary, replacement->target))))
		result = cannot_write(replacement->path, errno ? errno : EIO, err);
	if (replacement->target && (result || !keep))
		unlink(replacement->temporary);
	drop(replacement);
	return result;
}
