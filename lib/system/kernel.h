/* SPDX-License-Identifier: Apache-2.0 */
/* set_mempolicy(2) and get_mempolicy(2) as the kernel takes them. */
#ifndef MEMPOLICY_KERNEL_H
#define MEMPOLICY_KERNEL_H

#include "mempolicy.h"

/* The kernel takes one off maxnode before it uses it (get_nodes(), mm/mempolicy.c). */
#define KERNEL_MAXNODE (MEMPOLICY_MAX_NODES + 1UL)

/* get_mempolicy(2): report the nodes the calling thread may use. */
#define KERNEL_F_MEMS_ALLOWED (1UL << 2)

/* mempolicy_machine_read() for a policy with such nodes: where all of them have memory, which is
 * most often so, it is of no account which others there are. */
int mp_kernel_machine_for(const struct mempolicy_nodes *nodes, struct mempolicy_machine *ret,
			  struct mempolicy_error *err);

/* A policy out of what get_mempolicy(2) wrote: mode with flags in it, and the nodemask. */
struct mempolicy mp_kernel_to_policy(int mode, const struct mempolicy_nodes *nodes);

/* Fills *err for a failed set_mempolicy(2) or get_mempolicy(2), whose name is call; returns -1. */
int mp_kernel_mempolicy_error(const char *call, int sys_errno, struct mempolicy_error *err);

#endif
