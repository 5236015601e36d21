/* SPDX-License-Identifier: Apache-2.0 */
/* A reader that was taken over, used as the hook in real containers: it cannot reach init. */
#include <stdio.h>
#include <string.h>

#include "expect.h"
#include "suites.h"

/* Ways to make the container's init, or the runtime, do something. */
static const char *const ways[] = {"attach",
				   "seize",
				   "seize_by_half",
				   "read_memory",
				   "write_memory",
				   "open_memory_to_read",
				   "open_memory_to_write",
				   "signal_process",
				   "signal_by_descriptor",
				   "open_to_write",
				   "make_socket"};
#define WAYS ((int)(sizeof(ways) / sizeof(ways[0])))

/* Tries a way, with the hook's parent as the victim. */
static void try_at(int stage, int runtime, const char *role, const char *way, char *ret,
		   size_t size)
{
	char script[256], result[112];
	struct bundle bundle;
	FILE *file;

	bundle_open(&bundle, runtime);
	snprintf(result, sizeof(result), "%s/result", bundle.path);
	snprintf(script, sizeof(script), "exec \"$0\" %s %s %s/config.json 0 0 >%s", role, way,
		 bundle.path, result);
	bundle_add_hook(&bundle, stages[stage].names[0], "/bin/sh",
			json_pack("[s, s, s, s]", "sh", "-c", script, HOLE));
	bundle_run(&bundle);
	file = fopen(result, "re");
	ck_assert_ptr_nonnull(file);
	ret[fread(ret, 1, size - 1, file)] = '\0';
	fclose(file);
	bundle_close(&bundle);
}

/* At createContainer and createRuntime, under runc and crun. */
START_TEST(a_reader_that_was_taken_over_reaches_neither_init_nor_the_runtime)
{
	int place = _i / WAYS;
	char result[32];

	try_at(place / RUNTIMES, place % RUNTIMES, "reader", ways[_i % WAYS], result,
	       sizeof(result));
	ck_assert_str_eq(result, "EPERM");
}
END_TEST

/* The counterpart, which shows that it is the confinement that protects them. */
START_TEST(a_process_that_is_not_confined_reaches_them)
{
	char result[32];

	try_at(_i / RUNTIMES, _i, "free", "open_memory_to_write", result, sizeof(result));
	ck_assert_str_eq(result, "done");
}
END_TEST

void add_hooks(TCase *tcase)
{
	add_loop_tests(tcase, WAYS * 2 * RUNTIMES,
		       a_reader_that_was_taken_over_reaches_neither_init_nor_the_runtime);
	add_loop_tests(tcase, 2 * RUNTIMES, a_process_that_is_not_confined_reaches_them);
}
