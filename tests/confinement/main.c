/* SPDX-License-Identifier: Apache-2.0 */
/* What the hook has given up, seen from outside, and by a hook that tries it. To be run by root. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "scratch.h"
#include "suites.h"

int main(void)
{
	Suite *suite = suite_create("confinement");
	SRunner *runner;
	int failed;

	if (geteuid() != 0) {
		fputs("confinement-tests: must be run by root\n", stderr);
		return EXIT_FAILURE;
	}
	if (!scratch_make())
		return EXIT_FAILURE;
	add_rights(suite);
	add_holes(suite);
	add_hooks(suite);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	scratch_remove();
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
