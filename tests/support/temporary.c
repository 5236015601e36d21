/* SPDX-License-Identifier: Apache-2.0 */
#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

bool make_temporary(const char *name, char *path, size_t size)
{
	const char *parent = getenv("TMPDIR");
	char real[PATH_MAX];

	if (!realpath(parent ? parent : "/tmp", real))
		return false;
	if (snprintf(path, size, "%s/%s-XXXXXX", real, name) >= (int)size) {
		errno = ENAMETOOLONG;
		return false;
	}
	return mkdtemp(path) && chmod(path, 0755) == 0;
}

bool copy_program(const char *from, const char *to)
{
	CLEANUP(cleanup_fd) int source = open(from, O_RDONLY | O_CLOEXEC);
	CLEANUP(cleanup_fd) int copy = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	ssize_t got = -1;

	if (source >= 0 && copy >= 0)
		while ((got = sendfile(copy, source, NULL, 1 << 20)) > 0)
			;
	return got == 0;
}

bool copy_for_everybody(const char *from, struct program_copy *ret)
{
	if (!make_temporary("program", ret->directory, sizeof(ret->directory)))
		return false;
	snprintf(ret->path, sizeof(ret->path), "%s/program", ret->directory);
	return copy_program(from, ret->path);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status, (void)type, (void)position;
	return remove(path);
}

bool remove_tree(const char *path)
{
	return nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0;
}
