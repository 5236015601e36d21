/* SPDX-License-Identifier: Apache-2.0 */
/* Which processes belong to a container. */
#ifndef CLI_MEMBERS_H
#define CLI_MEMBERS_H

#include <stdbool.h>
#include <sys/types.h>

#include "mempolicy.h"

/* How they were found. */
enum members_by {
	MEMBERS_PID_NAMESPACE, /* all of init's pid namespace, and of those within it */
	MEMBERS_CGROUP,	       /* all of init's cgroup, and of those below it */
	MEMBERS_INIT,	       /* init alone: it shares both with others */
};

struct members {
	enum members_by by;
	pid_t *pids; /* init first, the others in ascending order */
	size_t count;
};

/*
 * Finds them; *ret is to be dropped with members_drop() in any case.
 *
 * A pid namespace of which init is process 1 is the surest sign: nothing leaves it, and init's own
 * cgroup may be one of many within the container (systemd makes them). Where the pid namespace is
 * shared (with the host, or with other containers of a pod), the cgroup counts, if init's parent is
 * in another.
 *
 * use_cgroup  false: do not look at it
 * err         SYSTEM; sys_errno is ENOENT or ESRCH when init is gone
 */
int members_find(pid_t init, bool use_cgroup, struct members *ret, struct mempolicy_error *err);
void members_drop(struct members *members);

const char *members_by_name(enum members_by by);

#endif
