/* SPDX-License-Identifier: Apache-2.0 */
/* A line of /proc/PID/numa_maps, and the policy of the thread, which it may show. */
#ifndef MEMPOLICY_NUMA_MAPS_LINE_H
#define MEMPOLICY_NUMA_MAPS_LINE_H

#include "mempolicy.h"

/*
 * Reads the thread's policy, see mempolicy_get_shown().
 *
 * line       without its newline, length bytes
 * ret_found  false for a mapping that may have a policy of its own; then ret is not written
 * err        SYSTEM if it is not such a line; UNSUPPORTED if the policy is truncated
 */
int mp_numa_maps_line_policy(const char *line, size_t length, bool *ret_found,
			     struct mempolicy *ret, struct mempolicy_error *err);

#endif
