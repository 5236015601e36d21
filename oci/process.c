/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "file_text.h"
#include "procfs.h"

int process_read(pid_t proc_pid, struct process *ret, struct mempolicy_error *err)
{
	struct proc_status status;

	if (mp_proc_status_of(proc_pid, &status, err))
		return -1;
	*ret = (struct process){.parent = status.parent,
				.levels = status.levels,
				.is_namespace_init = mp_proc_is_namespace_init(&status),
				.has_allowed = status.has_allowed,
				.allowed = status.allowed};
	return 0;
}

bool process_thread_has_ended(pid_t proc_pid, pid_t proc_tid)
{
	struct proc_status status;
	struct mempolicy_error err;
	char task[48];

	snprintf(task, sizeof(task), "%d/task/%d", proc_pid, proc_tid);
	if (mp_proc_status_read(task, &status, &err))
		return err.sys_errno == ENOENT || err.sys_errno == ESRCH;
	return status.state == 'Z' || status.state == 'X';
}

bool process_in_user_namespace(void)
{
	unsigned int inside, outside, count;
	CLEANUP(cleanup_free) char *map = mp_file_text("/proc/self/uid_map");
	/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it */
	bool known = map && sscanf(map, "%u %u %u", &inside, &outside, &count) == 3;

	return known && (inside || outside || count != UINT_MAX);
}
