/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread stopped within a restartable sequence continues at its abort handler, whether the kernel
 * ensures that or not. It is examined just before it is detached.
 */
#include <elf.h>
#include <linux/rseq.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

#include "arch/arch.h"
#include "faults.h"
#include "remote.h"
#include "suites.h"
#include "victims.h"

#define TIMES 50

static struct sight {
	pid_t tid;
	unsigned int looks, at_handler, without_sequence;
} sight;

static void look(void)
{
	struct __ptrace_rseq_configuration rseq = {.rseq_abi_pointer = 0};
	struct user_regs_struct registers;
	struct iovec io = {&registers, sizeof(registers)};
	uint32_t before_pc = 0;
	uint64_t sequence = 1;

	ck_assert_int_gt(ptrace(PTRACE_GET_RSEQ_CONFIGURATION, sight.tid, sizeof(rseq), &rseq), 0);
	ck_assert_int_eq(ptrace(PTRACE_GETREGSET, sight.tid, NT_PRSTATUS, &io), 0);
	mp_remote_read(sight.tid, mp_arch_native.pc(&registers) - sizeof(before_pc), &before_pc,
		       sizeof(before_pc));
	mp_remote_read(sight.tid, rseq.rseq_abi_pointer + offsetof(struct rseq, rseq_cs), &sequence,
		       sizeof(sequence));
	sight.looks++;
	/* Only a handler has the signature before it. */
	sight.at_handler += before_pc == rseq.signature;
	sight.without_sequence += sequence == 0;
}

START_TEST(thread_in_a_restartable_sequence_is_let_go_of_at_its_abort_handler)
{
	const struct fault fault = {.function = FAULT_DETACH,
				    .call = 1,
				    .effect = FAULT_ACTS,
				    .act = look};
	struct victim victim;

	victim_start(&victim, STATIC, "spin_restartable");
	sight.tid = victim.tids[0];
	for (unsigned int turn = 0; turn < TIMES; turn++) {
		struct mempolicy policy = some_policy(turn);

		/* Give it time to get into the sequence. */
		usleep(3000);
		faults_begin(&fault);
		apply(&victim, &policy);
		ck_assert(faults_end());
		victim_check(&victim, &policy);
	}
	ck_assert_uint_eq(sight.looks, TIMES);
	/* If it runs, it is in a sequence nearly all the time. */
	ck_assert_uint_gt(sight.at_handler, TIMES / 2);
	ck_assert_uint_ge(sight.without_sequence, sight.at_handler);
	victim_end(&victim);
}
END_TEST

void add_rseq(TCase *tcase)
{
	add_tests(tcase, thread_in_a_restartable_sequence_is_let_go_of_at_its_abort_handler);
}
