/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mempolicy_apply() while the cpuset changes. To be run by root, on a machine whose nodes 0 and 1
 * have memory, with cgroup version 2: see lab.sh.
 */
#include <stdlib.h>

#include "suites.h"

int main(void)
{
	SRunner *runner = srunner_create(cpusets_suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
