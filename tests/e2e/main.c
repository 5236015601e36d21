/* SPDX-License-Identifier: Apache-2.0 */
/* Containers of real runtimes with the hook in their config.json. Requires root. */
#include "containers.h"
#include "suites.h"

int main(void)
{
	static const struct tests cases[] = {{"policies", add_policies},
					     {"places", add_places},
					     {"asking", add_asking},
					     {"refusals", add_refusals},
					     {"degraded", add_degraded},
					     {"target", add_target},
					     {"input", add_input},
					     {"shapes", add_shapes},
					     {"restored", add_restored},
					     {"rootless", add_rootless},
					     {"reporting", add_reporting},
					     {"syslog", add_syslog},
					     {"outlets", add_outlets},
					     {"limits", add_limits},
					     {"hostile", add_hostile},
					     {"unreadable", add_unreadable},
					     {"threads", add_threads},
					     {"watchdog", add_watchdog},
					     {"many", add_many}};

	return run_container_suite("e2e", cases, LENGTH(cases), prepare_containers);
}
