/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs between architectures when a system call is put into a stopped thread. One file
 * per architecture defines mp_arch_native; CMakeLists.txt picks it.
 */
#ifndef MEMPOLICY_ARCH_H
#define MEMPOLICY_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/user.h>

/* A system call that a thread is blocked in, as seen before the thread is stopped. */
struct arch_call {
	bool known;
	long number;
	unsigned long args[6];
	unsigned long sp, pc; /* pc: after the instruction */
};

struct arch {
	const char *name; /* as uname(1) -m */

	/* The instruction that enters the kernel. */
	const unsigned char *instruction;
	size_t instruction_size;

	/*
	 * Whether the kernel decides from the registers, when the thread runs on, how to restart an
	 * interrupted system call. Otherwise it decided before the stop, and forgets it as soon as
	 * the thread does something else: such a thread has to be led back into its call.
	 */
	bool restarts_from_registers;

	/*
	 * Whether the interrupted call has to be known from before the stop for wind_back(): the
	 * architecture does not show a tracer the first argument once a result stands over it.
	 */
	bool needs_call;

	/* A thread stopped with registers that are not the architecture's has another word size. */
	size_t registers_size;

	unsigned long (*pc)(const struct user_regs_struct *registers);
	/* Has the thread go on there, out of any system call and branch. */
	void (*set_pc)(struct user_regs_struct *registers, unsigned long pc);

	/*
	 * If the registers show a call that the stop made fail with EINTR, although it can be
	 * repeated without harm (mp_arch_repeatable()), changes them so that it starts again.
	 * call is the call as seen before the stop, used where needs_call is set.
	 */
	void (*wind_back)(struct user_regs_struct *registers, const struct arch_call *call);

	/* Prepares a system call whose instruction stands at pc. */
	void (*set_call)(struct user_regs_struct *registers, unsigned long pc, long number,
			 const unsigned long args[6]);
	/* The result of a finished call: a value, or -errno. */
	long (*result)(const struct user_regs_struct *registers);

	/* At the entry of a system call: makes the kernel skip it. 0 or -errno. */
	int (*skip_call)(pid_t tid);

	/*
	 * Registers beyond the general ones that a system call does not preserve, saved for a
	 * thread that was not in one. *ret is to be freed by the caller; NULL where there is
	 * nothing to save. 0 or -errno.
	 */
	int (*save_extra)(pid_t tid, void **ret);
	int (*restore_extra)(pid_t tid, const void *extra);
};

extern const struct arch mp_arch_native;

/*
 * Whether a system call that returned EINTR because its thread was stopped did nothing and may be
 * made again. signal(7), "Interruption of system calls and library functions by stop signals".
 * A relative timeout starts again.
 */
bool mp_arch_repeatable(long number);

#endif
