/* SPDX-License-Identifier: Apache-2.0 */
/* The modes and flags that the running kernel supports. */
#include "kernel.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

/* ---- probing ---- */

/* In a child: whether the kernel accepts this mode with all allowed nodes, or with none. */
static int ask_kernel(const void *mode)
{
	struct mempolicy_nodes allowed = {{0}};
	int value = *(const int *)mode;
	bool without = value == MEMPOLICY_DEFAULT || value == MEMPOLICY_LOCAL;

	if (syscall(SYS_get_mempolicy, NULL, &allowed, KERNEL_MAXNODE, 0, KERNEL_F_MEMS_ALLOWED))
		return 2;
	return syscall(SYS_set_mempolicy, value, without ? NULL : &allowed,
		       without ? 0 : KERNEL_MAXNODE) == 0;
}

static void assert_answer(const char *name, bool found, int mode)
{
	int answer = in_child(ask_kernel, &mode);

	ck_assert_msg(answer == found, "%s: %d, but the kernel says %d", name, found, answer);
}

START_TEST(features_are_what_the_kernel_takes)
{
	struct mempolicy_features features;
	struct mempolicy_error err;

	assert_accepted("probe", mempolicy_features_probe(&features, &err), &err);
	for (int mode = 0; mode < MEMPOLICY_MODES; mode++)
		assert_answer(mempolicy_mode_name((enum mempolicy_mode)mode), features.modes[mode],
			      mode);
	assert_answer("static", features.static_nodes, MEMPOLICY_BIND | MEMPOLICY_F_STATIC_NODES);
	assert_answer("relative", features.relative_nodes,
		      MEMPOLICY_BIND | MEMPOLICY_F_RELATIVE_NODES);
	assert_answer("balancing", features.numa_balancing_bind,
		      MEMPOLICY_BIND | MEMPOLICY_F_NUMA_BALANCING);
	assert_answer("balancing of several preferred", features.numa_balancing_preferred_many,
		      MEMPOLICY_PREFERRED_MANY | MEMPOLICY_F_NUMA_BALANCING);
	ck_assert_msg(features.modes[MEMPOLICY_BIND] && features.static_nodes,
		      "every kernel that there is takes these");
}
END_TEST

static unsigned int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int count = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

START_TEST(asking_leaves_the_caller_as_it_was)
{
	struct mempolicy before = {MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES, {{0}}}, after;
	struct mempolicy_features features;
	struct mempolicy_error err;
	unsigned int descriptors = open_descriptors();

	ck_assert_int_eq(syscall(SYS_get_mempolicy, NULL, &before.nodes, KERNEL_MAXNODE, 0,
				 KERNEL_F_MEMS_ALLOWED),
			 0);
	ck_assert_int_eq(syscall(SYS_set_mempolicy, MEMPOLICY_BIND | MEMPOLICY_F_STATIC_NODES,
				 &before.nodes, KERNEL_MAXNODE),
			 0);
	assert_accepted("probe", mempolicy_features_probe(&features, &err), &err);
	assert_accepted("get", mempolicy_get_own(&after, &err), &err);
	ck_assert(mempolicy_equal(&before, &after));
	ck_assert_uint_eq(open_descriptors(), descriptors);
	ck_assert_msg(waitpid(-1, NULL, 0) == -1 && errno == ECHILD, "it left a child behind");
}
END_TEST

START_TEST(asking_works_where_children_are_not_waited_for)
{
	struct mempolicy_features features;
	struct mempolicy_error err;

	signal(SIGCHLD, SIG_IGN);
	assert_accepted("probe", mempolicy_features_probe(&features, &err), &err);
	ck_assert(features.modes[MEMPOLICY_BIND]);
}
END_TEST

