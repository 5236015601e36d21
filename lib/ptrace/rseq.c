/* SPDX-License-Identifier: Apache-2.0 */
#include "rseq.h"

#include <errno.h>
#include <linux/rseq.h>
#include <stddef.h>
#include <sys/ptrace.h>

#include "remote.h"

static int memory_error(const struct thread_group *group, struct mempolicy_error *err)
{
	return mp_thread_error(group, "reading the restartable sequence of", err);
}

/* The same test as in the kernel, which itself sends SIGSEGV for an invalid sequence. */
static bool is_within(const struct rseq_cs *sequence, unsigned long pc)
{
	return sequence->version == 0 && pc - sequence->start_ip < sequence->post_commit_offset &&
	       sequence->abort_ip - sequence->start_ip >= sequence->post_commit_offset;
}

/* The signature before the handler protects against an overwritten pointer. */
static int check_handler(const struct thread_group *group, unsigned long address,
			 uint32_t expected_signature, bool *ret, struct mempolicy_error *err)
{
	uint32_t signature;

	if (mp_remote_read(group->memory_of, address - sizeof(signature), &signature,
			   sizeof(signature)))
		return memory_error(group, err);
	*ret = signature == expected_signature;
	return 0;
}

int mp_rseq_abort(const struct thread_group *group, struct thread *thread,
		  struct mempolicy_error *err)
{
	struct __ptrace_rseq_configuration rseq = {.rseq_abi_pointer = 0};
	struct rseq_cs sequence;
	unsigned long pointer;
	uint64_t descriptor;
	bool is_handler = false;

	/* EIO before Linux 5.13, which does not provide this. */
	if (ptrace(PTRACE_GET_RSEQ_CONFIGURATION, thread->tid, sizeof(rseq), &rseq) < 0 &&
	    errno != EIO)
		return memory_error(group, err);
	if (!rseq.rseq_abi_pointer)
		return 0;
	pointer = rseq.rseq_abi_pointer + offsetof(struct rseq, rseq_cs);
	if (mp_remote_read(group->memory_of, pointer, &descriptor, sizeof(descriptor)))
		return memory_error(group, err);
	if (!descriptor)
		return 0;
	if (mp_remote_read(group->memory_of, descriptor, &sequence, sizeof(sequence)))
		return memory_error(group, err);
	if (!is_within(&sequence, mp_arch_native.pc(&thread->saved)))
		return 0;
	if (check_handler(group, sequence.abort_ip, rseq.signature, &is_handler, err))
		return -1;
	if (!is_handler)
		return 0;
	mp_arch_native.set_pc(&thread->saved, sequence.abort_ip);
	thread->rseq_cs = pointer;
	return 0;
}

int mp_rseq_clear(const struct thread_group *group, const struct thread *thread,
		  struct mempolicy_error *err)
{
	const uint64_t none = 0;

	if (thread->rseq_cs &&
	    mp_remote_write(group->memory_of, thread->rseq_cs, &none, sizeof(none)))
		return mp_thread_error(group, "writing the restartable sequence of", err);
	return 0;
}
