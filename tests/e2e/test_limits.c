/* SPDX-License-Identifier: Apache-2.0 */
/* Limits that leave room for only one more process, the hook: it cannot start a second one, and so
 * cannot both read untrusted input and trace. */
#include <sched.h>
#include <stdio.h>
#include <sysexits.h>

#include "direct.h"
#include "rootfs.h"
#include "suites.h"

#define NO_ROOM                                                                                    \
	"cannot start a second process, which reads config.json apart from the one that traces "   \
	"the container's init: Resource temporarily unavailable; leave room for one more process " \
	"in the container's pids limit (linux.resources.pids.limit, pids.max of its cgroup) and "  \
	"in RLIMIT_NPROC"

/*
 * The lowest limit under which a runtime can start a hook at createContainer. crun's init is one
 * process. runc's has a varying number of threads, which count, too; so for runc, the hook's entry
 * lowers the limit to the number of processes at that moment.
 */
#define LEAST "{'pids': {'limit': 2}}"
static const char lower_limit[] =
	"while IFS=: read -r _ kind path; do case $kind in"
	" pids) dir=/sys/fs/cgroup/pids$path ;;"
	" '') dir=${dir:-/sys/fs/cgroup$path} ;;"
	" esac; done </proc/self/cgroup && "
	"read -r now <$dir/pids.current && echo $now >$dir/pids.max && exec \"$@\"";

/* The probe could not start other processes. */
static void expect_ran_alone(const struct bundle *bundle, const struct policy *policy)
{
	char text[COMMAND_OUTPUT];

	hook_text(bundle, text, sizeof(text));
	ck_assert_str_eq(text, "");
	ck_assert_str_eq(bundle->command.err, "");
	ck_assert_int_eq(bundle->command.exit_code, 0);
	snprintf(text, sizeof(text), "{\"mode\":%d,\"nodes\":[%s]}\n", policy->kernel,
		 policy->nodes ? policy->nodes : "");
	ck_assert_str_eq(bundle->command.out, text);
}

/* ---- limits that leave no room ---- */

/* A container with a low pids limit. */
static void open_limited(struct bundle *bundle, int index)
{
	bundle_open(bundle, index);
	bundle_set_text(bundle, "process", "args", "['/probe', 'policy']");
	if (bundle->runtime == CRUN) {
		bundle_set_text(bundle, "linux", "resources", LEAST);
		bundle_hook(bundle, "createContainer", "--log", bundle->log, NULL);
	} else {
		bundle_set_text(bundle, "linux", "resources", "{'pids': {'limit': 100}}");
		bundle_add_hook(bundle, "createContainer", "/bin/sh",
				json_pack("[s, s, s, s, s, s, s]", "sh", "-c", lower_limit, "sh",
					  scratch.hook, "--log", bundle->log));
	}
}

/* A rootless container with a low RLIMIT_NPROC. */
static void open_rootless_limited(struct bundle *bundle, int index)
{
	bundle_open_rootless(bundle, index);
	bundle_add_hook(bundle, "createContainer", "/usr/bin/prlimit",
			json_pack("[s, s, s, s, s]", "prlimit", "--nproc=0", scratch.hook, "--log",
				  bundle->log));
}

/* The tests loop over these and over runtimes. */
static const struct limit {
	void (*open)(struct bundle *bundle, int index);
	void (*expect_ran)(const struct bundle *bundle, const struct policy *policy);
} limits[] = {{open_limited, expect_ran_alone}, {open_rootless_limited, expect_ran}};
#define LIMITS (2 * RUNTIMES)

START_TEST(without_room_a_container_that_asks_for_nothing_starts)
{
	const struct limit *limit = &limits[_i / RUNTIMES];
	struct bundle bundle;

	limit->open(&bundle, _i);
	bundle_run(&bundle);
	limit->expect_ran(&bundle, &no_policy);
	expect_logged(bundle.log, 0, "outcome", "none", NULL);
	bundle_close(&bundle);
}
END_TEST

/* With a runtime that already has the policy. */
START_TEST(without_room_a_policy_in_place_is_verified)
{
	const struct limit *limit = &limits[_i / RUNTIMES];
	struct bundle bundle;

	limit->open(&bundle, _i);
	bundle.under[0] = "numactl";
	bundle.under[1] = "--interleave=0";
	bundle_ask(&bundle, &interleave_0);
	bundle_run(&bundle);
	limit->expect_ran(&bundle, &interleave_0);
	expect_logged(bundle.log, 0, "outcome", "in-place", NULL);
	bundle_close(&bundle);
}
END_TEST

