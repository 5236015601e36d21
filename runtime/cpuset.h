/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup of a process's cpuset. */
#ifndef RUNTIME_CPUSET_H
#define RUNTIME_CPUSET_H

#include <stdbool.h>
#include <sys/types.h>

#include "mempolicy.h"

struct cpuset {
	int folder;   /* an open descriptor, or -1 */
	bool unified; /* cgroup version 2 */
};

/* Finds it. *ret must be closed with cpuset_close() in any case. err: SYSTEM */
int cpuset_open(pid_t proc_pid, struct cpuset *ret, struct mempolicy_error *err);

void cpuset_close(const struct cpuset *cpuset);

/* Whether its processes are frozen (version 2 only; in version 1 another hierarchy freezes them).
 */
bool cpuset_is_frozen(const struct cpuset *cpuset);

/* Moves the calling process into it. Returns 0, or an errno. */
int cpuset_enter(const struct cpuset *cpuset);

#endif
