/* SPDX-License-Identifier: Apache-2.0 */
/* A policy for the calling thread. Each test has its own process. */
#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "unit.h"

/* A node that this process can certainly use. */
static struct mempolicy_nodes usable(void)
{
	struct mempolicy_machine machine;
	struct mempolicy_nodes allowed, both, one = {{0}};
	struct mempolicy_error err;

	assert_accepted("machine", mempolicy_machine_read(&machine, &err), &err);
	assert_accepted("allowed", mempolicy_allowed(getpid(), &allowed, &err), &err);
	both = mempolicy_nodes_and(&machine.with_memory, &allowed);
	mempolicy_nodes_add(&one, mempolicy_nodes_first(&both));
	return one;
}

static bool is_own(const struct mempolicy *policy)
{
	struct mempolicy found;
	struct mempolicy_error err;

	return mempolicy_get_own(&found, &err) == 0 && mempolicy_equal(&found, policy);
}

static int has(const void *policy)
{
	return is_own(policy) ? 0 : 1;
}

static const struct {
	enum mempolicy_mode mode;
	unsigned int flags;
} kinds[] = {
	{MEMPOLICY_PREFERRED, 0},  {MEMPOLICY_BIND, 0},	 {MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES},
	{MEMPOLICY_INTERLEAVE, 0}, {MEMPOLICY_LOCAL, 0}, {MEMPOLICY_DEFAULT, 0},
};

START_TEST(it_is_set_and_inherited)
{
	struct mempolicy before = {.mode = MEMPOLICY_INTERLEAVE, .nodes = usable()};
	struct mempolicy policy = {.mode = kinds[_i].mode, .flags = kinds[_i].flags};
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;

	if (policy.mode != MEMPOLICY_LOCAL && policy.mode != MEMPOLICY_DEFAULT)
		policy.nodes = usable();
	assert_accepted("before", mempolicy_set(&before, false, NULL, &err), &err);
	assert_accepted("set", mempolicy_set(&policy, false, &resolution, &err), &err);
	ck_assert(is_own(&policy));
	ck_assert(mempolicy_equal(&resolution.request, &policy));
	ck_assert(!resolution.degraded);
	ck_assert_int_eq(in_child(has, &policy), 0);
}
END_TEST

static void *when_asked(void *data)
{
	static const struct mempolicy none = {.mode = MEMPOLICY_DEFAULT};
	char byte;

	return read(*(int *)data, &byte, 1) == 1 && is_own(&none) ? data : NULL;
}

START_TEST(other_threads_keep_theirs)
{
	struct mempolicy policy = {.mode = MEMPOLICY_BIND, .nodes = usable()};
	struct mempolicy_error err;
	pthread_t thread;
	void *kept = NULL;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, when_asked, &ends[0]), 0);
	assert_accepted("set", mempolicy_set(&policy, false, NULL, &err), &err);
	ck_assert_int_eq(write(ends[1], "", 1), 1);
	ck_assert_int_eq(pthread_join(thread, &kept), 0);
	ck_assert_ptr_nonnull(kept);
}
END_TEST

START_TEST(one_that_cannot_be_had_changes_nothing)
{
	struct mempolicy before = {.mode = MEMPOLICY_INTERLEAVE, .nodes = usable()};
	struct mempolicy policy = {.mode = MEMPOLICY_BIND, .nodes = nodes_of("1023")};
	struct mempolicy partly = policy;
	struct mempolicy without_nodes = {.mode = MEMPOLICY_BIND};
	struct mempolicy_error err;

	assert_accepted("before", mempolicy_set(&before, false, NULL, &err), &err);
	ck_assert_int_eq(mempolicy_set(&policy, false, NULL, &err), -1);
	ck_assert_int_eq(err.kind, MEMPOLICY_ERROR_INVALID);
	ck_assert_int_eq(err.reason, MEMPOLICY_REASON_NONE);
	mempolicy_nodes_add(&partly.nodes, mempolicy_nodes_first(&before.nodes));
	ck_assert_int_eq(mempolicy_set(&partly, false, NULL, &err), -1);
	ck_assert_int_eq(err.kind, MEMPOLICY_ERROR_INVALID);
	ck_assert_int_eq(err.reason, MEMPOLICY_REASON_NODE_UNUSABLE);
	ck_assert_int_eq(mempolicy_set(&without_nodes, true, NULL, &err), -1);
	ck_assert_str_eq(err.pointer, "/linux/memoryPolicy/nodes");
	ck_assert(is_own(&before));
}
END_TEST

START_TEST(nodes_are_left_out_where_that_is_allowed)
{
	struct mempolicy left = {.mode = MEMPOLICY_BIND, .nodes = usable()}, policy = left;
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;

	mempolicy_nodes_add(&policy.nodes, MEMPOLICY_MAX_NODES - 1);
	assert_accepted("set", mempolicy_set(&policy, true, &resolution, &err), &err);
	ck_assert(is_own(&left));
	ck_assert(resolution.degraded);
	ck_assert(mempolicy_nodes_equal(&resolution.effective, &left.nodes));
}
END_TEST

START_TEST(a_filter_that_forbids_it_is_named)
{
	static const struct mempolicy local = {.mode = MEMPOLICY_LOCAL};
	struct mempolicy_error err;

	forbid_system_call(SYS_set_mempolicy, EPERM);
	assert_refused("filtered", mempolicy_set(&local, false, NULL, &err), &err,
		       MEMPOLICY_ERROR_PERMISSION, FORBIDDEN("set_mempolicy in this thread"));
	ck_assert_int_eq(err.reason, MEMPOLICY_REASON_FILTERED);
}
END_TEST

START_TEST(the_library_says_which_version_it_is)
{
	ck_assert_str_eq(mempolicy_version(), MEMPOLICY_VERSION);
	ck_assert_int_ge(MEMPOLICY_VERSION_NUMBER, MEMPOLICY_VERSION_OF(0, 1, 0));
	ck_assert_int_lt(MEMPOLICY_VERSION_OF(0, 9, 999), MEMPOLICY_VERSION_OF(0, 10, 0));
	ck_assert_int_lt(MEMPOLICY_VERSION_OF(0, 999, 0), MEMPOLICY_VERSION_OF(1, 0, 0));
}
END_TEST

void add_set(TCase *tcase)
{
	add_loop_tests(tcase, (int)LENGTH(kinds), it_is_set_and_inherited);
	add_tests(tcase, other_threads_keep_theirs, one_that_cannot_be_had_changes_nothing,
		  nodes_are_left_out_where_that_is_allowed, a_filter_that_forbids_it_is_named,
		  the_library_says_which_version_it_is);
}
