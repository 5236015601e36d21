/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The differences between architectures when a system call is made in a stopped thread. Each
 * architecture has a file that defines mp_arch_native; CMakeLists.txt chooses it.
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
	const char *name; /* as printed by uname -m */

	/* The instruction that enters the kernel. */
	const unsigned char *instruction;
	size_t instruction_size;

	/*
	 * Whether the kernel decides how to restart an interrupted system call from the registers,
	 * when the thread is resumed. Otherwise it has decided before the stop, and forgets this as
	 * soon as the thread does anything else: such a thread has to be returned to its call.
	 */
	bool restarts_from_registers;

	/*
	 * Whether wind_back() needs the interrupted call as it was before the stop, because the
	 * result overwrites the register of the first argument.
	 */
	bool needs_call;

	/* Size of the general registers. A thread with another size has another word size. */
	size_t registers_size;

	unsigned long (*pc)(const struct user_regs_struct *registers);
	/* Makes the thread continue at pc, outside any system call or branch. */
	void (*set_pc)(struct user_regs_struct *registers, unsigned long pc);

	/*
	 * If the registers show a call that the stop made fail with EINTR, and that can safely be
	 * repeated (mp_arch_repeatable()), changes them so that the call starts again. call is the
	 * call as seen before the stop; it is used if needs_call is set.
	 */
	void (*wind_back)(struct user_regs_struct *registers, const struct arch_call *call);

	/* Prepares a system call, with the instruction at pc. */
	void (*set_call)(struct user_regs_struct *registers, unsigned long pc, long number,
			 const unsigned long args[6]);
	/* Returns the result of a finished call: a value, or -errno. */
	long (*result)(const struct user_regs_struct *registers);

	/* At the entry of a system call: makes the kernel skip the call. 0 or -errno. */
	int (*skip_call)(pid_t tid);

	/*
	 * Save and restore the registers, other than the general ones, that a system call does not
	 * preserve, for a thread that was not in a call. The caller frees *ret, which is NULL if
	 * there is nothing to save. 0 or -errno.
	 */
	int (*save_extra)(pid_t tid, void **ret);
	int (*restore_extra)(pid_t tid, const void *extra);
};

extern const struct arch mp_arch_native;

/*
 * Whether a system call that returned EINTR because its thread was stopped had no effect and may be
 * repeated: signal(7), "Interruption of system calls and library functions by stop signals". A
 * relative timeout starts again.
 */
bool mp_arch_repeatable(long number);

#endif
