/* SPDX-License-Identifier: Apache-2.0 */
/* Containers of real runtimes with the hook in their config.json. Takes root. */
#include "containers.h"
#include "suites.h"

int main(void)
{
	static case_adder *const adders[] = {add_policies, add_refusals,   add_degraded,
					     add_target,   add_input,	   add_shapes,
					     add_restored, add_rootless,   add_reporting,
					     add_syslog,   add_outlets,	   add_limits,
					     add_hostile,  add_unreadable, add_threads,
					     add_watchdog, add_many};

	return run_container_suite("e2e", adders, LENGTH(adders));
}