START_TEST(a_filter_on_set_mempolicy_is_not_taken_for_an_old_kernel)
{
	static const struct {
		int sys_errno;
		enum mempolicy_error_kind kind;
		const char *error;
	} cases[] = {
		{EPERM, MEMPOLICY_ERROR_PERMISSION, FORBIDDEN("set_mempolicy")},
		{ENOSYS, MEMPOLICY_ERROR_UNSUPPORTED, NOT_BUILT_IN("set_mempolicy")},
		{0, MEMPOLICY_ERROR_SYSTEM,
		 "the child process that probes the kernel's memory policies died"},
	};
	struct mempolicy_features features;
	struct mempolicy_error err;

	forbid_system_call(SYS_set_mempolicy, cases[_i].sys_errno);
	assert_refused("probe", mempolicy_features_probe(&features, &err), &err, cases[_i].kind,
		       cases[_i].error);
}
END_TEST

START_TEST(descriptors_that_ran_out_are_reported)
{
	struct rlimit limit = {0, 0};
	struct mempolicy_features features;
	struct mempolicy_error err;
	int result;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = 0;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	result = mempolicy_features_probe(&features, &err);
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_refused("pipe2", result, &err, MEMPOLICY_ERROR_SYSTEM, "pipe2: Too many open files");
}
END_TEST

/* As an ordinary user who may not start any more processes. */
static int ask_without_processes(const void *unused)
{
	const struct rlimit none = {0, 0};
	struct mempolicy_features features;
	struct mempolicy_error err;

	(void)unused;
	ck_assert_int_eq(setrlimit(RLIMIT_NPROC, &none), 0);
	ck_assert_int_eq(setuid(65534), 0);
	assert_refused("fork", mempolicy_features_probe(&features, &err), &err,
		       MEMPOLICY_ERROR_SYSTEM, "fork: Resource temporarily unavailable");
	return 0;
}

START_TEST(processes_that_ran_out_are_reported)
{
	ck_assert_int_eq(in_child(ask_without_processes, NULL), 0);
}
END_TEST

/* ---- checking ---- */

/* The features of a kernel of this version: major << 8 | minor. */
static struct mempolicy_features features_of(unsigned int version)
{
	return (struct mempolicy_features){
		.modes = {true, true, true, true, version >= 0x308, version >= 0x50f,
			  version >= 0x609},
		.static_nodes = version >= 0x207,
		.relative_nodes = version >= 0x207,
		.numa_balancing_bind = version >= 0x50c,
		.numa_balancing_preferred_many = version >= 0x60a,
	};
}

#define MODE_LACKS(mode)                                                                           \
	"/linux/memoryPolicy/mode: memory policy mode \"" mode "\" is not supported by this "      \
	"kernel (%s): it was added in Linux "
#define FLAG_LACKS(flag, with)                                                                     \
	"/linux/memoryPolicy/flags: memory policy flag \"" flag "\"" with " is not supported by "  \
	"this kernel (%s): it was added in Linux "
#define NEWER_MODE "; use a newer kernel, or another mode"
#define NEWER_FLAG "; use a newer kernel, or another flag"

