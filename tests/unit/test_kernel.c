/* SPDX-License-Identifier: Apache-2.0 */
/* What the running kernel reports about its nodes and policies. Each test has its own process,
 * whose policy it may set. */
#include "kernel.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "unit.h"

#define NODE_DIR "/sys/devices/system/node"

/* A node that this process can certainly use. */
static unsigned int usable_node(void)
{
	struct mempolicy_nodes allowed = {{0}};

	ck_assert_int_eq(syscall(SYS_get_mempolicy, NULL, &allowed, KERNEL_MAXNODE, 0,
				 KERNEL_F_MEMS_ALLOWED),
			 0);
	return mempolicy_nodes_first(&allowed);
}

static long set_policy(const struct mempolicy *policy)
{
	bool with_nodes = !mempolicy_nodes_empty(&policy->nodes);

	return syscall(SYS_set_mempolicy, (long)policy->mode | (long)policy->flags,
		       with_nodes ? &policy->nodes : NULL, with_nodes ? KERNEL_MAXNODE : 0);
}

/* ---- the machine ---- */

static void assert_file_says(const char *name, const struct mempolicy_nodes *nodes)
{
	char *path = path_in(NODE_DIR, name);
	char line[4096] = "";
	FILE *file = fopen(path, "r");

	ck_assert_msg(file && fgets(line, sizeof(line), file), "%s: %s", path, strerror(errno));
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	assert_nodes(path, nodes, line);
	free(path);
}

START_TEST(this_machine_has_the_nodes_that_sys_shows)
{
	struct mempolicy_machine machine;
	struct mempolicy_error err;

	assert_accepted("this machine", mempolicy_machine_read(&machine, &err), &err);
	assert_file_says("possible", &machine.possible);
	assert_file_says("online", &machine.online);
	assert_file_says("has_memory", &machine.with_memory);
	ck_assert(mempolicy_nodes_has(&machine.with_memory, usable_node()));
}
END_TEST

/* Covers /sys/devices/system/node, only for this process. */
static void invent_machine(const char *possible, const char *online, const char *has_memory)
{
	const char *const files[][2] = {{NODE_DIR "/possible", possible},
					{NODE_DIR "/online", online},
					{NODE_DIR "/has_memory", has_memory}};

	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	ck_assert_int_eq(mount("none", NODE_DIR, "tmpfs", 0, NULL), 0);
	for (size_t i = 0; i < LENGTH(files); i++)
		if (files[i][1])
			write_file(files[i][0], files[i][1], strlen(files[i][1]));
}

START_TEST(a_machine_with_holes_is_read)
{
	struct mempolicy_machine machine;
	struct mempolicy_error err;

	invent_machine("0-1023\n", "0,4-5,900\n", "0,900\n");
	assert_accepted("holes", mempolicy_machine_read(&machine, &err), &err);
	assert_nodes("possible", &machine.possible, "0-1023");
	assert_nodes("online", &machine.online, "0,4-5,900");
	assert_nodes("with memory", &machine.with_memory, "0,900");
}
END_TEST

/* Pairs of nodes make the longest list. */
START_TEST(the_longest_list_of_nodes_is_read_whole)
{
	struct mempolicy_machine machine;
	struct mempolicy_error err;
	struct mempolicy_nodes nodes = {{0}};
	char list[4096];

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
		if (node % 3 != 2)
			mempolicy_nodes_add(&nodes, node);
	ck_assert_uint_lt(mempolicy_nodes_format(&nodes, list, sizeof(list)), sizeof(list));
	invent_machine(list, list, list);
	assert_accepted("pairs", mempolicy_machine_read(&machine, &err), &err);
	ck_assert(mempolicy_nodes_equal(&machine.possible, &nodes));
	ck_assert(mempolicy_nodes_equal(&machine.online, &nodes));
	ck_assert(mempolicy_nodes_equal(&machine.with_memory, &nodes));
}
END_TEST

START_TEST(a_kernel_without_numa_is_named_as_such)
{
	struct mempolicy_machine machine;
	struct mempolicy_error err;

	invent_machine("0\n", "0\n", NULL);
	assert_refused("no has_memory", mempolicy_machine_read(&machine, &err), &err,
		       MEMPOLICY_ERROR_UNSUPPORTED,
		       NODE_DIR "/has_memory: No such file or directory; use a kernel built with "
				"CONFIG_NUMA, and mount /sys");
}
END_TEST

START_TEST(a_list_that_cannot_be_read_is_a_system_error)
{
	struct mempolicy_machine machine;
	struct mempolicy_error err;

	invent_machine("0\n", NULL, "0\n");
	ck_assert_int_eq(mkdir(NODE_DIR "/online", 0755), 0);
	assert_refused("a directory", mempolicy_machine_read(&machine, &err), &err,
		       MEMPOLICY_ERROR_SYSTEM, NODE_DIR "/online: Is a directory");
	ck_assert_int_eq(err.sys_errno, EISDIR);
}
END_TEST

/* ---- policies ---- */

#define FLAG_SETS 8 /* of three flags, from bit 13 */

static struct mempolicy combination(int index, const struct mempolicy_nodes *nodes)
{
	return (struct mempolicy){(enum mempolicy_mode)(index / FLAG_SETS),
				  (unsigned int)(index % FLAG_SETS) << 13, *nodes};
}

