/* SPDX-License-Identifier: Apache-2.0 */
/* What others wrote is parsed by a process of its own, which can do nothing else. */
#ifndef RUNTIME_APART_H
#define RUNTIME_APART_H

#include <stddef.h>

#include "confine.h"
#include "mempolicy.h"

/* Fills in what is sent back, which is zeroed before. unconfined: what could not be given up. */
typedef void apart_work(void *data, const struct confine_failure *unconfined, void *ret_record);

/*
 * Has a child, which is confined as the hook's reader is (SECURITY.md), do the work on what this
 * process has in memory, and takes over its record of fixed size, which may be anything.
 *
 * err  SYSTEM: there was no child, or it died
 */
int apart_do(apart_work *work, void *data, void *ret_record, size_t size,
	     struct mempolicy_error *err);

#endif