static const struct {
	unsigned int version;
	enum mempolicy_mode mode;
	unsigned int flags;
	const char *error; /* NULL: supported */
} checks[] = {
	{0x307, MEMPOLICY_LOCAL, 0, MODE_LACKS("MPOL_LOCAL") "3.8" NEWER_MODE},
	{0x308, MEMPOLICY_LOCAL, 0, NULL},
	{0x50e, MEMPOLICY_PREFERRED_MANY, 0, MODE_LACKS("MPOL_PREFERRED_MANY") "5.15" NEWER_MODE},
	{0x50f, MEMPOLICY_PREFERRED_MANY, 0, NULL},
	{0x608, MEMPOLICY_WEIGHTED_INTERLEAVE, 0,
	 MODE_LACKS("MPOL_WEIGHTED_INTERLEAVE") "6.9" NEWER_MODE},
	{0x609, MEMPOLICY_WEIGHTED_INTERLEAVE, 0, NULL},
	{0x206, MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES,
	 FLAG_LACKS("MPOL_F_STATIC_NODES", "") "2.6.26" NEWER_FLAG},
	{0x206, MEMPOLICY_BIND, MEMPOLICY_F_RELATIVE_NODES,
	 FLAG_LACKS("MPOL_F_RELATIVE_NODES", "") "2.6.26" NEWER_FLAG},
	{0x207, MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES, NULL},
	{0x207, MEMPOLICY_BIND, MEMPOLICY_F_RELATIVE_NODES, NULL},
	{0x50b, MEMPOLICY_BIND, MEMPOLICY_F_NUMA_BALANCING,
	 FLAG_LACKS("MPOL_F_NUMA_BALANCING", " with MPOL_BIND") "5.12" NEWER_FLAG},
	{0x50c, MEMPOLICY_BIND, MEMPOLICY_F_NUMA_BALANCING, NULL},
	{0x609, MEMPOLICY_PREFERRED_MANY, MEMPOLICY_F_NUMA_BALANCING,
	 FLAG_LACKS("MPOL_F_NUMA_BALANCING", " with MPOL_PREFERRED_MANY") "6.10" NEWER_FLAG},
	{0x60a, MEMPOLICY_PREFERRED_MANY, MEMPOLICY_F_NUMA_BALANCING, NULL},
	{0x50e, MEMPOLICY_PREFERRED_MANY, MEMPOLICY_F_NUMA_BALANCING,
	 MODE_LACKS("MPOL_PREFERRED_MANY") "5.15" NEWER_MODE},
	{0x206, MEMPOLICY_PREFERRED, 0, NULL},
	{0x206, MEMPOLICY_INTERLEAVE, 0, NULL},
	{0x206, MEMPOLICY_DEFAULT, 0, NULL},
};

START_TEST(what_the_kernel_lacks_is_named_with_the_version_that_brought_it)
{
	const struct mempolicy_features features = features_of(checks[_i].version);
	const struct mempolicy policy = {checks[_i].mode, checks[_i].flags, nodes_of("0")};
	struct mempolicy_error err;
	int result = mempolicy_features_check(&features, &policy, &err);
	struct utsname kernel;
	char name[64], *expected;

	snprintf(name, sizeof(name), "kernel %u.%u, mode %d, flags %#x", checks[_i].version >> 8,
		 checks[_i].version & 0xff, (int)policy.mode, policy.flags);
	if (!checks[_i].error) {
		assert_accepted(name, result, &err);
		return;
	}
	ck_assert_int_eq(uname(&kernel), 0);
	expected = replace(checks[_i].error, "%s", kernel.release);
	assert_refused(name, result, &err, MEMPOLICY_ERROR_UNSUPPORTED, expected);
	free(expected);
}
END_TEST

START_TEST(a_kernel_without_any_names_every_mode)
{
	static const char *const since[] = {"2.6.7", "2.6.7", "2.6.7", "2.6.7",
					    "3.8",   "5.15",  "6.9"};
	const struct mempolicy_features none = {.static_nodes = false};
	const struct mempolicy policy = {(enum mempolicy_mode)_i, 0, nodes_of("0")};
	struct mempolicy_error err;
	struct utsname kernel;
	char expected[512];

	ck_assert_int_eq(uname(&kernel), 0);
	snprintf(expected, sizeof(expected),
		 "/linux/memoryPolicy/mode: memory policy mode \"%s\" is not supported by this "
		 "kernel (%s): it was added in Linux %s" NEWER_MODE,
		 mempolicy_mode_name(policy.mode), kernel.release, since[_i]);
	assert_refused("none", mempolicy_features_check(&none, &policy, &err), &err,
		       MEMPOLICY_ERROR_UNSUPPORTED, expected);
}
END_TEST

void add_features(TCase *tcase)
{
	add_tests(tcase, features_are_what_the_kernel_takes, asking_leaves_the_caller_as_it_was,
		  asking_works_where_children_are_not_waited_for,
		  descriptors_that_ran_out_are_reported, processes_that_ran_out_are_reported);
	add_loop_tests(tcase, 3, a_filter_on_set_mempolicy_is_not_taken_for_an_old_kernel);
	add_loop_tests(tcase, LENGTH(checks),
		       what_the_kernel_lacks_is_named_with_the_version_that_brought_it);
	add_loop_tests(tcase, MEMPOLICY_MODES, a_kernel_without_any_names_every_mode);
}
