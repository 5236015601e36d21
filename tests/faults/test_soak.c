/* SPDX-License-Identifier: Apache-2.0 */
/* 2,000 containers with random policies: none is wrong, and nothing remains of them. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>

#include "expect.h"
#include "suites.h"

#define AT_ONCE	   16
#define CONTAINERS 2000

/* NULL: none. A node that no machine has must be refused. */
static const struct policy *const asked[] = {
	NULL,
	&no_policy,
	&bind_0,
	&interleave_0,
	&(const struct policy){"MPOL_PREFERRED", "0", {NULL}, PREFERRED},
	&(const struct policy){"MPOL_LOCAL", NULL, {NULL}, LOCAL},
	&(const struct policy){"MPOL_BIND", "0", {"MPOL_F_STATIC_NODES"}, BIND | STATIC_NODES},
	&(const struct policy){"MPOL_BIND", "0", {"MPOL_F_RELATIVE_NODES"}, BIND | RELATIVE_NODES},
	&(const struct policy){
		"MPOL_INTERLEAVE", "0", {"MPOL_F_STATIC_NODES"}, INTERLEAVE | STATIC_NODES},
	&(const struct policy){
		"MPOL_PREFERRED", "0", {"MPOL_F_RELATIVE_NODES"}, PREFERRED | RELATIVE_NODES},
	&(const struct policy){"MPOL_BIND", "1023", {NULL}, -1},
};
#define ASKED (sizeof(asked) / sizeof(asked[0]))

struct one {
	struct bundle bundle;
	const struct policy *asked;
};

static void start(struct one *one)
{
	one->asked = asked[(size_t)random() % ASKED];
	bundle_open(&one->bundle, (int)(random() % RUNTIMES));
	if (one->asked)
		bundle_ask(&one->bundle, one->asked);
	bundle_hook_at(&one->bundle, &stages[random() % STAGES], NULL);
	bundle_start(&one->bundle);
}

static void expect_no_such_node(const struct bundle *bundle)
{
	char text[COMMAND_OUTPUT];

	hook_text(bundle, text, sizeof(text));
	ck_assert_msg(strstr(text, "node 1023"), "%s; %s", text, bundle->command.err);
	ck_assert_int_ne(bundle->command.exit_code, 0);
	ck_assert_str_eq(bundle->command.out, "");
}

static void finish(struct one *one)
{
	bundle_finish(&one->bundle);
	if (one->asked && one->asked->kernel < 0)
		expect_no_such_node(&one->bundle);
	else
		expect_ran(&one->bundle, one->asked ? one->asked : &no_policy);
	bundle_close(&one->bundle);
}

/* ---- leftovers ---- */

static size_t cgroups;

/* Containers are named after the tests' directory, and their cgroups after them. */
static int count_cgroup(const char *path, const struct stat *status, int type)
{
	(void)status;
	if (type == FTW_D && strstr(path, strrchr(scratch.dir, '/') + 1))
		cgroups++;
	return 0;
}

static void expect_no_cgroup_left(void)
{
	cgroups = 0;
	ck_assert_int_eq(ftw("/sys/fs/cgroup", count_cgroup, 16), 0);
	ck_assert_uint_eq(cgroups, 0);
}

static void expect_no_process_left(void)
{
	ck_assert_uint_eq(scratch_processes(0), 0);
	/* Orphans and zombies would be children of this process. */
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

START_TEST(of_2000_containers_16_at_a_time_every_one_is_right)
{
	static struct one ones[AT_ONCE];

	unsigned int seed = (unsigned int)time(NULL);

	printf("soak: seed %u\n", seed);
	fflush(stdout);
	srandom(seed);
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	for (size_t i = 0; i < CONTAINERS + AT_ONCE; i++) {
		if (i >= AT_ONCE)
			finish(&ones[i % AT_ONCE]);
		if (i < CONTAINERS)
			start(&ones[i % AT_ONCE]);
	}
	ck_assert_uint_eq(bundle_delete_left(), 0);
	expect_no_process_left();
	expect_no_cgroup_left();
	ck_assert_uint_eq(scratch_mounts(), 0);
}
END_TEST

void add_soak(TCase *tcase)
{
	add_tests(tcase, of_2000_containers_16_at_a_time_every_one_is_right);
}