static void expect_refused_without_room(int index, const struct policy *policy, int exit_code,
					const char *text)
{
	struct bundle bundle;

	limits[index / RUNTIMES].open(&bundle, index);
	bundle_ask(&bundle, policy);
	bundle_run(&bundle);
	expect_refused(&bundle, exit_code, text);
	expect_logged(bundle.log, 0, "outcome", "failed", NULL);
	bundle_close(&bundle);
}

START_TEST(without_room_another_policy_is_refused)
{
	expect_refused_without_room(_i, &bind_0, EX_OSERR, NO_ROOM);
}
END_TEST

/* The container itself requests nothing. */
START_TEST(without_room_a_default_is_left_out)
{
	struct bundle bundle;
	json_t *line;

	bundle_open_rootless(&bundle, _i);
	bundle_add_hook(&bundle, "createContainer", "/usr/bin/prlimit",
			json_pack("[s, s, s, s, s, s, s]", "prlimit", "--nproc=0", scratch.hook,
				  "--log", bundle.log, "--default-policy", "bind:0"));
	bundle_run(&bundle);
	ck_assert_msg(bundle.command.exit_code == 0, "%s", bundle.command.err);
	expect_policy(bundle.command.out, &no_policy);
	expect_logged(bundle.log, 0, "outcome", "none", NULL);
	line = log_line(bundle.log, 0);
	ck_assert_str_eq(log_string(line, "from"), "--default-policy");
	ck_assert_ptr_nonnull(
		strstr(NO_ROOM, log_string(json_object_get(line, "error"), "message")));
	json_decref(line);
	bundle_close(&bundle);
}
END_TEST

START_TEST(without_room_a_wrong_policy_is_explained)
{
	static const struct policy wrong = {.mode = "MPOL_BIND"};

	expect_refused_without_room(
		_i, &wrong, EX_DATAERR,
		"/linux/memoryPolicy/nodes: invalid memory policy nodes \"\": MPOL_BIND needs at "
		"least one node; name the nodes, such as \"0-3,7\"");
}
END_TEST

/* At that stage the hook is not one of the container's processes. */
START_TEST(at_createRuntime_the_pids_limit_is_no_hindrance)
{
	const bool asks = _i / RUNTIMES;
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_set_text(&bundle, "process", "args", "['/probe', 'policy']");
	bundle_set_text(&bundle, "linux", "resources", LEAST);
	if (asks)
		bundle_ask(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[1], NULL);
	bundle_run(&bundle);
	expect_ran_alone(&bundle, asks ? &bind_0 : &no_policy);
	bundle_close(&bundle);
}
END_TEST

/* ---- the same without a runtime ---- */

static void run_as_ordinary_user(struct command *command, const struct bundle *bundle, pid_t pid)
{
	command_init(command, "prlimit", "--nproc=0", scratch.hook, NULL);
	command->uid = ORDINARY_USER;
	command->home = bundle->path;
	direct_ignore_leaks();
	direct_run_command(command, direct_state(bundle, "creating", pid));
}

START_TEST(a_hook_at_RLIMIT_NPROC_refuses_to_apply)
{
	struct witness witness;
	struct bundle bundle;
	struct command command;

	bundle_open(&bundle, RUNC);
	bundle_set_text(&bundle, "linux", "namespaces", "[{'type': 'pid'}]");
	if (_i)
		bundle_ask(&bundle, &bind_0);
	bundle_write(&bundle);
	witness_start(&witness, CLONE_NEWPID);
	run_as_ordinary_user(&command, &bundle, witness.pid);
	if (_i)
		direct_expect_error(&command, EX_OSERR, "%s: " NO_ROOM, bundle.id);
	else
		direct_expect_silence(&command);
	witness_end(&witness, &no_policy);
	bundle_close(&bundle);
}
END_TEST

void add_limits(TCase *tcase)
{
	add_loop_tests(tcase, LIMITS, without_room_a_container_that_asks_for_nothing_starts,
		       without_room_a_policy_in_place_is_verified,
		       without_room_another_policy_is_refused,
		       without_room_a_wrong_policy_is_explained);
	add_loop_tests(tcase, RUNTIMES, without_room_a_default_is_left_out);
	add_loop_tests(tcase, 2 * RUNTIMES, at_createRuntime_the_pids_limit_is_no_hindrance);
	add_loop_tests(tcase, 2, a_hook_at_RLIMIT_NPROC_refuses_to_apply);
}
