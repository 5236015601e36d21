/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that wait in every kind of system call, or run: none of them notices anything. */
#include <unistd.h>

#include "states.h"
#include "suites.h"
#include "victims.h"

#define TIMES 24

static void trace_again_and_again(const char *state, enum linkage linkage)
{
	struct victim victim;
	struct mempolicy policy;

	victim_start(&victim, linkage, state);
	for (unsigned int turn = 0; turn < TIMES; turn++) {
		victim_await_waiting(&victim);
		/* Hits calls with a timeout at varying times. */
		usleep(turn * 317 % 5000);
		policy = some_policy(turn);
		apply(&victim, &policy);
		if (turn % 4 == 3)
			victim_check(&victim, &policy);
	}
	victim_end(&victim);
}

START_TEST(thread_of_a_static_program_does_not_notice)
{
	trace_again_and_again(all_states[_i], STATIC);
}
END_TEST

START_TEST(thread_of_a_dynamic_program_does_not_notice)
{
	trace_again_and_again(all_states[_i], DYNAMIC);
}
END_TEST

void add_states(TCase *tcase)
{
	add_loop_tests(tcase, (int)ALL_STATES, thread_of_a_static_program_does_not_notice,
		       thread_of_a_dynamic_program_does_not_notice);
}
