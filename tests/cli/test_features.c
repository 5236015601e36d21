/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy features compared with what this kernel is known to support. */
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli.h"

static bool has(const json_t *names, const char *name)
{
	for (size_t i = 0; i < json_array_size(names); i++)
		if (strcmp(json_string_value(json_array_get(names, i)), name) == 0)
			return true;
	return false;
}

START_TEST(lists_what_the_kernel_takes)
{
	static const char *const modes[] = {"MPOL_DEFAULT", "MPOL_PREFERRED", "MPOL_BIND",
					    "MPOL_INTERLEAVE", "MPOL_LOCAL"};
	struct command command;
	const json_t *found_modes, *found_flags;
	json_t *json;

	run_program(&command, "features");
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:{s:{s:o, s:o!}!}!}", "linux", "memoryPolicy",
				     "modes", &found_modes, "flags", &found_flags),
			 0);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		ck_assert_msg(has(found_modes, modes[i]), "%s", modes[i]);
	ck_assert(has(found_flags, "MPOL_F_STATIC_NODES"));
	ck_assert(has(found_flags, "MPOL_F_RELATIVE_NODES"));
	/* The kernel returns EINVAL for a mode that it does not know. */
	for (int mode = 5; mode <= 6; mode++) {
		static const unsigned long first_node = 1;
		bool takes = syscall(SYS_set_mempolicy, mode, &first_node, 64UL) == 0;

		ck_assert_int_eq(takes, has(found_modes, mode == 5 ? "MPOL_PREFERRED_MANY"
								   : "MPOL_WEIGHTED_INTERLEAVE"));
	}
	json_decref(json);
}
END_TEST

START_TEST(host_adds_the_machine)
{
	struct command command;
	const char *cpus;
	json_int_t total;
	json_t *json;
	int node, self;

	run_program(&command, "features", "--host", "--json");
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:{s:[{s:i, s:s, s:{s:I}, s:{s:i}}]}}", "host",
				     "nodes", "node", &node, "cpus", &cpus, "memory", "total",
				     &total, "distances", "0", &self),
			 0);
	ck_assert_int_eq(node, 0);
	ck_assert_str_ne(cpus, "");
	ck_assert_int_gt(total, 1 << 20);
	ck_assert_int_eq(self, 10);
	json_decref(json);
}
END_TEST

START_TEST(takes_no_arguments)
{
	struct command command;

	run_program(&command, "features", "bundle");
	assert_ended(&command, 64, "",
		     "oci-mempolicy features: unexpected argument \"bundle\"; see oci-mempolicy "
		     "features --help\n");
}
END_TEST

void add_features(TCase *tcase)
{
	add_tests(tcase, lists_what_the_kernel_takes, host_adds_the_machine, takes_no_arguments);
}
