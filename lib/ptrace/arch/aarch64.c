/* SPDX-License-Identifier: Apache-2.0 */
/*
 * aarch64. Calling convention: syscall(2). Restarting: do_signal() in arch/arm64/kernel/signal.c
 * has reset pc and x0 before the stop, and keeps the kind of restart in a local variable. At entry
 * and exit stops x7 is a marker of the kernel, which restores the real value itself.
 */
#ifndef __aarch64__
#error "this file is for aarch64"
#endif

#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "arch.h"

/* From asm/ptrace.h, which cannot be included together with sys/user.h. */
#define PSTATE_BTYPE  (3UL << 10)
#define SVE_REGISTERS 1
#ifndef NT_ARM_SSVE
#define NT_ARM_SSVE 0x40b
#endif
struct sve_header {
	uint32_t size, max_size;
	uint16_t vl, max_vl, flags, reserved;
};

static unsigned long get_pc(const struct user_regs_struct *registers)
{
	return registers->pc;
}

/* Clears BTYPE: the thread may just have branched, but the instruction at pc need not be a landing
 * pad (BTI). */
static void set_pc(struct user_regs_struct *registers, unsigned long pc)
{
	registers->pc = pc;
	registers->pstate &= ~PSTATE_BTYPE;
}

/* The result has overwritten the first argument in x0. It is taken from the call as seen before the
 * stop, if everything else shows that the thread is still in that call. */
static void wind_back(struct user_regs_struct *registers, const struct arch_call *call)
{
	if ((long)registers->regs[0] != -EINTR || !call->known ||
	    !mp_arch_repeatable(call->number) ||
	    registers->regs[8] != (unsigned long)call->number || registers->pc != call->pc ||
	    registers->sp != call->sp)
		return;
	for (size_t i = 1; i < 6; i++)
		if (registers->regs[i] != call->args[i])
			return;
	registers->regs[0] = call->args[0];
	registers->pc -= 4;
}

static void set_call(struct user_regs_struct *registers, unsigned long pc, long number,
		     const unsigned long args[6])
{
	set_pc(registers, pc);
	registers->regs[8] = (unsigned long)number;
	for (size_t i = 0; i < 6; i++)
		registers->regs[i] = args[i];
}

static long get_result(const struct user_regs_struct *registers)
{
	return (long)registers->regs[0];
}

static int skip_call(pid_t tid)
{
	int no_call = -1;
	struct iovec io = {&no_call, sizeof(no_call)};

	return ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &io) ? -errno : 0;
}

/*
 * A system call zeroes the SVE registers beyond their first 128 bits and leaves streaming mode
 * (Documentation/arch/arm64/sve.rst and sme.rst). A thread's vector state is in one of two register
 * sets.
 */
struct extra {
	int type;
	struct iovec io;
	unsigned char data[];
};

static int save_set(pid_t tid, int type, void **ret)
{
	struct sve_header header = {.size = 0};
	struct iovec io = {&header, sizeof(header)};
	struct extra *extra;

	if (ptrace(PTRACE_GETREGSET, tid, type, &io))
		return errno == EINVAL || errno == ENODEV || errno == EIO ? 0 : -errno;
	if (!(header.flags & SVE_REGISTERS))
		return 0;
	extra = malloc(sizeof(*extra) + header.size);
	if (!extra)
		return -ENOMEM;
	extra->type = type;
	extra->io = (struct iovec){extra->data, header.size};
	if (ptrace(PTRACE_GETREGSET, tid, type, &extra->io)) {
		int saved_errno = errno;

		free(extra);
		return -saved_errno;
	}
	*ret = extra;
	return 0;
}

static int save_extra(pid_t tid, void **ret)
{
	int result;

	*ret = NULL;
	result = save_set(tid, NT_ARM_SVE, ret);
	if (result == 0 && !*ret)
		result = save_set(tid, NT_ARM_SSVE, ret);
	return result;
}

static int restore_extra(pid_t tid, const void *saved)
{
	const struct extra *extra = saved;
	struct iovec io;

	if (!extra)
		return 0;
	io = extra->io;
	return ptrace(PTRACE_SETREGSET, tid, extra->type, &io) ? -errno : 0;
}

static const unsigned char instruction[] = {0x01, 0x00, 0x00, 0xd4}; /* svc #0 */

const struct arch mp_arch_native = {
	.name = "aarch64",
	.instruction = instruction,
	.instruction_size = sizeof(instruction),
	.restarts_from_registers = false,
	.needs_call = true,
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
