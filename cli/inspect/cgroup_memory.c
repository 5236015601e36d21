/* SPDX-License-Identifier: Apache-2.0 */
#include "cgroup_memory.h"

#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file_text.h"
#include "formatted.h"

/* ---- pure ---- */

/* The number after "NAME " or "NAME=" at the beginning of a line, or NULL. */
static const char *find_line(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, length) == 0 &&
		    (line[length] == ' ' || line[length] == '='))
			return line + length + 1;
	}
	return NULL;
}

/* Parses a line that continues "12 N0=8 N1=4" with cgroup v1, "N0=8 N1=4" with v2. */
static bool parse_line(const char *text, const char *name, unsigned long long unit,
		       unsigned long long ret[MEMPOLICY_MAX_NODES])
{
	const char *at = find_line(text, name);
	unsigned long long count;
	unsigned int node;

	if (!at)
		return false;
	for (; (at = strpbrk(at, "N\n")) && *at == 'N'; at++)
		/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it */
		if (sscanf(at, "N%u=%llu", &node, &count) == 2 && node < MEMPOLICY_MAX_NODES)
			ret[node] = count * unit;
	return true;
}

void cgroup_memory_parse_nodes(const char *text, unsigned long long unit, struct cgroup_memory *ret)
{
	/* With v1, the lines without "hierarchical_" do not count the cgroups below this one. */
	if (parse_line(text, "hierarchical_anon", unit, ret->anonymous))
		ret->has_nodes = parse_line(text, "hierarchical_file", unit, ret->file);
	else
		ret->has_nodes = parse_line(text, "anon", unit, ret->anonymous) &&
				 parse_line(text, "file", unit, ret->file);
}

bool cgroup_memory_parse_moved(const char *text, struct moved *ret)
{
	static const char *const demoted[] = {"pgdemote_kswapd", "pgdemote_direct",
					      "pgdemote_khugepaged", "pgdemote_proactive"};
	const char *migrated = find_line(text, "numa_pages_migrated"), *at;

	if (!migrated)
		return false;
	ret->migrated = strtoull(migrated, NULL, 10);
	ret->demoted = 0;
	for (size_t i = 0; i < sizeof(demoted) / sizeof(demoted[0]); i++)
		if ((at = find_line(text, demoted[i])))
			ret->demoted += strtoull(at, NULL, 10);
	return true;
}

struct moved moved_since(const struct moved *now, const struct moved *before)
{
	struct moved since = {.by = now->by};

	if (now->by != before->by)
		return since;
	if (now->migrated > before->migrated)
		since.migrated = now->migrated - before->migrated;
	if (now->demoted > before->demoted)
		since.demoted = now->demoted - before->demoted;
	return since;
}

void cgroup_memory_common(char *path, const char *other)
{
	size_t same = 0, end = 0;

	for (; path[same] && path[same] == other[same]; same++)
		if (path[same] == '/')
			end = same;
	if ((!path[same] || path[same] == '/') && (!other[same] || other[same] == '/'))
		end = same;
	path[end] = '\0';
}

/* ---- the cgroup ---- */

/* Whether a line of /proc/PID/cgroup, "4:memory:/path" or "0::/path", is the memory controller's.
 */
static bool is_of(const char *line, bool is_v2)
{
	const char *controllers = strchr(line, ':'), *end;
	char list[256];

	end = controllers ? strchr(controllers + 1, ':') : NULL;
	if (!end || end - controllers >= (ptrdiff_t)sizeof(list) - 1)
		return false;
	snprintf(list, sizeof(list), ",%.*s,", (int)(end - controllers - 1), controllers + 1);
	return is_v2 ? strncmp(line, "0::", 3) == 0 : strstr(list, ",memory,") != NULL;
}

/* The path of a process's cgroup, which the caller frees; NULL when the process is gone. */
static char *path_of(pid_t pid, bool is_v2)
{
	CLEANUP(cleanup_free) char *text = NULL;
	char file[32], *at, *line;

	snprintf(file, sizeof(file), "/proc/%d/cgroup", pid);
	text = mp_file_text(file);
	at = text;
	while ((line = strsep(&at, "\n")))
		if (is_of(line, is_v2))
			return strdup(strchr(strchr(line, ':') + 1, ':') + 1);
	return NULL;
}

/* The path of the innermost cgroup that all are in, which the caller frees; "" for the root. */
static char *common_path(const pid_t *pids, size_t count, bool is_v2)
{
	char *path = count ? path_of(pids[0], is_v2) : NULL;

	for (size_t i = 1; path && i < count; i++) {
		CLEANUP(cleanup_free) char *other = path_of(pids[i], is_v2);

		if (other)
			cgroup_memory_common(path, other);
	}
	if (path && strcmp(path, "/") == 0)
		*path = '\0';
	return path;
}

static char *read_file(const char *folder, const char *path, const char *name)
{
	CLEANUP(cleanup_free) char *file = formatted("%s%s/%s", folder, path, name);

	return file ? mp_file_text(file) : NULL;
}

/* Reads what this hierarchy has. */
static void read_hierarchy(const char *folder, bool is_v2, const pid_t *pids, size_t count,
			   struct cgroup_memory *ret)
{
	char *path = common_path(pids, count, is_v2);
	CLEANUP(cleanup_free) char *nodes = NULL;
	CLEANUP(cleanup_free) char *stat = NULL;

	if (path && *path) {
		nodes = read_file(folder, path, "memory.numa_stat");
		stat = read_file(folder, path, "memory.stat");
	}
	if (!stat) {
		free(path);
		return;
	}
	ret->path = path;
	if (nodes)
		cgroup_memory_parse_nodes(nodes,
					  is_v2 ? 1 : (unsigned long long)sysconf(_SC_PAGESIZE),
					  ret);
	if (cgroup_memory_parse_moved(stat, &ret->moved))
		ret->moved.by = MOVED_CGROUP;
}

void cgroup_memory_read(const pid_t *pids, size_t count, struct cgroup_memory *ret)
{
	CLEANUP(cleanup_free) char *vmstat = NULL;
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	const struct mntent *mount;

	memset(ret, 0, sizeof(*ret));
	while (mounts && !ret->path && (mount = getmntent(mounts))) {
		bool is_v2 = strcmp(mount->mnt_type, "cgroup2") == 0;

		if (is_v2 || (strcmp(mount->mnt_type, "cgroup") == 0 && hasmntopt(mount, "memory")))
			read_hierarchy(mount->mnt_dir, is_v2, pids, count, ret);
	}
	if (mounts)
		endmntent(mounts);
	if (ret->moved.by == MOVED_UNKNOWN && (vmstat = mp_file_text("/proc/vmstat")) &&
	    cgroup_memory_parse_moved(vmstat, &ret->moved))
		ret->moved.by = MOVED_MACHINE;
}

void cgroup_memory_drop(struct cgroup_memory *memory)
{
	free(memory->path);
}
