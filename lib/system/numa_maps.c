/* SPDX-License-Identifier: Apache-2.0 */
/* Reads /proc/PID/numa_maps, line by line through one buffer, however many there are. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "numa_maps.h"

/* A path, every character of it escaped, and counts for 1024 nodes. */
#define LINE_MAX_BYTES 65536

/* For who wants the beginning only: the kernel walks the mappings that it prints. */
#define BEGINNING 128

struct reader {
	int fd;
	size_t chunk; /* how much to ask for at a time */
	size_t used;
	char path[64];
	char text[LINE_MAX_BYTES];
};

/* What to do with a line: 1 to stop. */
typedef int take_line(void *data, const char *line, size_t length, struct mempolicy_error *err);

static int take_lines(struct reader *reader, take_line *take, void *data,
		      struct mempolicy_error *err)
{
	char *line = reader->text, *end;

	while ((end = memchr(line, '\n', reader->used))) {
		int result = take(data, line, (size_t)(end - line), err);

		if (result)
			return result;
		reader->used -= (size_t)(end + 1 - line);
		line = end + 1;
	}
	memmove(reader->text, line, reader->used);
	return 0;
}

static int read_error(const struct reader *reader, int sys_errno, struct mempolicy_error *err)
{
	if (sys_errno != EACCES && sys_errno != EPERM)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "%s", reader->path);
	error_set_errno(err, MEMPOLICY_ERROR_PERMISSION, sys_errno, "%s", reader->path);
	return error_remedy(err, "it takes the process's user, or CAP_SYS_PTRACE");
}

static int for_each_line(struct reader *reader, take_line *take, void *data,
			 struct mempolicy_error *err)
{
	CLEANUP(cleanup_fd) int fd = open(reader->path, O_RDONLY | O_CLOEXEC);
	ssize_t got;
	int result;

	if (fd < 0)
		return read_error(reader, errno, err);
	for (;;) {
		size_t room = sizeof(reader->text) - reader->used;

		got = read(fd, reader->text + reader->used,
			   reader->chunk < room ? reader->chunk : room);
		if (got < 0)
			return read_error(reader, errno, err);
		if (got == 0)
			return reader->used == 0 ? 0 : read_error(reader, EFBIG, err);
		reader->used += (size_t)got;
		result = take_lines(reader, take, data, err);
		if (result)
			return result < 0 ? -1 : 0;
	}
}

static int take_pages(void *data, const char *line, size_t length, struct mempolicy_error *err)
{
	return mempolicy_placement_line(line, length, data, err);
}

int mempolicy_placement_read(pid_t proc_pid, struct mempolicy_placement *ret,
			     struct mempolicy_error *err)
{
	struct reader reader = {.chunk = sizeof(reader.text)};
	struct mempolicy_placement placement;

	memset(&placement, 0, sizeof(placement));
	snprintf(reader.path, sizeof(reader.path), "/proc/%d/numa_maps", proc_pid);
	if (for_each_line(&reader, take_pages, &placement, err))
		return -1;
	*ret = placement;
	return 0;
}

struct search {
	bool found;
	struct mempolicy policy;
};

static int take_policy(void *data, const char *line, size_t length, struct mempolicy_error *err)
{
	struct search *search = data;

	if (mempolicy_placement_policy(line, length, &search->found, &search->policy, err))
		return -1;
	return search->found ? 1 : 0;
}

int numa_maps_policy(const char *task, struct mempolicy *ret, struct mempolicy_error *err)
{
	struct reader reader = {.chunk = BEGINNING};
	struct search search = {.found = false};

	snprintf(reader.path, sizeof(reader.path), "/proc/%s/numa_maps", task);
	if (for_each_line(&reader, take_policy, &search, err))
		return -1;
	if (!search.found)
		return error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, "",
				 "%s has no mapping that shows the thread's own policy",
				 reader.path);
	*ret = search.policy;
	return 0;
}

int mempolicy_get_shown(pid_t proc_pid, pid_t proc_tid, struct mempolicy *ret,
			struct mempolicy_error *err)
{
	char task[48];

	snprintf(task, sizeof(task), "%d/task/%d", proc_pid, proc_tid);
	return numa_maps_policy(task, ret, err);
}
