/* SPDX-License-Identifier: Apache-2.0 */
#include "mark.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "process.h"

/* If the runtime has not created a container's folder this long after its mark was set, it will not
 * do so any more. */
#define LEFT_BEHIND_S 600

/* ---- names ---- */

/* Escapes characters that cannot be in a file name. */
static bool escape(const char *text, char ret[NAME_MAX + 1])
{
	static const char hex[] = "0123456789abcdef";
	size_t used = 0;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		bool plain = byte != '/' && byte != '%' && (byte != '.' || used > 0);

		if (used + 4 > NAME_MAX)
			return false;
		if (plain) {
			ret[used++] = (char)byte;
		} else {
			ret[used++] = '%';
			ret[used++] = hex[byte >> 4];
			ret[used++] = hex[byte & 15];
		}
	}
	ret[used] = '\0';
	return used > 0;
}

#define BASE "/run/oci-mempolicy"

/*
 * Marks are kept for the machine's root only: what another user has in XDG_RUNTIME_DIR may differ
 * from one call to the next, and root in a user namespace cannot write to /run.
 */
static bool is_machines_root(void)
{
	return geteuid() == 0 && !process_in_user_namespace();
}

/* Resolves symbolic links; folders that the runtime has yet to create may be missing. Returns the
 * root as it is given if that fails. */
static const char *real_root(const char *root, char ret[PATH_MAX])
{
	char there[PATH_MAX], missing[PATH_MAX] = "", longer[PATH_MAX];
	char *slash;
	bool fits = snprintf(there, PATH_MAX, "%s%s", *root == '/' ? "" : "./", root) < PATH_MAX;

	while (fits && !realpath(there, ret)) {
		slash = strrchr(there, '/');
		if (errno != ENOENT || !slash)
			return root;
		if (slash[1] && strcmp(slash, "/.") != 0) {
			fits = snprintf(longer, PATH_MAX, "%s%s", slash, missing) < PATH_MAX;
			memcpy(missing, longer, PATH_MAX);
		}
		slash[slash == there] = '\0';
	}
	if (!fits || strlen(ret) + strlen(missing) >= PATH_MAX)
		return root;
	memcpy(strcmp(ret, "/") == 0 ? ret : ret + strlen(ret), missing, strlen(missing) + 1);
	return ret;
}

/* One folder for each --root, and one for all runtimes without it. */
static bool folder(const struct arguments *arguments, char *ret, size_t size)
{
	char name[NAME_MAX + 1], real[PATH_MAX];
	const char *root = arguments->root ? real_root(arguments->root, real) : "default";

	return escape(root, name) && (size_t)snprintf(ret, size, BASE "/%s", name) < size;
}

static bool path(const struct arguments *arguments, char *ret, size_t size)
{
	char within[PATH_MAX], name[NAME_MAX + 1];

	return arguments->id && folder(arguments, within, sizeof(within)) &&
	       escape(arguments->id, name) &&
	       (size_t)snprintf(ret, size, "%s/%s", within, name) < size;
}

/* ---- marks left behind ---- */

/* Runtimes keep a folder below --root for each container. */
static bool is_gone(const char *root, const char *name)
{
	char container[PATH_MAX];

	return snprintf(container, sizeof(container), "%s/%s", root, name) < PATH_MAX &&
	       access(container, F_OK) && errno == ENOENT;
}

static bool is_left_behind(const char *root, int marks, const char *name)
{
	struct stat mark;

	return fstatat(marks, name, &mark, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(mark.st_mode) &&
	       time(NULL) - mark.st_mtim.tv_sec > LEFT_BEHIND_S && is_gone(root, name);
}

static void clear_left_behind(const struct arguments *arguments, const char *within)
{
	CLEANUP(cleanup_dir) DIR *dir = arguments->root ? opendir(within) : NULL;
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (!strchr(entry->d_name, '%') &&
		    is_left_behind(arguments->root, dirfd(dir), entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
}

/* ---- one mark ---- */

static bool make_folder(const char *name)
{
	struct stat status;

	if (mkdir(name, 0700) && errno != EEXIST)
		return false;
	/* A folder of another user cannot be trusted. */
	errno = EPERM;
	return lstat(name, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

static bool set(const struct arguments *arguments)
{
	CLEANUP(cleanup_fd) int fd = -1;
	char within[PATH_MAX], mark[PATH_MAX];

	errno = ENAMETOOLONG;
	if (!folder(arguments, within, sizeof(within)) || !path(arguments, mark, sizeof(mark)) ||
	    !make_folder(BASE) || !make_folder(within))
		return false;
	clear_left_behind(arguments, within);
	fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	return fd >= 0 && futimens(fd, NULL) == 0;
}

int mark_set(const struct arguments *arguments, struct mempolicy_error *err)
{
	if (!is_machines_root() || !arguments->id || set(arguments))
		return 0;
	mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno,
			   "cannot remember in %s that the container requests a memory policy",
			   BASE);
	return mp_error_remedy(
		err, "make it writable, or processes executed in the container would not get the "
		     "policy");
}

void mark_clear(const struct arguments *arguments)
{
	char mark[PATH_MAX];

	if (path(arguments, mark, sizeof(mark)))
		unlink(mark);
}

void mark_clear_unused(const struct arguments *arguments)
{
	if (arguments->root && arguments->id && is_gone(arguments->root, arguments->id))
		mark_clear(arguments);
}

bool mark_is_there(const struct arguments *arguments)
{
	char mark[PATH_MAX];

	return path(arguments, mark, sizeof(mark)) && access(mark, F_OK) == 0;
}

/* A user's containers are not marked when that user creates them. */
static bool is_others(const char *root)
{
	struct stat status;

	return root && stat(root, &status) == 0 && status.st_uid != 0;
}

/* Whether a folder of marks, of any --root, has this name. */
static bool is_marked(const char *id)
{
	CLEANUP(cleanup_dir) DIR *dir = opendir(BASE);
	char name[NAME_MAX + 1], mark[PATH_MAX];
	const struct dirent *entry;

	if (!dir)
		return errno != ENOENT;
	if (!escape(id, name))
		return true;
	while ((entry = readdir(dir))) {
		snprintf(mark, sizeof(mark), "%s/%s", entry->d_name, name);
		if (entry->d_name[0] != '.' &&
		    (faccessat(dirfd(dir), mark, F_OK, 0) == 0 || errno != ENOENT))
			return true;
	}
	return false;
}

bool mark_may_be_set(const struct arguments *arguments)
{
	char **word = arguments->unknown;

	if (!is_machines_root() || is_others(arguments->root))
		return true;
	while (word && *++word != arguments->id)
		if (is_marked(*word))
			return true;
	return is_marked(arguments->id);
}
