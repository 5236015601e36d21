/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/PID/numa_maps, for callers inside the library. */
#ifndef MEMPOLICY_NUMA_MAPS_H
#define MEMPOLICY_NUMA_MAPS_H

#include "mempolicy.h"

/* mempolicy_get_shown() for a task as /proc names it: "thread-self", "PID/task/TID". */
int mp_numa_maps_policy(const char *task, struct mempolicy *ret, struct mempolicy_error *err);

#endif
