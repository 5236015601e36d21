/* SPDX-License-Identifier: Apache-2.0 */
/* Making system calls about memory policies in every thread of a stopped process. */
#ifndef MEMPOLICY_VISIT_H
#define MEMPOLICY_VISIT_H

#include "tracee.h"

struct scratch;

struct visit {
	struct tracee *tracee;
	const char *whose;		/* the process, for messages */
	const void *with;		/* what the visitor needs */
	const struct mempolicy *policy; /* for mp_visit_set() */

	/* During the visit. */
	size_t threads;
	struct thread_call *calls; /* one for each thread */
	struct scratch *scratch;   /* a copy of the memory mapped in the process */
	unsigned long address;	   /* the address of that memory */
};

/* What to do during the visit. */
typedef int visit_process(const struct visit *visit, struct mempolicy_error *err);

/* Prepares the threads of visit->tracee, and calls the visitor. err: as for mempolicy_apply() */
int mp_visit_all(struct visit *visit, visit_process *visitor, struct mempolicy_error *err);

/*
 * During a visit: sets visit->policy in every thread. *ret_result is 0, or the -errno of
 * set_mempolicy(2) in the first thread where it failed. Once it has succeeded in one thread, the
 * process is committed, see mp_tracee_commit().
 */
int mp_visit_set(const struct visit *visit, int *ret_result, struct mempolicy_error *err);

/* Reads the policy of every thread, which mp_visit_policy() then returns. */
int mp_visit_get(const struct visit *visit, struct mempolicy_error *err);
struct mempolicy mp_visit_policy(const struct visit *visit, size_t thread);

#endif
