/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy, run as people run it; and its pure parts, on invented machines. */
#include <stdlib.h>

#include "cli.h"

int main(void)
{
	Suite *suite = suite_create("cli");
	SRunner *runner;
	int failed;

	add_usage(suite);
	add_advise(suite);
	add_explain(suite);
	add_features(suite);
	add_inspect(suite);
	add_topology(suite);
	add_validate(suite);
	add_warnings(suite);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
