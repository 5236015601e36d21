/* SPDX-License-Identifier: Apache-2.0 */
/* What the confined hook can no longer do, seen from outside, and by a hook that tries it. Requires
 * root. */
#include "containers.h"
#include "suites.h"

int main(void)
{
	static const struct tests cases[] = {{"rights", add_rights},
					     {"holes", add_holes},
					     {"hooks", add_hooks}};

	return run_container_suite("confinement", cases, LENGTH(cases), prepare_containers);
}
