/* SPDX-License-Identifier: Apache-2.0 */
/* A config.json that the hook may not read, because it is in the user namespace that a root runtime
 * made for the container. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "direct.h"
#include "rootfs.h"
#include "suites.h"

#define OPTION "--after-create-runtime"
#define DENIED "cannot read %s/config.json: Permission denied; "
#define REMEDY                                                                                     \
	"in this user namespace it may not be read: register the hook at createRuntime as well, "  \
	"and give this entry " OPTION
#define OTHER_REMEDY                                                                               \
	"the runtime names this bundle in the container's state; it must be readable to the hook"

/* The file or folder that only root can access. crun starts a hook at createContainer in the
 * bundle's folder, and so before 1.27 (its commit 343414373510) cannot run any if that is
 * closed. */
enum closed { CONFIG, BUNDLE };
static const struct {
	enum runtime runtime;
	enum closed what;
} cases[] = {{RUNC, CONFIG}, {CRUN, CONFIG}, {RUNC, BUNDLE}};
#define CASES 3

/* Parts of the bundle that the container must be able to access. */
struct outside {
	char path[80];
	char log[96];
};

/* Moves the root file system, and the file for the output of crun's hooks, out of the bundle. */
static void move_out(struct bundle *bundle, struct outside *ret)
{
	char rootfs[sizeof(bundle->path) + 16], moved[sizeof(rootfs)];

	snprintf(ret->path, sizeof(ret->path), "%s/outside-XXXXXX", scratch.dir);
	ck_assert_ptr_nonnull(mkdtemp(ret->path));
	ck_assert_int_eq(chown(ret->path, NAMESPACE_ROOT, NAMESPACE_ROOT), 0);
	snprintf(ret->log, sizeof(ret->log), "%s/log", ret->path);
	snprintf(rootfs, sizeof(rootfs), "%s/rootfs", bundle->path);
	snprintf(moved, sizeof(moved), "%s/rootfs", ret->path);
	ck_assert_int_eq(chmod(ret->path, 0755), 0);
	ck_assert_int_eq(rename(rootfs, moved), 0);
	bundle_set(bundle, "root", "path", json_string(moved));
	snprintf(bundle->hook_stderr, sizeof(bundle->hook_stderr), "%s/hook.stderr", ret->path);
	bundle_set(bundle, "annotations", "run.oci.hooks.stderr", json_string(bundle->hook_stderr));
}

/* Removes access for everybody but root; config.json keeps its mode when it is written again. */
static void close_to_others(const struct bundle *bundle, enum closed what)
{
	bundle_write(bundle);
	ck_assert_int_eq(chmod(bundle->config_path, what == CONFIG ? 0600 : 0644), 0);
	ck_assert_int_eq(chown(bundle->path, 0, 0), 0);
	ck_assert_int_eq(chmod(bundle->path, what == BUNDLE ? 0700 : 0755), 0);
}

static void open_closed(struct bundle *bundle, struct outside *outside, int index)
{
	bundle_open(bundle, (int)cases[index % CASES].runtime);
	bundle_add_user_namespace(bundle);
	move_out(bundle, outside);
	close_to_others(bundle, cases[index % CASES].what);
}

static const struct policy *const asked[] = {&no_policy, &bind_0};
#define ASKED 2

static const struct policy *ask(struct bundle *bundle, int index)
{
	const struct policy *policy = asked[index / CASES];

	if (policy != &no_policy)
		bundle_ask(bundle, policy);
	return policy;
}

/* It cannot be known whether the container requests a policy. */
START_TEST(at_createContainer_alone_it_is_refused)
{
	struct outside outside;
	struct bundle bundle;
	char text[512];

	open_closed(&bundle, &outside, _i);
	ask(&bundle, _i);
	bundle_hook(&bundle, "createContainer", NULL);
	bundle_run(&bundle);
	snprintf(text, sizeof(text), DENIED REMEDY, bundle.path);
	expect_refused(&bundle, EX_NOINPUT, text);
	bundle_close(&bundle);
}
END_TEST