static bool is_supported(const struct mempolicy *policy)
{
	struct mempolicy_features features;
	struct mempolicy_error err;

	assert_accepted("features", mempolicy_features_probe(&features, &err), &err);
	return mempolicy_features_check(&features, policy, &err) == 0;
}

/* The kernel accepts the policy exactly if the rules and the features say so. */
static void assert_kernel_agrees(const struct mempolicy *policy)
{
	/* Flags that the kernel ignores with MPOL_DEFAULT are refused, because they have no
	 * effect. */
	static const struct {
		enum mempolicy_mode mode;
		unsigned int flags;
	} stricter[] = {{MEMPOLICY_DEFAULT, MEMPOLICY_F_STATIC_NODES},
			{MEMPOLICY_DEFAULT, MEMPOLICY_F_RELATIVE_NODES}};
	struct mempolicy_error err;
	struct mempolicy found;
	char text[256];
	bool expected = mempolicy_check(policy, &err) == 0 && is_supported(policy);

	for (size_t i = 0; i < LENGTH(stricter); i++)
		if (policy->mode == stricter[i].mode && policy->flags == stricter[i].flags &&
		    mempolicy_nodes_empty(&policy->nodes))
			return;
	mempolicy_format(policy, text, sizeof(text));
	ck_assert_msg((set_policy(policy) == 0) == expected, "%s: %s", text,
		      expected ? strerror(errno) : "taken by the kernel");
	if (!expected)
		return;
	assert_accepted(text, mempolicy_get_own(&found, &err), &err);
	ck_assert_msg(mempolicy_equal(&found, policy), "%s", text);
}

START_TEST(what_the_rules_say_and_what_was_set_is_what_the_kernel_says)
{
	struct mempolicy_nodes none = {{0}}, one = {{0}};
	struct mempolicy policy = combination(_i, &none);

	assert_kernel_agrees(&policy);
	mempolicy_nodes_add(&one, usable_node());
	policy = combination(_i, &one);
	assert_kernel_agrees(&policy);
}
END_TEST

START_TEST(what_is_foreseen_is_what_the_kernel_reads_back)
{
	static const char *const lists[] = {"0-5", "0-1,7", "3,9,27"};
	struct mempolicy_machine machine;
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;
	struct mempolicy_nodes allowed = {{0}}, nodes = nodes_of(lists[_i % 3]);
	struct mempolicy policy, found;

	assert_accepted("machine", mempolicy_machine_read(&machine, &err), &err);
	mempolicy_nodes_add(&allowed, usable_node());
	mempolicy_nodes_add(&nodes, usable_node());
	for (int i = 0; i < MEMPOLICY_MODES * FLAG_SETS; i++) {
		char text[256];

		policy = combination(i, &nodes);
		if (mempolicy_check(&policy, &err) || !is_supported(&policy))
			continue;
		mempolicy_format(&policy, text, sizeof(text));
		assert_accepted(text,
				mempolicy_resolve(&policy, &machine, &allowed, NULL, true,
						  &resolution, &err),
				&err);
		ck_assert_msg(set_policy(&resolution.request) == 0, "%s: %s", text,
			      strerror(errno));
		assert_accepted(text, mempolicy_get_own(&found, &err), &err);
		ck_assert_msg(mempolicy_equal(&found, &resolution.readback), "%s", text);
	}
}
END_TEST

START_TEST(a_kernel_that_refuses_to_tell_its_policy_is_reported)
{
	static const struct {
		int sys_errno;
		enum mempolicy_error_kind kind;
		const char *error;
	} cases[] = {
		{EPERM, MEMPOLICY_ERROR_PERMISSION, FORBIDDEN("get_mempolicy")},
		{ENOSYS, MEMPOLICY_ERROR_UNSUPPORTED, NOT_BUILT_IN("get_mempolicy")},
		{EIO, MEMPOLICY_ERROR_SYSTEM, "get_mempolicy: Input/output error"},
	};
	struct mempolicy policy;
	struct mempolicy_features features;
	struct mempolicy_error err;

	forbid_system_call(SYS_get_mempolicy, cases[_i].sys_errno);
	assert_refused("get", mempolicy_get_own(&policy, &err), &err, cases[_i].kind,
		       cases[_i].error);
	ck_assert_int_eq(err.sys_errno, cases[_i].sys_errno);
	assert_refused("probe", mempolicy_features_probe(&features, &err), &err, cases[_i].kind,
		       cases[_i].error);
}
END_TEST

void add_kernel(TCase *tcase)
{
	add_tests(tcase, this_machine_has_the_nodes_that_sys_shows, a_machine_with_holes_is_read,
		  the_longest_list_of_nodes_is_read_whole, a_kernel_without_numa_is_named_as_such,
		  a_list_that_cannot_be_read_is_a_system_error);
	add_loop_tests(tcase, MEMPOLICY_MODES * FLAG_SETS,
		       what_the_rules_say_and_what_was_set_is_what_the_kernel_says);
	add_loop_tests(tcase, 3, what_is_foreseen_is_what_the_kernel_reads_back,
		       a_kernel_that_refuses_to_tell_its_policy_is_reported);
}
