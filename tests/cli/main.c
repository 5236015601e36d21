/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy, run as people run it; and its pure parts, on invented machines. */
#include "cli.h"

int main(void)
{
	static case_adder *const adders[] = {add_usage,	  add_advise,	add_explain,  add_features,
					     add_inspect, add_topology, add_validate, add_warnings};

	return run_suite("cli", adders, LENGTH(adders));
}
