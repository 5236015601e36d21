/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: cgroups(7), proc_pid_mountinfo(5), Documentation/admin-guide/cgroup-v2.rst. */
#include "cpuset.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"

/* Whether a list such as "a,b,c" has this word. */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; *list; list += *list == ',') {
		size_t next = strcspn(list, ",");

		if (next == length && memcmp(list, word, length) == 0)
			return true;
		list += next;
	}
	return false;
}

/* Takes a line off the front of a text. */
static char *next_line(char **text)
{
	char *line = *text;

	if (!line || !*line)
		return NULL;
	*text = strchr(line, '\n');
	if (*text)
		*(*text)++ = '\0';
	return line;
}

/* Finds PATH in "4:cpuset:/PATH" (version 1), or otherwise in "0::/PATH". */
static char *find_cgroup(char *text, bool *ret_unified)
{
	char *unified = NULL, *line;

	while ((line = next_line(&text))) {
		char *names = strchr(line, ':'), *path = names ? strchr(names + 1, ':') : NULL;

		if (!path)
			continue;
		*path++ = '\0';
		*ret_unified = false;
		if (has_word(names + 1, "cpuset"))
			return path;
		if (strncmp(line, "0:", 2) == 0)
			unified = path;
	}
	*ret_unified = true;
	return unified;
}

/* Whether a line of mountinfo is a mount of the hierarchy; if so, which part of it is mounted, and
 * where. */
static bool is_hierarchy(char *line, bool unified, char **ret_root, char **ret_point)
{
	char *words[5], *rest = strstr(line, " - "), *type, *options = NULL;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		words[i] = strtok_r(i ? NULL : line, " ", &options);
	if (!rest || !words[4])
		return false;
	type = strtok_r(rest + 3, " ", &options);
	strtok_r(NULL, " ", &options);
	*ret_root = words[3];
	*ret_point = words[4];
	if (!type || strcmp(type, unified ? "cgroup2" : "cgroup") != 0)
		return false;
	return unified || (options && has_word(options, "cpuset"));
}

/* Only the part below some cgroup may be mounted. */
static int open_cgroup(const char *root, const char *point, const char *path)
{
	size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);
	char name[PATH_MAX];

	errno = ENOENT;
	if (strncmp(path, root, length) != 0 || (path[length] && path[length] != '/') ||
	    strstr(path, "/..") ||
	    snprintf(name, sizeof(name), "%s%s", point, path + length) >= (int)sizeof(name))
		return -1;
	return open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void cleanup_file(FILE **file)
{
	if (*file)
		fclose(*file);
}

/* Opens the cgroup by the first mount that shows it. There may be many mounts, one for each
 * container and volume. */
static int find_mounted(const char *path, bool unified)
{
	CLEANUP(cleanup_file) FILE *mounts = fopen("/proc/self/mountinfo", "re");
	CLEANUP(cleanup_free) char *line = NULL;
	char *root, *point;
	size_t size = 0;
	int folder = -1;

	while (mounts && folder < 0 && getline(&line, &size, mounts) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (is_hierarchy(line, unified, &root, &point))
			folder = open_cgroup(root, point, path);
	}
	return folder;
}

int cpuset_open(pid_t proc_pid, struct cpuset *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *cgroups = NULL;
	char name[32];
	const char *path;

	*ret = (struct cpuset){.folder = -1};
	snprintf(name, sizeof(name), "/proc/%d/cgroup", proc_pid);
	cgroups = mp_file_text(name);
	path = cgroups ? find_cgroup(cgroups, &ret->unified) : NULL;
	if (path)
		ret->folder = find_mounted(path, ret->unified);
	if (ret->folder >= 0)
		return 0;
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno,
				  "cannot find the container's cpuset");
}

void cpuset_close(const struct cpuset *cpuset)
{
	if (cpuset->folder >= 0)
		close(cpuset->folder);
}

bool cpuset_is_frozen(const struct cpuset *cpuset)
{
	CLEANUP(cleanup_fd)
	int fd = openat(cpuset->folder, "cgroup.events", O_RDONLY | O_CLOEXEC);
	char text[256];
	ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	text[length > 0 ? length : 0] = '\0';
	return strstr(text, "frozen 1") != NULL;
}

int cpuset_enter(const struct cpuset *cpuset)
{
	CLEANUP(cleanup_fd) int fd = openat(cpuset->folder, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, "0", 1) == 1 ? 0 : errno;
}
