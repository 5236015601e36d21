/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mempolicy_apply() with every system call in it failing once: the process is intact or dead
 * afterwards, never damaged, stopped or traced. And a process as it is just before it is let go of.
 * To be run by root.
 */
#include <stdlib.h>

#include "suites.h"

int main(void)
{
	SRunner *runner = srunner_create(faults_suite());
	int failed;

	srunner_add_suite(runner, rseq_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
