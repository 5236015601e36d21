/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Restartable sequences, rseq(2): a thread that is interrupted within one must continue at its
 * abort handler. The kernel ensures this when the thread returns to where it was interrupted, but
 * not when the thread has made a system call elsewhere in between: by then the kernel has cleared
 * the thread's pointer to the sequence, and from Linux 6.19 on it checks the pointer only when it
 * returns from an interrupt. So the abort is done here.
 */
#ifndef MEMPOLICY_RSEQ_H
#define MEMPOLICY_RSEQ_H

#include "thread.h"

/* If the thread is within a sequence, makes it continue at the abort handler: changes
 * thread->saved. err: SYSTEM */
int mp_rseq_abort(const struct thread_group *group, struct thread *thread,
		  struct mempolicy_error *err);

/* Clears the thread's pointer to that sequence, when thread->saved is restored. err: SYSTEM */
int mp_rseq_clear(const struct thread_group *group, const struct thread *thread,
		  struct mempolicy_error *err);

#endif
