/* SPDX-License-Identifier: Apache-2.0 */
#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"

/* From include/linux/sched.h, which is not exported to user space. */
#define PF_EXITING 0x4

static char *read_all(const char *path, struct mempolicy_error *err)
{
	char *text = mp_file_text(path);

	if (!text)
		mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s", path);
	return text;
}

static void read_ids(const char *text, struct proc_status *status)
{
	char *end;

	status->levels = 0;
	while (status->levels < PROCFS_LEVELS) {
		long id = strtol(text, &end, 10);

		if (end == text)
			return;
		status->ids[status->levels++] = (pid_t)id;
		text = end;
	}
}

static int read_allowed(const char *path, const char *text, struct proc_status *status,
			struct mempolicy_error *err)
{
	struct mempolicy_error reason;

	status->has_allowed = true;
	if (mempolicy_nodes_parse(text, &status->allowed, &reason))
		return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "%s: Mems_allowed_list: %s",
				    path, reason.message);
	return 0;
}

/* Reads one "Name:\tvalue" line. Other names are skipped, most of them by their first letter. */
static int read_line(const char *path, char *line, struct proc_status *status,
		     struct mempolicy_error *err)
{
	char *value = strchr("SPTNM", *line) ? strchr(line, ':') : NULL;

	if (!value)
		return 0;
	*value++ = '\0';
	value += strspn(value, " \t");
	if (strcmp(line, "State") == 0)
		status->state = *value;
	else if (strcmp(line, "PPid") == 0)
		status->parent = (pid_t)strtol(value, NULL, 10);
	else if (strcmp(line, "TracerPid") == 0)
		status->tracer = (pid_t)strtol(value, NULL, 10);
	else if (strcmp(line, "Threads") == 0)
		status->threads = (unsigned int)strtoul(value, NULL, 10);
	else if (strcmp(line, "Seccomp") == 0)
		status->seccomp = (int)strtol(value, NULL, 10);
	else if (strcmp(line, "NSpid") == 0)
		read_ids(value, status);
	else if (strcmp(line, "Mems_allowed_list") == 0)
		return read_allowed(path, value, status, err);
	return 0;
}

int mp_proc_status_parse(const char *path, char *text, struct proc_status *ret,
			 struct mempolicy_error *err)
{
	struct proc_status status = {.levels = 0};
	char *line, *next;

	for (line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (read_line(path, line, &status, err))
			return -1;
	}
	if (status.levels == 0)
		return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
				    "%s has no NSpid line (it was added in Linux 4.1)", path);
	*ret = status;
	return 0;
}

int mp_proc_status_read(const char *task, struct proc_status *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%s/status", task);
	text = read_all(path, err);
	return text ? mp_proc_status_parse(path, text, ret, err) : -1;
}

int mp_proc_status_of(pid_t proc_pid, struct proc_status *ret, struct mempolicy_error *err)
{
	char task[16];

	snprintf(task, sizeof(task), "%d", proc_pid);
	return mp_proc_status_read(task, ret, err);
}

bool mp_proc_is_namespace_init(const struct proc_status *status)
{
	return status->levels > 1 && status->ids[status->levels - 1] == 1;
}

int mp_proc_is_ending(pid_t proc_pid, pid_t proc_tid, bool *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	char path[64];
	const char *name_end;
	unsigned int flags;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", proc_pid, proc_tid);
	text = read_all(path, err);
	if (!text)
		return -1;
	/* The name is in parentheses and may contain any character: proc_pid_stat(5). */
	name_end = strrchr(text, ')');
	/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it */
	if (!name_end || sscanf(name_end, ") %*c %*d %*d %*d %*d %*d %u", &flags) != 1)
		return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "%s has no flags", path);
	*ret = flags & PF_EXITING;
	return 0;
}

int mp_proc_same_link(pid_t a, pid_t b, const char *link, bool *ret, struct mempolicy_error *err)
{
	pid_t pids[] = {a, b};
	struct stat links[2];

	for (size_t i = 0; i < 2; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/%d/%s", pids[i], link);
		if (stat(path, &links[i]))
			return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s", path);
	}
	*ret = links[0].st_dev == links[1].st_dev && links[0].st_ino == links[1].st_ino;
	return 0;
}

int mp_proc_open_namespaces(pid_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/ns", pid);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Reads "net:[4026531840]", because reading the link takes half as long as following it. */
unsigned long mp_proc_namespace(int folder, const char *link)
{
	char text[64];
	ssize_t length = readlinkat(folder, link, text, sizeof(text) - 1);
	const char *number;

	if (length < 0)
		return 0;
	text[length] = '\0';
	number = strchr(text, '[');
	return number ? strtoul(number + 1, NULL, 10) : 0;
}

bool mp_proc_has_other_child(pid_t proc_pid, pid_t proc_tid, pid_t known)
{
	struct mempolicy_error ignored;
	CLEANUP(cleanup_free) char *text = NULL;
	char path[64], *next, *end;
	bool ending;
	long child;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", proc_pid, proc_tid);
	/* A list that is too long to read certainly has other children; a thread that is gone has
	 * none. */
	text = read_all(path, &ignored);
	if (!text)
		return mp_proc_is_ending(proc_pid, proc_tid, &ending, &ignored) == 0;
	for (next = text; (child = strtol(next, &end, 10)) > 0 && end != next; next = end)
		if (child != known)
			return true;
	return false;
}

int mp_proc_allowed(const char *task, struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	struct proc_status status = {.has_allowed = false};
	struct mempolicy_machine machine;

	if (mp_proc_status_read(task, &status, err))
		return -1;
	if (!status.has_allowed && mempolicy_machine_read(&machine, err))
		return -1;
	*ret = status.has_allowed ? status.allowed : machine.with_memory;
	return 0;
}

int mempolicy_allowed(pid_t proc_pid, struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	char task[16];

	snprintf(task, sizeof(task), "%d", proc_pid);
	return mp_proc_allowed(task, ret, err);
}
