/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy configure in invented roots: every engine, configured and undone; invalid calls. */
#include <string.h>

#include "configure_root.h"

static void assert_config(const struct root *root, const char *file, const char *name)
{
	char text[ROOT_TEXT];

	root_config(name, text);
	assert_file(root, file, text);
}

/* ---- configuring and undoing ---- */

static const char *const engines[] = {"podman", "docker", "crio", "containerd"};

START_TEST(there_and_back_again)
{
	char before[ROOT_TEXT], after[ROOT_TEXT], then[ROOT_TEXT];
	struct command command;
	struct root root;

	configure_begin(&root);
	root_put(&root, DAEMON, "{\"debug\": true}\n", 0640);
	root_list(&root, before);
	configure(&command, &root, "--dry-run", engines[_i]);
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(command.out, "\n+++ " CDI "\n");
	assert_says(command.out, "\nNothing was changed (--dry-run).\n");
	root_list(&root, then);
	ck_assert_str_eq(then, before);

	configure(&command, &root, engines[_i]);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(command.out, "\n+++ " CDI "\n");
	assert_says(command.out, "\nwrote " CDI "\n");
	assert_says(root_get(&root, CDI), "\"path\": \"" ROOT_HOOK "\"");
	root_list(&root, after);
	configure(&command, &root, engines[_i]);
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(command.out, NO_CHANGE);
	root_list(&root, then);
	ck_assert_str_eq(then, after);

	configure(&command, &root, "--undo", engines[_i]);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(command.out, "\nremoved " CDI "\n");
	root_list(&root, then);
	ck_assert_str_eq(then, before);
	assert_none(&root, "/etc/cdi");
	assert_none(&root, "/var/lib/oci-mempolicy");
	configure(&command, &root, "--undo");
	assert_ended(&command, 0, NO_CHANGE, "");
	root_drop(&root);
}
END_TEST

START_TEST(files_are_those_of_configs)
{
	struct command command;
	struct root root;

	configure_begin(&root);
	configure(&command, &root, "podman");
	assert_config(&root, HOOKS, "podman/hooks.d/oci-mempolicy.json");
	assert_config(&root, CONTAINERS, "podman/containers.conf.d/oci-mempolicy.conf");
	configure(&command, &root, "docker");
	assert_config(&root, DAEMON, "docker/daemon.json");
	assert_says(command.out, "to do: systemctl restart docker; this stops all its containers");
	configure(&command, &root, "crio");
	assert_config(&root, CRIO, "crio/20-oci-mempolicy.conf");
	assert_says(command.out, "to do: systemctl restart crio; ");
	root_drop(&root);
}
END_TEST

START_TEST(the_hook_is_where_it_is_said)
{
	struct command command;
	struct root root;

	configure_begin(&root);
	root_put(&root, "/opt/a b/oci-mempolicy-hook", "", 0755);
	run_program(&command, "configure", "podman", "--root", root.path, "--hook",
		    "/opt/a b/oci-mempolicy-hook");
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(root_get(&root, CDI), "\"path\": \"/opt/a b/oci-mempolicy-hook\"");
	assert_says(root_get(&root, HOOKS), "\"path\": \"/opt/a b/oci-mempolicy-hook\"");
	root_drop(&root);
}
END_TEST

/* One engine does not remove what another needs. */
START_TEST(engines_share_files)
{
	struct command command;
	struct root root;

	configure_begin(&root);
	configure(&command, &root, "podman");
	configure(&command, &root, "crio");
	configure(&command, &root, "docker");
	configure(&command, &root, "--undo", "podman");
	ck_assert_int_eq(command.exit_code, 0);
	assert_none(&root, CONTAINERS);
	ck_assert_ptr_nonnull(root_get(&root, HOOKS));
	configure(&command, &root, "--undo", "crio");
	assert_none(&root, HOOKS);
	assert_none(&root, CRIO);
	ck_assert_ptr_nonnull(root_get(&root, CDI));
	configure(&command, &root, "--undo");
	assert_none(&root, CDI);
	assert_none(&root, DAEMON);
	assert_none(&root, RECORD);
	root_drop(&root);
}
END_TEST

