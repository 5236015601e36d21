/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mempolicy_apply() with every system call in it failing once: the process is intact or dead
 * afterwards, never damaged, stopped or traced. And a process as it is just before it is let go of.
 * To be run by root.
 */
#include "suites.h"

int main(void)
{
	static const struct tests suites[] = {{"faults", add_faults}, {"rseq", add_rseq}};

	return run_suites(suites, LENGTH(suites));
}
