/* SPDX-License-Identifier: Apache-2.0 */
/* Untrusted input is parsed by a separate process, which can do nothing else. */
#ifndef RUNTIME_APART_H
#define RUNTIME_APART_H

#include <stddef.h>

#include "confine.h"
#include "mempolicy.h"

/* Fills in the record that is sent back, which is all zeros before. unconfined says what the
 * process could not give up. */
typedef void apart_work(void *data, const struct confine_failure *unconfined, void *ret_record);

/*
 * Has a child, confined like the hook's reader (SECURITY.md), do the work on data in this process's
 * memory, and receives its record of fixed size. The caller must check the record: it may hold
 * anything.
 *
 * err  SYSTEM: the child could not be started, or died
 */
int apart_do(apart_work *work, void *data, void *ret_record, size_t size,
	     struct mempolicy_error *err);

#endif