START_TEST(as_json)
{
	struct command command;
	const char *engine, *path, *action, *diff, *service, *stops;
	int undo, dry_run;
	struct root root;
	json_t *json;

	configure_begin(&root);
	root_put(&root, DAEMON, "{\"live-restore\": true}", 0644);
	configure(&command, &root, "docker", "--dry-run", "--json");
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json,
				     "{s:s, s:b, s:b, s:[o, o, {s:s, s:s, s:s}!], s:[{s:s, s:s}!]}",
				     "engine", &engine, "undo", &undo, "dryRun", &dry_run,
				     "changes", &(json_t *){NULL}, &(json_t *){NULL}, "path", &path,
				     "action", &action, "diff", &diff, "restarts", "service",
				     &service, "stops", &stops),
			 0);
	ck_assert_str_eq(engine, "docker");
	ck_assert(!undo && dry_run);
	ck_assert_str_eq(path, DAEMON);
	ck_assert_str_eq(action, "change");
	ck_assert_str_eq(diff, "--- " DAEMON "\n+++ " DAEMON "\n@@ -1 +1 @@\n"
			       "-{\"live-restore\": true}\n\\ No newline at end of file\n"
			       "+{\"live-restore\": true, \"features\": {\"cdi\": true}}\n"
			       "\\ No newline at end of file\n");
	ck_assert_str_eq(service, "docker");
	ck_assert_str_eq(stops, "no container, as live-restore is on");
	json_decref(json);
	root_drop(&root);
}
END_TEST

/* ---- invalid calls ---- */

START_TEST(no_hook_no_configuration)
{
	struct command command;
	struct root root;

	configure_begin(&root);
	run_program(&command, "configure", "podman", "--root", root.path, "--hook", "/opt/hook");
	ck_assert_int_eq(command.exit_code, 66);
	ck_assert_str_eq(command.out, "");
	assert_says(command.err,
		    "/opt/hook: engines could not start containers with it; install it");
	assert_none(&root, "/etc");
	/* Nothing was configured, so there is nothing to undo. */
	run_program(&command, "configure", "--undo", "--root", root.path);
	assert_ended(&command, 0, NO_CHANGE, "");
	root_drop(&root);
}
END_TEST

#define SEE "; see oci-mempolicy configure --help\n"

static const struct {
	const char *arguments[4];
	int exit_code;
	const char *error;
} wrong[] = {
	{{NULL}, 64, "oci-mempolicy configure: the engine is missing" SEE},
	{{"rkt"},
	 64,
	 "oci-mempolicy configure: there is no engine \"rkt\"; choose podman, docker, containerd, "
	 "crio or kubernetes\n"},
	{{"podman", "docker"}, 64, "oci-mempolicy configure: unexpected argument \"docker\"" SEE},
	{{"podman", "--hook", "hook"},
	 64,
	 "oci-mempolicy configure: --hook takes an absolute path, not \"hook\"" SEE},
	{{"podman", "--hook", "/a\"b"},
	 64,
	 "oci-mempolicy configure: --hook takes an absolute path, not \"/a\\\"b\"" SEE},
	{{"podman", "--root", "/nowhere"},
	 66,
	 "oci-mempolicy configure: /nowhere: No such file or directory\n"},
	{{"docker", "--user"},
	 77,
	 "oci-mempolicy configure: only root can configure docker; run it as root, without "
	 "--user\n"},
};

START_TEST(wrong_calls_are_refused)
{
	struct command command;

	command_init(&command, PROGRAM, "configure", NULL);
	for (int i = 0; i < 4 && wrong[_i].arguments[i]; i++)
		command_add(&command, wrong[_i].arguments[i]);
	command_run(&command);
	assert_ended(&command, wrong[_i].exit_code, "", wrong[_i].error);
}
END_TEST

void add_configure(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(engines), there_and_back_again);
	add_tests(tcase, files_are_those_of_configs, the_hook_is_where_it_is_said,
		  engines_share_files, as_json, no_hook_no_configuration);
	add_loop_tests(tcase, LENGTH(wrong), wrong_calls_are_refused);
}
