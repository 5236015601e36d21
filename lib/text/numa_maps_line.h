/* SPDX-License-Identifier: Apache-2.0 */
/* A line of /proc/PID/numa_maps, and the policy of a thread that it may show. */
#ifndef MEMPOLICY_NUMA_MAPS_LINE_H
#define MEMPOLICY_NUMA_MAPS_LINE_H

#include "mempolicy.h"

/*
 * The thread's policy, see mempolicy_get_shown().
 *
 * line       without its newline, length bytes
 * ret_found  false for a mapping that may have a policy of its own; ret is left alone then
 * err        SYSTEM, it is no such line; UNSUPPORTED, the policy is cut
 */
int mp_numa_maps_line_policy(const char *line, size_t length, bool *ret_found,
			     struct mempolicy *ret, struct mempolicy_error *err);

#endif
