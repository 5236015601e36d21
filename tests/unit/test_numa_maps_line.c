/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of a thread, as shown by a line of numa_maps. */
#include <stdio.h>
#include <string.h>

#include "numa_maps_line.h"
#include "unit.h"

static const char *const no_lines[] = {
	"",
	" ",
	"7f90d4cc3000",
	"7f90d4cc3000 ",
	"xyz default",
	" default",
	"7f90d4cc3000 unknown",
	"7f90d4cc3000 defaults",
	"7f90d4cc3000 bind:1x",
	"7f90d4cc3000 bind:1024",
	"7f90d4cc3000 bind=fixed:1",
};

START_TEST(what_is_no_line_is_refused)
{
	struct mempolicy policy;
	struct mempolicy_error err;
	const char *line = no_lines[_i];
	char text[256];
	bool found;

	snprintf(text, sizeof(text), "not a line of numa_maps: \"%s\"", line);
	assert_refused(line,
		       mp_numa_maps_line_policy(copy_before_guard(line, strlen(line)), strlen(line),
						&found, &policy, &err),
		       &err, MEMPOLICY_ERROR_SYSTEM, text);
}
END_TEST

#define LONG_LIST "0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,3"

static const struct {
	const char *line;
	const char *policy; /* NULL: the mapping may have its own */
} shown[] = {
	{"00400000 default file=/bin/x dirty=1 N0=1 kernelpagesize_kB=4", "MPOL_DEFAULT"},
	{"00400000 interleave:0-1 file=/bin/x", "MPOL_INTERLEAVE:0-1"},
	{"00400000 weighted interleave:0-1 file=/bin/x", "MPOL_WEIGHTED_INTERLEAVE:0-1"},
	{"00400000 bind:3 file=/bin/x", "MPOL_BIND:3"},
	{"00400000 prefer:1 file=/bin/x", "MPOL_PREFERRED:1"},
	{"00400000 prefer (many):0-1 stack", "MPOL_PREFERRED_MANY:0-1"},
	{"00400000 local file=/bin/x", "MPOL_LOCAL"},
	{"00400000 bind=balancing:0-1 file=/bin/x", "MPOL_BIND|MPOL_F_NUMA_BALANCING:0-1"},
	{"00400000 bind=static|balancing:0-1 file=/bin/x",
	 "MPOL_BIND|MPOL_F_NUMA_BALANCING|MPOL_F_STATIC_NODES:0-1"},
	{"00400000 prefer (many)=relative:0,3 file=/bin/x",
	 "MPOL_PREFERRED_MANY|MPOL_F_RELATIVE_NODES:0,3"},
	{"7ffe7edbd000 bind:1 stack", "MPOL_BIND:1"},
	{"00400000 bind:1", NULL},
	{"00400000 bind:1 heap anon=1 N0=1 kernelpagesize_kB=4", NULL},
	{"00400000 bind:1 file=/dev/shm/x", NULL},
	{"00400000 bind:1 file=/memfd:x\\040(deleted)", NULL},
	{"00400000 bind:1 file=/mnt/x huge", NULL},
	/* cut off after 63 characters; it does not matter for a mapping with its own policy */
	{"00400000 interleave:" LONG_LIST " heap", NULL},
};

START_TEST(a_line_shows_the_policy_of_the_thread)
{
	struct mempolicy policy = {.mode = MEMPOLICY_BIND};
	struct mempolicy_error err;
	bool found = false;
	char text[256];

	assert_accepted(shown[_i].line,
			mp_numa_maps_line_policy(shown[_i].line, strlen(shown[_i].line), &found,
						 &policy, &err),
			&err);
	ck_assert_msg(found == (shown[_i].policy != NULL), "%s", shown[_i].line);
	if (!found)
		return;
	mempolicy_format(&policy, text, sizeof(text));
	ck_assert_str_eq(text, shown[_i].policy);
}
END_TEST

START_TEST(a_policy_that_is_cut_is_none)
{
	static const char line[] = "00400000 interleave:" LONG_LIST " file=/bin/x";
	struct mempolicy policy;
	struct mempolicy_error err;
	bool found;

	assert_refused(line, mp_numa_maps_line_policy(line, strlen(line), &found, &policy, &err),
		       &err, MEMPOLICY_ERROR_UNSUPPORTED,
		       "numa_maps shows only the first 63 characters of a policy");
}
END_TEST

void add_numa_maps_line(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(no_lines), what_is_no_line_is_refused);
	add_loop_tests(tcase, LENGTH(shown), a_line_shows_the_policy_of_the_thread);
	add_tests(tcase, a_policy_that_is_cut_is_none);
}
