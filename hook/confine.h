/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hook gives up what it does not need before it reads what others wrote: confine-filter.c has
 * the table of what is left. Built without (option CONFINE), nothing is given up.
 */
#ifndef HOOK_CONFINE_H
#define HOOK_CONFINE_H

#include "mempolicy.h"

/*
 * Once all is open that is to be written: gives up all capabilities but those to trace and to read
 * other users' files, new privileges, and all system calls but those of the table.
 * err: UNSUPPORTED when the kernel has no seccomp filters, SYSTEM.
 */
int confine(struct mempolicy_error *err);

/* Once config.json is read: gives up the capability to read other users' files. */
int confine_to_tracing(struct mempolicy_error *err);

#endif
