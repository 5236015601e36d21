/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mempolicy_apply() while the cpuset changes. Requires root, a machine whose nodes 0 and 1 have
 * memory, and cgroup version 2: see lab.sh.
 */
#include "suites.h"

int main(void)
{
	static const struct tests suites[] = {{"cpusets", add_cpusets}};

	return run_suites(suites, LENGTH(suites));
}
