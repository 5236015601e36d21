/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hook is killed and broken everywhere: user code does not run, or runs under exactly the
 * requested policy. Requires root. With FULL in the environment, everything is tried everywhere.
 */
#include "containers.h"
#include "suites.h"
#include "trial.h"

int main(void)
{
	static const struct tests cases[] = {{"killed", add_killed},
					     {"errors", add_errors},
					     {"errors-createRuntime", add_errors_at_createRuntime},
					     {"errors-reader", add_errors_of_the_reader},
					     {"errors-half", add_errors_with_half_a_policy},
					     {"errors-little", add_little},
					     {"memory", add_memory},
					     {"init", add_init},
					     {"config", add_config},
					     {"paths", add_paths},
					     {"records", add_records},
					     {"soak", add_soak}};

	trial_share();
	return run_container_suite("faults", cases, LENGTH(cases), trial_prepare);
}
