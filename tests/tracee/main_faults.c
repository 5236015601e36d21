/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mempolicy_apply() with every system call in it failing once: afterwards the process is intact or
 * dead, never damaged, stopped or traced. Also looks at a process just before it is detached.
 * Requires root.
 */
#include "suites.h"

int main(void)
{
	static const struct tests suites[] = {{"faults", add_faults}, {"rseq", add_rseq}};

	return run_suites(suites, LENGTH(suites));
}
