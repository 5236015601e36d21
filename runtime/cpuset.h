/* SPDX-License-Identifier: Apache-2.0 */
/* The cgroup that a process's cpuset is of. */
#ifndef RUNTIME_CPUSET_H
#define RUNTIME_CPUSET_H

#include <stdbool.h>
#include <sys/types.h>

#include "mempolicy.h"

struct cpuset {
	int folder;   /* open; -1: there is none */
	bool unified; /* cgroup version 2 */
};

/* *ret is to be closed with cpuset_close() in any case. err: SYSTEM */
int cpuset_open(pid_t proc_pid, struct cpuset *ret, struct mempolicy_error *err);

void cpuset_close(const struct cpuset *cpuset);

/* Whether what runs in it is held (version 2; with version 1 that is another hierarchy's). */
bool cpuset_is_frozen(const struct cpuset *cpuset);

/* The calling process enters it. Returns 0, or an errno. */
int cpuset_enter(const struct cpuset *cpuset);

#endif
