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

#define PLAIN_MODE 0644

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

/* The mode that open(2) would give; umask(2) can only be read by setting it. */
static mode_t new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Devices, pipes and files that a process has open are written to directly. */
static bool is_replaceable(const char *path, const struct stat *status)
{
	return S_ISREG(status->st_mode) && strncmp(path, "/dev/", strlen("/dev/")) != 0 &&
	       strncmp(path, "/proc/", strlen("/proc/")) != 0;
}

/* The owner first: chown(2) may clear bits of the mode. */
static bool make_like(int fd, const struct stat *like)
{
	return fchown(fd, like->st_uid, like->st_gid) == 0 &&
	       fchmod(fd, like->st_mode & 07777) == 0;
}

/* Creates the file that a dangling link leads to, as a shell's redirection does. Returns whether
 * path is no longer a dangling link. */
static bool create_target(const char *path)
{
	struct stat status;
	int fd;

	if (lstat(path, &status) || !S_ISLNK(status.st_mode) || stat(path, &status) == 0)
		return true;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	return fd >= 0 && close(fd) == 0;
}

static int open_temporary(struct replacement *replacement)
{
	if (!replacement->target ||
	    asprintf(&replacement->temporary, "%s.XXXXXX", replacement->target) < 0) {
		replacement->temporary = NULL;
		errno = errno ? errno : ENOMEM;
		return -1;
	}
	return mkostemp(replacement->temporary, O_CLOEXEC);
}

int replacement_open(const char *path, const struct stat *like, struct replacement *ret,
		     struct mempolicy_error *err)
{
	struct stat status;
	bool exists, good;
	int fd, sys_errno;

	*ret = (struct replacement){.path = path};
	if (!create_target(path))
		return cannot_write(path, errno, err);
	exists = stat(path, &status) == 0;
	if (exists && !is_replaceable(path, &status)) {
		fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
		good = fd >= 0;
	} else {
		ret->target = exists ? realpath(path, NULL) : strdup(path);
		fd = open_temporary(ret);
		good = fd >= 0 && (!like || make_like(fd, like));
		if (good && !like)
			fchmod(fd, exists ? status.st_mode & 07777 : new_mode());
	}
	ret->file = good ? fdopen(fd, "w") : NULL;
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

int replacement_write(const char *path, const char *text, const struct stat *like,
		      struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	struct replacement file;

	if (replacement_open(path, like, &file, err))
		return -1;
	if ((like || !file.target || fchmod(fileno(file.file), PLAIN_MODE) == 0) &&
	    fputs(text, file.file) >= 0 && fflush(file.file) == 0 &&
	    (!file.target || fsync(fileno(file.file)) == 0))
		return replacement_close(&file, true, err);
	cannot_write(path, errno, err);
	replacement_close(&file, false, &ignored);
	return -1;
}
