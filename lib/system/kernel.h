/* SPDX-License-Identifier: Apache-2.0 */
/* The interface of set_mempolicy(2) and get_mempolicy(2). */
#ifndef MEMPOLICY_KERNEL_H
#define MEMPOLICY_KERNEL_H

#include "mempolicy.h"

/* One more than the number of bits, because the kernel subtracts 1 from maxnode (get_nodes() in
 * mm/mempolicy.c). */
#define KERNEL_MAXNODE (MEMPOLICY_MAX_NODES + 1UL)

/* get_mempolicy(2): report the allowed nodes of the calling thread. */
#define KERNEL_F_MEMS_ALLOWED (1UL << 2)

/* mempolicy_machine_read() for a policy with these nodes. If all of them have memory, as they
 * usually do, the other nodes do not matter, and fewer files are read. */
int mp_kernel_machine_for(const struct mempolicy_nodes *nodes, struct mempolicy_machine *ret,
			  struct mempolicy_error *err);

/* Converts the output of get_mempolicy(2): the mode, which includes the flags, and the nodemask. */
struct mempolicy mp_kernel_to_policy(int mode, const struct mempolicy_nodes *nodes);

/* Fills *err for a failed set_mempolicy(2) or get_mempolicy(2), which the message names as call;
 * returns -1. */
int mp_kernel_mempolicy_error(const char *call, int sys_errno, struct mempolicy_error *err);

#endif
