/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a system call in a thread, which is stopped at the entry of the call and after it. A single
 * step over the instruction would need only one stop, but it ends with a SIGTRAP that the kernel
 * forces on the thread. If another process sends a SIGTRAP before this one is delivered, one of
 * them is lost, because the same signal is not queued twice (legacy_queue() in kernel/signal.c).
 */
#include "call.h"

#include "error.h"
#include "run.h"

int mp_thread_call_begin(const struct thread_group *group, struct thread *thread,
			 struct mempolicy_error *err)
{
	const struct thread_call *call = thread->injected;
	struct user_regs_struct registers = thread->saved;

	mp_arch_native.set_call(&registers, group->instruction, call->number, call->args);
	if (mp_thread_set_registers(group, thread, &registers, err))
		return -1;
	return mp_thread_resume(group, thread, AT_SYSCALL, 0, err);
}

/*
 * Normally the thread is interrupted at the entry of the call. This takes effect after the call,
 * because none of the calls made here can be interrupted, and it saves a stop when the thread is
 * restored. But a seccomp filter may make the call wait for another process first
 * (SECCOMP_RET_USER_NOTIF), and this wait can be interrupted.
 */
static bool stops_at_exit(const struct thread *thread)
{
	return thread->reenter || thread->seccomp;
}

int mp_thread_call_make(const struct thread_group *group, struct thread *thread,
			struct mempolicy_error *err)
{
	if (mp_thread_await(group, thread, AT_SYSCALL, err))
		return -1;
	return stops_at_exit(thread) ? mp_thread_resume(group, thread, AT_SYSCALL, 0, err)
				     : mp_thread_interrupt(group, thread, err);
}

int mp_thread_call_end(const struct thread_group *group, struct thread *thread,
		       struct mempolicy_error *err)
{
	enum thread_stop wanted = stops_at_exit(thread) ? AT_SYSCALL : AT_INTERRUPT;
	struct user_regs_struct registers = {0};

	if (mp_thread_await(group, thread, wanted, err) ||
	    mp_thread_registers(group, thread, &registers, err))
		return -1;
	if (mp_arch_native.pc(&registers) != group->instruction + mp_arch_native.instruction_size)
		return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
				    "thread %d of process %d did not return from its system "
				    "call",
				    thread->tid, group->pid);
	thread->injected->result = mp_arch_native.result(&registers);
	return 0;
}
