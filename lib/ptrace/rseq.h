/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Restartable sequences, rseq(2): a thread that is interrupted within one must go on at its abort
 * handler. The kernel sees to it when the thread returns to where it was interrupted, but not when
 * it has made a system call elsewhere in between: it has cleared the thread's pointer to the
 * sequence by then, and from Linux 6.19 on looks at it only on the way back from an interrupt. So
 * what the kernel would have done is done here.
 */
#ifndef MEMPOLICY_RSEQ_H
#define MEMPOLICY_RSEQ_H

#include "thread.h"

/* If the thread stands within a sequence, has it go on at the abort handler: changes thread->saved.
 * err: SYSTEM */
int mp_rseq_abort(const struct thread_group *group, struct thread *thread,
		  struct mempolicy_error *err);

/* And, when that is put back, clears the thread's pointer to the sequence. err: SYSTEM */
int mp_rseq_clear(const struct thread_group *group, const struct thread *thread,
		  struct mempolicy_error *err);

#endif
