/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of oci-mempolicy-runtime that need no container. */
#include "suites.h"

int main(void)
{
	static const struct tests cases[] = {{"arguments", add_arguments},
					     {"edit", add_edit},
					     {"image", add_image}};

	return run_suite("runtime", cases, LENGTH(cases), NULL);
}
