/* SPDX-License-Identifier: Apache-2.0 */
/* How one thread is let run to its next stop, and what is set while it is stopped. */
#ifndef MEMPOLICY_RUN_H
#define MEMPOLICY_RUN_H

#include "thread.h"

enum thread_stop {
	AT_SYSCALL,   /* at the entry or exit of a system call */
	AT_INTERRUPT, /* by PTRACE_INTERRUPT, given before */
};

/* Lets a stopped thread run on, with a signal delivered or 0, and does not wait. */
int mp_thread_resume(const struct thread_group *group, struct thread *thread,
		     enum thread_stop wanted, unsigned long signal, struct mempolicy_error *err);
/* Waits until it has stopped; one that is gone is an error. */
int mp_thread_await(const struct thread_group *group, struct thread *thread,
		    enum thread_stop wanted, struct mempolicy_error *err);
/* Asks for an interruption and lets it come; from the entry of a call on, once that is made. */
int mp_thread_interrupt(const struct thread_group *group, struct thread *thread,
			struct mempolicy_error *err);

int mp_thread_set_registers(const struct thread_group *group, const struct thread *thread,
			    const struct user_regs_struct *registers, struct mempolicy_error *err);
int mp_thread_set_sigmask(const struct thread_group *group, const struct thread *thread,
			  uint64_t mask, struct mempolicy_error *err);

#endif