START_TEST(at_both_stages_it_is_left_to_createRuntime)
{
	const struct policy *policy;
	struct outside outside;
	struct bundle bundle;

	open_closed(&bundle, &outside, _i);
	policy = ask(&bundle, _i);
	bundle_hook(&bundle, "createRuntime", "--log", bundle.log, NULL);
	bundle_hook(&bundle, "createContainer", OPTION, "--log", outside.log, NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, policy);
	expect_logged(bundle.log, 0, "outcome", policy == &no_policy ? "none" : "applied", NULL);
	expect_logged(outside.log, 0, "outcome", "unverified", "stage", "createContainer",
		      "verified", "(none)", "id", bundle.id, NULL);
	bundle_close(&bundle);
}
END_TEST

/* ---- the option has no other effect ---- */

START_TEST(a_config_that_can_be_read_is_verified_all_the_same)
{
	struct bundle bundle;

	bundle_open_asking(&bundle, _i, &bind_0);
	bundle_hook(&bundle, "createContainer", OPTION, "--log", bundle.log, NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &bind_0);
	expect_logged(bundle.log, 0, "outcome", "applied", NULL);
	bundle_close(&bundle);
}
END_TEST

/* A missing file has nothing to do with permissions. */
START_TEST(a_config_that_is_missing_is_refused_in_a_user_namespace)
{
	char text[512];
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_add_user_namespace(&bundle);
	/* crun may fail if its state is not read, see input.h. */
	bundle_add_hook(&bundle, "createRuntime", "/bin/sh",
			json_pack("[s, s, s, s, s]", "sh", "-c", "cat >/dev/null; rm \"$1\"", "sh",
				  bundle.config_path));
	bundle_hook(&bundle, "createContainer", OPTION, NULL);
	bundle_run(&bundle);
	snprintf(text, sizeof(text), "cannot read %s: No such file or directory; " OTHER_REMEDY,
		 bundle.config_path);
	expect_refused(&bundle, EX_NOINPUT, text);
	bundle_close(&bundle);
}
END_TEST

/* Runs the hook through other programs, up to NULL, as an ordinary user who may not read
 * config.json. */
static void run_directly(struct bundle *bundle, struct command *command, pid_t pid,
			 const char *const *programs)
{
	bundle_open(bundle, RUNC);
	close_to_others(bundle, CONFIG);
	command_init(command, NULL, NULL);
	for (; *programs; programs++)
		command_add(command, *programs);
	command_add(command, scratch.hook);
	command_add(command, OPTION);
	command->uid = ORDINARY_USER;
	command->home = bundle->path;
	direct_run_command(command, direct_state(bundle, "creating", pid));
}

static const char *const directly[] = {NULL}, *const in_namespace[] = {"unshare", "--user",
								       "--map-root-user", NULL};

START_TEST(without_a_user_namespace_it_is_refused)
{
	struct bundle bundle;
	struct command command;

	run_directly(&bundle, &command, _i ? 1 : -1, directly);
	direct_expect_error(&command, EX_NOINPUT, "%s: " DENIED OTHER_REMEDY, bundle.id,
			    bundle.path);
	bundle_close(&bundle);
}
END_TEST

/* There, the state's pid is a process other than the hook's parent. */
START_TEST(at_createRuntime_it_is_refused)
{
	struct bundle bundle;
	struct command command;

	run_directly(&bundle, &command, 1, in_namespace);
	direct_expect_error(&command, EX_NOINPUT, "%s: " DENIED OTHER_REMEDY, bundle.id,
			    bundle.path);
	bundle_close(&bundle);
}
END_TEST

/* The counterpart, which shows that the two above are not refused for another reason. */
START_TEST(in_a_user_namespace_at_createContainer_it_is_not)
{
	struct bundle bundle;
	struct command command;

	run_directly(&bundle, &command, -1, in_namespace);
	direct_expect_silence(&command);
	bundle_close(&bundle);
}
END_TEST

void add_unreadable(TCase *tcase)
{
	const int all = ASKED * CASES;

	add_loop_tests(tcase, all, at_createContainer_alone_it_is_refused,
		       at_both_stages_it_is_left_to_createRuntime);
	add_loop_tests(tcase, RUNTIMES, a_config_that_can_be_read_is_verified_all_the_same,
		       a_config_that_is_missing_is_refused_in_a_user_namespace);
	add_loop_tests(tcase, 2, without_a_user_namespace_it_is_refused);
	add_tests(tcase, at_createRuntime_it_is_refused,
		  in_a_user_namespace_at_createContainer_it_is_not);
}
