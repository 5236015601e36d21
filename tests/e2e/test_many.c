/* SPDX-License-Identifier: Apache-2.0 */
/* Many containers at once, of which nothing must remain. */
#include "expect.h"
#include "suites.h"

#define CONTAINERS 200
#define AT_ONCE	   8

/* In turn: no policy, and three different ones. */
static const struct policy *const asked[] = {
	NULL,
	&bind_0,
	&interleave_0,
	&(const struct policy){
		"MPOL_PREFERRED", "0", {"MPOL_F_STATIC_NODES"}, PREFERRED | STATIC_NODES},
	&(const struct policy){"MPOL_LOCAL", NULL, {NULL}, LOCAL},
};
#define ASKED (sizeof(asked) / sizeof(asked[0]))

static void start(struct bundle *bundle, size_t index)
{
	bundle_open(bundle, (int)index);
	if (asked[index % ASKED])
		bundle_ask(bundle, asked[index % ASKED]);
	bundle_hook_at(bundle, &stages[index % STAGES], NULL);
	bundle_start(bundle);
}

static void finish(struct bundle *bundle, size_t index)
{
	bundle_finish(bundle);
	expect_ran(bundle, asked[index % ASKED] ? asked[index % ASKED] : &no_policy);
	bundle_close(bundle);
}

START_TEST(of_200_containers_8_at_a_time_every_one_is_right)
{
	static struct bundle bundles[AT_ONCE];

	for (size_t i = 0; i < CONTAINERS + AT_ONCE; i++) {
		if (i >= AT_ONCE)
			finish(&bundles[i % AT_ONCE], i - AT_ONCE);
		if (i < CONTAINERS)
			start(&bundles[i % AT_ONCE], i);
	}
	ck_assert_uint_eq(bundle_delete_left(), 0);
	ck_assert_uint_eq(scratch_processes(0), 0);
	ck_assert_uint_eq(scratch_mounts(), 0);
}
END_TEST

void add_many(TCase *tcase)
{
	add_tests(tcase, of_200_containers_8_at_a_time_every_one_is_right);
}
