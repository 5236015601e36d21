/* SPDX-License-Identifier: Apache-2.0 */
#include "containers.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bundle.h"

static void delete_left(void)
{
	scratch_processes(SIGKILL);
	bundle_delete_left();
}

void prepare_containers(TCase *tcase)
{
	/* A container takes well below a second; the slowest test runs 200. */
	tcase_set_timeout(tcase, 600);
	/* For tests that failed; the others delete what they make. */
	tcase_add_unchecked_fixture(tcase, NULL, delete_left);
}

int run_container_suite(const char *name, const struct tests *cases, size_t count,
			test_adder *prepare)
{
	int result;

	if (geteuid() != 0) {
		fprintf(stderr, "%s-tests: must be run as root\n", name);
		return EXIT_FAILURE;
	}
	if (!scratch_make())
		return EXIT_FAILURE;
	result = run_suite(name, cases, count, prepare);
	scratch_remove();
	return result;
}
