/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x86_64. Calling convention: syscall(2). Restarting: arch_do_signal_or_restart() in
 * arch/x86/kernel/signal.c looks at orig_rax and rax when the thread is resumed. A call changes
 * only rax, rcx and r11, which are general registers; vector state is preserved.
 */
#ifndef __x86_64__
#error "this file is for x86_64"
#endif

#include <errno.h>

#include "arch.h"

/* Not exported to user space: restart the call, unless a handler runs; then it returns EINTR. */
#define ERESTARTNOHAND 514

static unsigned long get_pc(const struct user_regs_struct *registers)
{
	return registers->rip;
}

/* An orig_rax of -1 means that the thread is not in a call, which would be restarted. */
static void set_pc(struct user_regs_struct *registers, unsigned long pc)
{
	registers->rip = pc;
	registers->orig_rax = (unsigned long)-1;
}

/* Requests what the kernel itself does with other interrupted calls. If a signal handler runs
 * first, the call still ends with EINTR, as it should. */
static void wind_back(struct user_regs_struct *registers, const struct arch_call *call)
{
	(void)call;
	if ((long)registers->orig_rax >= 0 && (long)registers->rax == -EINTR &&
	    mp_arch_repeatable((long)registers->orig_rax))
		registers->rax = (unsigned long)-ERESTARTNOHAND;
}

static void set_call(struct user_regs_struct *registers, unsigned long pc, long number,
		     const unsigned long args[6])
{
	set_pc(registers, pc);
	registers->rax = (unsigned long)number;
	registers->rdi = args[0];
	registers->rsi = args[1];
	registers->rdx = args[2];
	registers->r10 = args[3];
	registers->r8 = args[4];
	registers->r9 = args[5];
}

static long get_result(const struct user_regs_struct *registers)
{
	return (long)registers->rax;
}

/* Never called, because with restarts_from_registers no thread has to enter its own call again. */
static int skip_call(pid_t tid)
{
	(void)tid;
	return -ENOSYS;
}

static int save_extra(pid_t tid, void **ret)
{
	(void)tid;
	*ret = NULL;
	return 0;
}

static int restore_extra(pid_t tid, const void *extra)
{
	(void)tid;
	(void)extra;
	return 0;
}

static const unsigned char instruction[] = {0x0f, 0x05}; /* syscall */

const struct arch mp_arch_native = {
	.name = "x86_64",
	.instruction = instruction,
	.instruction_size = sizeof(instruction),
	.restarts_from_registers = true,
	.needs_call = false,
	.registers_size = sizeof(struct user_regs_struct),
	.pc = get_pc,
	.set_pc = set_pc,
	.wind_back = wind_back,
	.set_call = set_call,
	.result = get_result,
	.skip_call = skip_call,
	.save_extra = save_extra,
	.restore_extra = restore_extra,
};
