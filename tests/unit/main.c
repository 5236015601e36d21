/* SPDX-License-Identifier: Apache-2.0 */
/* Runs every unit test, each in a process of its own: they set memory policies, file descriptors
 * and seccomp filters. Some need root: they invent machines and containers with namespaces. */
#include <stdlib.h>

#include "unit.h"

int main(void)
{
	SRunner *runner = srunner_create(error_suite());
	int failed;

	srunner_add_suite(runner, nodes_suite());
	srunner_add_suite(runner, policy_suite());
	srunner_add_suite(runner, rules_suite());
	srunner_add_suite(runner, cpuset_suite());
	srunner_add_suite(runner, cpuset_model_suite());
	srunner_add_suite(runner, kernel_suite());
	srunner_add_suite(runner, features_suite());
	srunner_add_suite(runner, scan_suite());
	srunner_add_suite(runner, scan_parts_suite());
	srunner_add_suite(runner, state_suite());
	srunner_add_suite(runner, config_suite());
	srunner_add_suite(runner, config_file_suite());
	srunner_add_suite(runner, numa_maps_suite());
	srunner_add_suite(runner, placement_suite());
	srunner_add_suite(runner, procfs_suite());
	srunner_add_suite(runner, target_suite());
	srunner_add_suite(runner, options_suite());
	srunner_add_suite(runner, input_suite());
	srunner_add_suite(runner, report_suite());
	srunner_add_suite(runner, log_suite());
	srunner_add_suite(runner, log_file_suite());
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
