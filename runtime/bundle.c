/* SPDX-License-Identifier: Apache-2.0 */
#include "bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "oci.h"

#define NAME "config.json"

/* Only an attacker replaces a file this often in so short a time. */
#define EXCHANGES 100

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE (1 << 1)
#endif

/* ---- reading ---- */

static int cannot(const struct bundle *bundle, const char *what, struct mempolicy_error *err)
{
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s %s", what, bundle->path);
}

int bundle_read(const char *path, struct bundle *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_fd) int fd = -1;
	struct stat named;
	int sys_errno;

	/* runc treats an empty path in this way. */
	if (!path || !*path)
		path = ".";
	*ret = (struct bundle){.folder = -1};
	if (asprintf(&ret->path, "%s/" NAME, path) < 0) {
		ret->path = NULL;
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, NAME);
	}
	ret->folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (ret->folder < 0)
		return cannot(ret, "cannot read", err);
	fd = oci_config_open(ret->path, err);
	if (fd < 0)
		return -1;
	if (fstat(fd, &ret->status) || fstatat(ret->folder, NAME, &named, AT_SYMLINK_NOFOLLOW))
		return cannot(ret, "cannot read", err);
	ret->is_link = S_ISLNK(named.st_mode);
	sys_errno = oci_config_map_fd(fd, &ret->text, &ret->length);
	if (!sys_errno)
		return 0;
	errno = sys_errno;
	return cannot(ret, "cannot read", err);
}

void bundle_drop(struct bundle *bundle)
{
	free(bundle->path);
	if (bundle->folder >= 0)
		close(bundle->folder);
}

/* ---- replacing ---- */

/* Compares everything but the ctime, which a rename changes. */
static bool is_what_was_read(const struct bundle *bundle, const char *name)
{
	const struct stat *read = &bundle->status;
	struct stat now;

	return fstatat(bundle->folder, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       now.st_dev == read->st_dev && now.st_ino == read->st_ino &&
	       now.st_size == read->st_size && now.st_mtim.tv_sec == read->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == read->st_mtim.tv_nsec;
}

/* Writes the new text. Closes fd. */
static int fill(int fd, const struct bundle *bundle, const struct edit *edit,
		const struct edit_entry *entry, struct mempolicy_error *err)
{
	const struct stat *status = &bundle->status;
	FILE *file = fdopen(fd, "w");
	bool written = false;

	if (file) {
		edit_write(file, bundle->text, bundle->length, edit, entry);
		written = fflush(file) == 0 && !ferror(file) &&
			  fchown(fd, status->st_uid, status->st_gid) == 0 &&
			  fchmod(fd, status->st_mode & 07777) == 0 && fsync(fd) == 0;
	}
	if (!written)
		cannot(bundle, "cannot write the hook into", err);
	if (file)
		fclose(file);
	else
		close(fd);
	return written ? 0 : -1;
}

static bool is_file(const struct bundle *bundle, const char *name, const struct stat *file)
{
	struct stat now;

	return fstatat(bundle->folder, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       now.st_dev == file->st_dev && now.st_ino == file->st_ino;
}

static int exchange(const struct bundle *bundle, const char *name)
{
	return (int)syscall(SYS_renameat2, bundle->folder, name, bundle->folder, NAME,
			    RENAME_EXCHANGE);
}

/* The file that came out is another process's, and newer: puts it back. If yet another file was put
 * there in the meantime, puts that back, and so on, until the file that comes out is the one that
 * was put there last. */
static int put_back(const struct bundle *bundle, const char *name, struct stat *put)
{
	struct stat out;

	for (int i = 0; i < EXCHANGES; i++) {
		if (fstatat(bundle->folder, name, &out, AT_SYMLINK_NOFOLLOW) ||
		    exchange(bundle, name))
			return -1;
		if (is_file(bundle, name, put))
			return 0;
		*put = out;
	}
	errno = EBUSY;
	return -1;
}

/*
 * Exchanges the two files, to see whether the old one is still the file that was read: a file that
 * another process put there in the meantime must not be lost. Some file systems cannot exchange
 * files; there it is simply replaced.
 */
static int put_in_place(const struct bundle *bundle, const char *name, bool *ret_changed)
{
	struct stat put;

	*ret_changed = !is_what_was_read(bundle, NAME);
	if (*ret_changed)
		return 0;
	if (fstatat(bundle->folder, name, &put, AT_SYMLINK_NOFOLLOW))
		return -1;
	if (exchange(bundle, name))
		return renameat(bundle->folder, name, bundle->folder, NAME);
	*ret_changed = !is_what_was_read(bundle, name);
	return *ret_changed ? put_back(bundle, name, &put) : 0;
}

static int replace(const struct bundle *bundle, const char *name, bool *ret_changed,
		   struct mempolicy_error *err)
{
	CLEANUP(cleanup_fd) int folder = -1;
	int result = put_in_place(bundle, name, ret_changed);

	if (result)
		cannot(bundle, "cannot replace", err);
	unlinkat(bundle->folder, name, 0);
	/* The folder may be unreadable, and some file systems cannot synchronize folders. */
	folder = openat(bundle->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (result == 0 && folder >= 0 && fsync(folder) && errno != EINVAL)
		return cannot(bundle, "cannot replace", err);
	return result;
}

static int refuse_link(const struct bundle *bundle, struct mempolicy_error *err)
{
	mp_error_set(err, MEMPOLICY_ERROR_NO_INPUT, "",
		     "cannot write the hook into %s: it is a symbolic link", bundle->path);
	return mp_error_remedy(err, "copy the file into the bundle");
}

int bundle_replace(const struct bundle *bundle, const struct edit *edit,
		   const struct edit_entry *entry, bool *ret_changed, struct mempolicy_error *err)
{
	char name[64];
	int fd;

	*ret_changed = false;
	if (bundle->is_link)
		return refuse_link(bundle, err);
	snprintf(name, sizeof(name), "." NAME ".oci-mempolicy-%d", getpid());
	/* Left behind by a process that was killed, and had the number that this process has now.
	 */
	unlinkat(bundle->folder, name, 0);
	fd = openat(bundle->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd < 0) {
		cannot(bundle, "cannot write the hook into", err);
		return mp_error_remedy(err, "make the bundle's folder writable, or add the hook to "
					    "config.json beforehand");
	}
	if (fill(fd, bundle, edit, entry, err)) {
		unlinkat(bundle->folder, name, 0);
		return -1;
	}
	return replace(bundle, name, ret_changed, err);
}
