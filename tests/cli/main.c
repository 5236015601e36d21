/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy as people run it, and its pure functions on invented machines. */
#include "cli.h"

int main(void)
{
	static const struct tests cases[] = {{"usage", add_usage},
					     {"advise", add_advise},
					     {"advise, command", add_advise_command},
					     {"cdi", add_cdi},
					     {"configure", add_configure},
					     {"configure, files", add_configure_files},
					     {"configure-machine", add_configure_machine},
					     {"doctor", add_doctor},
					     {"explain", add_explain},
					     {"features", add_features},
					     {"inspect", add_inspect},
					     {"inspect parts", add_inspect_parts},
					     {"output", add_output},
					     {"topology", add_topology},
					     {"validate", add_validate},
					     {"validate, forms", add_forms},
					     {"warnings", add_warnings}};

	return run_suite("cli", cases, LENGTH(cases), NULL);
}
