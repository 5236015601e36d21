/* SPDX-License-Identifier: Apache-2.0 */
/* Which processes belong to a container. */
#ifndef CLI_MEMBERS_H
#define CLI_MEMBERS_H

#include <stdbool.h>
#include <sys/types.h>

#include "mempolicy.h"

/* How they were found. */
enum members_by {
	MEMBERS_PID_NAMESPACE, /* all in init's pid namespace and those within it */
	MEMBERS_CGROUP,	       /* all in init's cgroup and those below it */
	MEMBERS_INIT,	       /* only init: it shares both with other processes */
};

struct members {
	enum members_by by;
	pid_t *pids; /* init first, the others in ascending order */
	size_t count;
};

/*
 * Finds them; the caller drops *ret with members_drop() in any case.
 *
 * The surest sign is a pid namespace in which init is process 1: no process leaves it, while init's
 * own cgroup may be one of many in the container (systemd creates them). If the pid namespace is
 * shared (with the host, or with other containers of a pod), the cgroup is used, provided that
 * init's parent is in another one.
 *
 * use_cgroup  false: do not use the cgroup
 * err         SYSTEM; sys_errno is ENOENT or ESRCH when init is gone
 */
int members_find(pid_t init, bool use_cgroup, struct members *ret, struct mempolicy_error *err);
void members_drop(struct members *members);

const char *members_by_name(enum members_by by);

#endif
