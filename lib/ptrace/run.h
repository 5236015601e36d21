/* SPDX-License-Identifier: Apache-2.0 */
/* Running one thread to its next stop, and changing its state while it is stopped. */
#ifndef MEMPOLICY_RUN_H
#define MEMPOLICY_RUN_H

#include "thread.h"

enum thread_stop {
	AT_SYSCALL,   /* at the entry or exit of a system call */
	AT_INTERRUPT, /* by an earlier PTRACE_INTERRUPT */
};

/* Resumes a stopped thread, delivering a signal unless it is 0, without waiting. */
int mp_thread_resume(const struct thread_group *group, struct thread *thread,
		     enum thread_stop wanted, unsigned long signal, struct mempolicy_error *err);
/* Waits for the stop; if the thread is gone, this is an error. */
int mp_thread_await(const struct thread_group *group, struct thread *thread,
		    enum thread_stop wanted, struct mempolicy_error *err);
/* Interrupts the thread and resumes it; at the entry of a call, it stops after the call. */
int mp_thread_interrupt(const struct thread_group *group, struct thread *thread,
			struct mempolicy_error *err);

int mp_thread_set_registers(const struct thread_group *group, const struct thread *thread,
			    const struct user_regs_struct *registers, struct mempolicy_error *err);
int mp_thread_set_sigmask(const struct thread_group *group, const struct thread *thread,
			  uint64_t mask, struct mempolicy_error *err);

#endif
