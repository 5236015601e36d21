/* SPDX-License-Identifier: Apache-2.0 */
#include "members.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"
#include "process.h"

/* What the processes of a container have in common. */
struct sign {
	enum members_by by;
	pid_t init;
	struct stat namespace; /* of init, for MEMBERS_PID_NAMESPACE */
	unsigned int levels;   /* how deep that namespace is nested */
	char *cgroup;	       /* "8:pids:/path" of init, for MEMBERS_CGROUP */
};

const char *members_by_name(enum members_by by)
{
	static const char *const names[] = {
		[MEMBERS_PID_NAMESPACE] = "pid namespace",
		[MEMBERS_CGROUP] = "cgroup",
		[MEMBERS_INIT] = "process",
	};

	return names[by];
}

/* ---- cgroups ---- */

/* A process's cgroups, "HIERARCHY:CONTROLLERS:PATH" on each line, which the caller frees; NULL when
 * the process is gone. */
static char *read_cgroups(pid_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/cgroup", pid);
	return mp_file_text(path);
}

/* Whether a line names this cgroup or one below it. */
static bool is_within(const char *line, const char *cgroup)
{
	size_t length = strlen(cgroup);

	return strncmp(line, cgroup, length) == 0 && (!line[length] || line[length] == '/');
}

static bool is_in_cgroup(pid_t pid, const char *cgroup)
{
	CLEANUP(cleanup_free) char *cgroups = read_cgroups(pid);
	char *at = cgroups;
	const char *line;

	while ((line = strsep(&at, "\n")))
		if (is_within(line, cgroup))
			return true;
	return false;
}

/* Init's line for the first hierarchy, of version 1 or 2, in which its parent is not in the same
 * cgroup; NULL if there is none. */
static char *own_cgroup(pid_t init, pid_t parent)
{
	CLEANUP(cleanup_free) char *cgroups = read_cgroups(init);
	char *at = cgroups;
	const char *line;

	while ((line = strsep(&at, "\n")) && *line)
		if (line[strlen(line) - 1] != '/' && !is_in_cgroup(parent, line))
			return strdup(line);
	return NULL;
}

/* ---- pid namespaces ---- */

/* Whether a process is in the namespace or one within it: climbs from the process's namespace as
 * many levels as it is deeper. */
static bool is_in_namespace(pid_t pid, const struct sign *sign)
{
	struct process process;
	struct mempolicy_error ignored;
	struct stat namespace;
	char path[32];
	int fd;
	bool found;

	if (process_read(pid, &process, &ignored) || process.levels < sign->levels)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/ns/pid", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	for (unsigned int level = process.levels; fd >= 0 && level > sign->levels; level--) {
		int parent = ioctl(fd, NS_GET_PARENT);

		close(fd);
		fd = parent;
	}
	found = fd >= 0 && fstat(fd, &namespace) == 0 &&
		namespace.st_dev == sign->namespace.st_dev &&
		namespace.st_ino == sign->namespace.st_ino;
	cleanup_fd(&fd);
	return found;
}

/* ---- all of them ---- */

static bool is_member(pid_t pid, const struct sign *sign)
{
	if (pid == sign->init)
		return false; /* already the first in the list */
	return sign->by == MEMBERS_PID_NAMESPACE ? is_in_namespace(pid, sign)
						 : is_in_cgroup(pid, sign->cgroup);
}

static int add(struct members *members, pid_t pid, struct mempolicy_error *err)
{
	pid_t *pids = reallocarray(members->pids, members->count + 1, sizeof(*pids));

	if (!pids)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "processes");
	members->pids = pids;
	members->pids[members->count++] = pid;
	return 0;
}

static int compare(const void *a, const void *b)
{
	pid_t first = *(const pid_t *)a, second = *(const pid_t *)b;

	return (first > second) - (first < second);
}

static int add_others(struct members *members, const struct sign *sign, struct mempolicy_error *err)
{
	CLEANUP(cleanup_dir) DIR *dir = opendir("/proc");
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (isdigit((unsigned char)entry->d_name[0]) && is_member(pid, sign) &&
		    add(members, pid, err))
			return -1;
	}
	qsort(members->pids + 1, members->count - 1, sizeof(*members->pids), compare);
	return 0;
}

int members_find(pid_t init, bool use_cgroup, struct members *ret, struct mempolicy_error *err)
{
	struct sign sign = {.by = MEMBERS_INIT, .init = init};
	struct process process;
	char path[32];
	int result = 0;

	*ret = (struct members){.count = 0};
	if (process_read(init, &process, err) || add(ret, init, err))
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/ns/pid", init);
	sign.levels = process.levels;
	if (process.is_namespace_init && stat(path, &sign.namespace) == 0)
		sign.by = MEMBERS_PID_NAMESPACE;
	else if (use_cgroup && (sign.cgroup = own_cgroup(init, process.parent)))
		sign.by = MEMBERS_CGROUP;
	ret->by = sign.by;
	if (sign.by != MEMBERS_INIT)
		result = add_others(ret, &sign, err);
	free(sign.cgroup);
	return result;
}

void members_drop(struct members *members)
{
	free(members->pids);
}
