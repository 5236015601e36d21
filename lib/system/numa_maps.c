/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the beginning of /proc/PID/task/TID/numa_maps, up to a line that shows the thread's policy.
 */
#include "numa_maps.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "numa_maps_line.h"

/* Enough for a path with every character escaped, and counts for 1024 nodes. */
#define LINE_MAX_BYTES 65536

/* How much to read at a time. Little, because the kernel walks every mapping that it prints. */
#define PART 128

struct reader {
	char path[64];
	size_t used;
	char text[LINE_MAX_BYTES];
};

/* Processes the complete lines. */
static int take_lines(struct reader *reader, bool *ret_found, struct mempolicy *ret,
		      struct mempolicy_error *err)
{
	char *line = reader->text, *end;

	while (!*ret_found && (end = memchr(line, '\n', reader->used))) {
		if (mp_numa_maps_line_policy(line, (size_t)(end - line), ret_found, ret, err))
			return -1;
		reader->used -= (size_t)(end + 1 - line);
		line = end + 1;
	}
	memmove(reader->text, line, reader->used);
	return 0;
}

static int read_error(const struct reader *reader, int sys_errno, struct mempolicy_error *err)
{
	if (sys_errno != EACCES && sys_errno != EPERM)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "%s",
					  reader->path);
	mp_error_set_errno(err, MEMPOLICY_ERROR_PERMISSION, sys_errno, "%s", reader->path);
	return mp_error_remedy(err, "run as the process's user, or with CAP_SYS_PTRACE");
}

static int find_policy(struct reader *reader, bool *ret_found, struct mempolicy *ret,
		       struct mempolicy_error *err)
{
	CLEANUP(cleanup_fd) int fd = open(reader->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return read_error(reader, errno, err);
	while (!*ret_found) {
		size_t room = sizeof(reader->text) - reader->used;
		ssize_t got = read(fd, reader->text + reader->used, PART < room ? PART : room);

		if (got < 0)
			return read_error(reader, errno, err);
		if (got == 0)
			return reader->used == 0 ? 0 : read_error(reader, EFBIG, err);
		reader->used += (size_t)got;
		if (take_lines(reader, ret_found, ret, err))
			return -1;
	}
	return 0;
}

int mp_numa_maps_policy(const char *task, struct mempolicy *ret, struct mempolicy_error *err)
{
	struct reader reader;
	bool found = false;

	reader.used = 0;
	snprintf(reader.path, sizeof(reader.path), "/proc/%s/numa_maps", task);
	if (find_policy(&reader, &found, ret, err))
		return -1;
	if (!found)
		return mp_error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, "",
				    "%s has no mapping that shows the thread's own policy",
				    reader.path);
	return 0;
}

int mempolicy_get_shown(pid_t proc_pid, pid_t proc_tid, struct mempolicy *ret,
			struct mempolicy_error *err)
{
	char task[48];

	snprintf(task, sizeof(task), "%d/task/%d", proc_pid, proc_tid);
	return mp_numa_maps_policy(task, ret, err);
}
