/* SPDX-License-Identifier: Apache-2.0 */
/* System calls about memory policies in every thread of a stopped process. */
#ifndef MEMPOLICY_VISIT_H
#define MEMPOLICY_VISIT_H

#include "tracee.h"

struct visit {
	struct tracee *tracee;
	const char *whose;     /* the process, for messages */
	unsigned long scratch; /* address of memory in the process, while it is visited */
	const void *with;      /* what the visitor needs */
};

/* What to do in each thread. */
typedef int visit_thread(const struct visit *visit, size_t thread, struct mempolicy_error *err);

/* Makes the threads of visit->tracee ready, and calls in_thread for each, until one fails. err: as
 * for mempolicy_apply() */
int visit_all(struct visit *visit, visit_thread *in_thread, struct mempolicy_error *err);

/*
 * Within a visit: has the thread take a policy, or tell its own. *ret_result of visit_set() is 0,
 * or the -errno of set_mempolicy(2).
 */
int visit_set(const struct visit *visit, size_t thread, const struct mempolicy *policy,
	      int *ret_result, struct mempolicy_error *err);
int visit_get(const struct visit *visit, size_t thread, struct mempolicy *ret,
	      struct mempolicy_error *err);

#endif
