/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hook killed and broken everywhere: user code does not run, or runs under the very policy
 * asked for. Takes root. With FULL in the environment, everything is tried everywhere.
 */
#include "containers.h"
#include "suites.h"
#include "trial.h"

int main(void)
{
	static case_adder *const adders[] = {add_killed, add_errors, add_memory,  add_init,
					     add_config, add_paths,  add_records, add_soak};

	trial_share();
	return run_container_suite("faults", adders, LENGTH(adders));
}
