/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy configure in invented roots: every engine, there and back; what others wrote. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "invented_root.h"

#define CDI	   "/etc/cdi/oci-mempolicy.json"
#define DAEMON	   "/etc/docker/daemon.json"
#define BACKUP	   DAEMON ".before-oci-mempolicy"
#define HOOKS	   "/etc/containers/oci/hooks.d/oci-mempolicy.json"
#define CONTAINERS "/etc/containers/containers.conf.d/oci-mempolicy.conf"
#define CRIO	   "/etc/crio/crio.conf.d/20-oci-mempolicy.conf"
#define RECORD	   "/var/lib/oci-mempolicy/configured.json"
#define NO_CHANGE  "Nothing is to be changed.\n"
#define BY_HAND	   " is left as it is: "

/* configure in a root, with these arguments besides */
#define configure(command, root, ...)                                                              \
	run_program(command, "configure", "--root", (root)->path, "--hook", ROOT_HOOK, __VA_ARGS__)

#define assert_says(text, what)                                                                    \
	ck_assert_msg(strstr(text, what), "\"%s\" is not in: %s", what, text)

/* LeakSanitizer needs /proc, which is not in such a root; what leaks shows on the machine. */
static void begin(struct root *ret)
{
	ck_assert_int_eq(setenv("ASAN_OPTIONS", "detect_leaks=0", 1), 0);
	root_make(ret);
}

static void assert_file(const struct root *root, const char *file, const char *text)
{
	const char *its = root_get(root, file);

	ck_assert_msg(its != NULL, "%s is missing", file);
	ck_assert_str_eq(its, text);
}

static void assert_config(const struct root *root, const char *file, const char *name)
{
	char text[ROOT_TEXT];

	root_config(name, text);
	assert_file(root, file, text);
}

static void assert_none(const struct root *root, const char *file)
{
	ck_assert_msg(root_get(root, file) == NULL, "%s is there", file);
}

/* ---- there and back ---- */

static const char *const engines[] = {"podman", "docker", "crio", "containerd"};

START_TEST(there_and_back_again)
{
	char before[ROOT_TEXT], after[ROOT_TEXT], then[ROOT_TEXT];
	struct command command;
	struct root root;

	begin(&root);
	root_put(&root, DAEMON, "{\"debug\": true}\n", 0640);
	root_list(&root, before);
	configure(&command, &root, "--dry-run", engines[_i]);
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(command.out, "\n+++ " CDI "\n");
	assert_says(command.out, "\nNothing has been changed: --dry-run.\n");
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

	begin(&root);
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

	begin(&root);
	root_put(&root, "/opt/a b/oci-mempolicy-hook", "", 0755);
	run_program(&command, "configure", "podman", "--root", root.path, "--hook",
		    "/opt/a b/oci-mempolicy-hook");
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(root_get(&root, CDI), "\"path\": \"/opt/a b/oci-mempolicy-hook\"");
	assert_says(root_get(&root, HOOKS), "\"path\": \"/opt/a b/oci-mempolicy-hook\"");
	root_drop(&root);
}
END_TEST

/* One engine does not take away what another needs. */
START_TEST(engines_share_files)
{
	struct command command;
	struct root root;

	begin(&root);
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

	begin(&root);
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

/* ---- wrong calls ---- */

START_TEST(no_hook_no_configuration)
{
	struct command command;
	struct root root;

	begin(&root);
	run_program(&command, "configure", "podman", "--root", root.path, "--hook", "/opt/hook");
	ck_assert_int_eq(command.exit_code, 66);
	ck_assert_str_eq(command.out, "");
	assert_says(command.err, "/opt/hook: engines would start no container with it; install it");
	assert_none(&root, "/etc");
	/* What is not there need not be undone by it. */
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
	 "oci-mempolicy configure: the files of docker are root's; run it as root, without "
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

/* ---- what others wrote ---- */

START_TEST(what_was_changed_since_is_left)
{
	struct command command;
	struct root root;

	begin(&root);
	root_put(&root, DAEMON, "{}", 0644);
	configure(&command, &root, "docker");
	configure(&command, &root, "podman");
	root_put(&root, DAEMON, "{\"features\": {\"cdi\": true}, \"debug\": true}", 0644);
	root_put(&root, HOOKS, "{}", 0644);
	configure(&command, &root, "--undo");
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.err, DAEMON BY_HAND "it was changed since it was configured; take ");
	assert_says(command.err, HOOKS BY_HAND "it was changed since it was configured; take ");
	assert_file(&root, DAEMON, "{\"features\": {\"cdi\": true}, \"debug\": true}");
	assert_file(&root, HOOKS, "{}");
	assert_none(&root, CDI);
	assert_none(&root, CONTAINERS);
	/* It is told again until they are gone. */
	unlink(root_path(&root, HOOKS));
	unlink(root_path(&root, DAEMON));
	configure(&command, &root, "--undo");
	assert_ended(&command, 0, NO_CHANGE, "");
	assert_none(&root, RECORD);
	root_drop(&root);
}
END_TEST

/* An administrator who has begun anew keeps what he has begun with. */
START_TEST(what_was_written_since_is_gone_back_to)
{
	struct command command;
	struct root root;

	begin(&root);
	root_put(&root, DAEMON, "{\"debug\": true}", 0644);
	configure(&command, &root, "docker");
	root_put(&root, DAEMON, "{\"debug\": false}", 0644);
	configure(&command, &root, "docker");
	ck_assert_int_eq(command.exit_code, 0);
	assert_file(&root, BACKUP, "{\"debug\": false}");
	configure(&command, &root, "--undo");
	assert_file(&root, DAEMON, "{\"debug\": false}");
	assert_none(&root, BACKUP);
	root_drop(&root);
}
END_TEST

START_TEST(files_of_others_are_left)
{
	struct command command;
	struct root root;

	begin(&root);
	root_put(&root, CDI, "{\"kind\": \"oci-mempolicy/numa\"}", 0644);
	root_put(&root, BACKUP, "theirs", 0644);
	root_put(&root, DAEMON, "{}", 0644);
	configure(&command, &root, "docker");
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.err,
		    CDI BY_HAND "it is there already, and is not what configure writes; keep it ");
	assert_file(&root, CDI, "{\"kind\": \"oci-mempolicy/numa\"}");
	assert_file(&root, BACKUP, "theirs");
	configure(&command, &root, "--undo");
	ck_assert_int_eq(command.exit_code, 0);
	assert_file(&root, CDI, "{\"kind\": \"oci-mempolicy/numa\"}");
	assert_file(&root, BACKUP, "theirs");
	assert_file(&root, DAEMON, "{}");
	root_drop(&root);
}
END_TEST

static const struct {
	const char *engine, *file, *text, *ours;
	bool names_it;
} setters[] = {
	{"podman", "/etc/containers/containers.conf", "[engine]\nhooks_dir = [\"/opt/hooks.d\"]\n",
	 CONTAINERS, false},
	{"podman", "/etc/containers/containers.conf.d/vendor.conf",
	 "[engine]\n  hooks_dir=[\n\"/opt/hooks.d\", # ours\n\"/etc/containers/oci/hooks.d\" ]\n",
	 CONTAINERS, true},
	{"crio", "/etc/crio/crio.conf.d/10-crio", "[crio.runtime]\nhooks_dir = []\n", CRIO, false},
	{"crio", "/etc/crio/crio.conf",
	 "[crio.runtime]\nhooks_dir = [ '/etc/containers/oci/hooks.d' ]\n", CRIO, true},
};

/* To name other folders is to lose the hooks in them. */
START_TEST(hooks_dir_of_others_stays)
{
	struct command command;
	struct root root;

	begin(&root);
	root_put(&root, setters[_i].file, setters[_i].text, 0644);
	configure(&command, &root, setters[_i].engine);
	ck_assert_int_eq(command.exit_code, setters[_i].names_it ? 0 : 1);
	assert_file(&root, setters[_i].file, setters[_i].text);
	assert_none(&root, setters[_i].ours);
	ck_assert_ptr_nonnull(root_get(&root, HOOKS));
	if (!setters[_i].names_it) {
		assert_says(command.err, setters[_i].file);
		assert_says(command.err, BY_HAND "its hooks_dir names other folders; add "
						 "\"/etc/containers/oci/hooks.d\" to it by hand");
	}
	root_drop(&root);
}
END_TEST

/* What is commented out is set by nobody. */
START_TEST(comments_set_nothing)
{
	struct command command;
	struct root root;

	begin(&root);
	root_put(&root, "/etc/containers/containers.conf",
		 "# hooks_dir = [\"/x\"]\nhooks_dirs = \"#\"\na = 1 # hooks_dir = 2\n", 0644);
	configure(&command, &root, "podman");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_nonnull(root_get(&root, CONTAINERS));
	root_drop(&root);
}
END_TEST

/* ---- files of other kinds ---- */

START_TEST(a_link_stays_a_link)
{
	struct command command;
	struct stat status;
	struct root root;

	begin(&root);
	root_put(&root, "/srv/daemon.json", "{}\n", 0640);
	root_put(&root, "/etc/docker/key.json", "", 0600);
	/* Absolute: it must not lead out of the root. */
	ck_assert_int_eq(symlink("/srv/daemon.json", root_path(&root, DAEMON)), 0);
	ck_assert_int_eq(chown(root_path(&root, "/srv/daemon.json"), 12345, 54321), 0);
	configure(&command, &root, "docker");
	ck_assert_int_eq(command.exit_code, 0);
	assert_file(&root, "/srv/daemon.json", "{\n    \"features\": {\"cdi\": true}\n}\n");
	ck_assert_int_eq(lstat(root_path(&root, DAEMON), &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	/* The copy is as secret as the file. */
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(stat(root_path(&root, i ? "/srv/daemon.json" : BACKUP), &status),
				 0);
		ck_assert_int_eq(status.st_mode & 07777, 0640);
		ck_assert_int_eq(status.st_uid, 12345);
		ck_assert_int_eq(status.st_gid, 54321);
	}
	ck_assert_int_eq(stat(root_path(&root, RECORD), &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0600);
	configure(&command, &root, "--undo");
	assert_file(&root, "/srv/daemon.json", "{}\n");
	root_drop(&root);
}
END_TEST

static void assert_unfit(const struct root *root, const char *why)
{
	struct command command;
	char expected[256];

	configure(&command, root, "docker");
	ck_assert_int_eq(command.exit_code, 1);
	snprintf(expected, sizeof(expected),
		 DAEMON BY_HAND "%s; add \"features\": {\"cdi\": true} ", why);
	assert_says(command.err, expected);
	configure(&command, root, "--undo");
	ck_assert_int_eq(command.exit_code, 0);
}

START_TEST(no_files_are_left)
{
	struct root root;
	FILE *out;

	begin(&root);
	root_put(&root, "/etc/docker/key.json", "", 0600);
	ck_assert_int_eq(mkfifo(root_path(&root, DAEMON), 0600), 0);
	assert_unfit(&root, "it is no regular file");
	ck_assert_int_eq(unlink(root_path(&root, DAEMON)), 0);
	ck_assert_int_eq(mkdir(root_path(&root, DAEMON), 0700), 0);
	assert_unfit(&root, "it is no regular file");
	ck_assert_int_eq(rmdir(root_path(&root, DAEMON)), 0);
	ck_assert_int_eq(symlink("/nowhere", root_path(&root, DAEMON)), 0);
	assert_unfit(&root, "it is a symbolic link to nothing");
	ck_assert_int_eq(unlink(root_path(&root, DAEMON)), 0);
	root_put(&root, DAEMON, "{\"a\": \"\xff\"}", 0600);
	assert_unfit(&root, "it is no text in UTF-8");
	out = fopen(root_path(&root, DAEMON), "we");
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(ftruncate(fileno(out), 2 << 20), 0);
	fclose(out);
	assert_unfit(&root, "it is larger than 1 MiB");
	root_drop(&root);
}
END_TEST

/* ---- what fails ---- */

static void assert_all_or_nothing(const struct root *root, const char *error)
{
	char before[ROOT_TEXT], after[ROOT_TEXT];
	struct command command;

	root_list(root, before);
	configure(&command, root, "docker");
	ck_assert_int_eq(command.exit_code, 74);
	assert_says(command.err, error);
	root_list(root, after);
	ck_assert_str_eq(after, before);
}

START_TEST(where_there_is_no_space_nothing_is_changed)
{
	struct root root;
	static char large[40000];

	begin(&root);
	root_put(&root, "/etc/docker/key.json", "", 0600);
	ck_assert_int_eq(mount("none", root_path(&root, "/etc/docker"), "tmpfs", 0, "size=40k"), 0);
	memset(large, ' ', sizeof(large) - 1);
	large[0] = '{';
	large[sizeof(large) - 2] = '}';
	root_put(&root, DAEMON, large, 0600);
	assert_all_or_nothing(&root, "cannot write " BACKUP ": No space left on device");
	ck_assert_int_eq(umount(root_path(&root, "/etc/docker")), 0);

	ck_assert_int_eq(mount("none", root_path(&root, "/etc/docker"), "tmpfs", MS_RDONLY, NULL),
			 0);
	assert_all_or_nothing(&root, "cannot write " DAEMON ": Read-only file system");
	ck_assert_int_eq(umount(root_path(&root, "/etc/docker")), 0);
	root_drop(&root);
}
END_TEST

/* It is killed where it has written one file of three; begun anew, and undone. */
START_TEST(what_was_interrupted_is_known)
{
	char before[ROOT_TEXT], after[ROOT_TEXT];
	struct command command;
	struct root root;

	begin(&root);
	root_put(&root, DAEMON, "{}", 0644);
	root_list(&root, before);
	for (int again = 0; again < 2; again++) {
		/* The record is the first to be renamed. */
		command_init(&command, "strace", "-qq", "-o", "/dev/null", "-e",
			     "inject=rename:signal=KILL:when=3", PROGRAM, "configure", "--root",
			     root.path, "--hook", ROOT_HOOK, "docker", NULL);
		command_run(&command);
		ck_assert_int_eq(command.exit_code, 128 + 9);
		ck_assert_ptr_nonnull(root_get(&root, CDI));
		assert_file(&root, DAEMON, "{}");
		if (again) {
			configure(&command, &root, "docker");
			ck_assert_int_eq(command.exit_code, 0);
			assert_says(root_get(&root, DAEMON), "cdi");
		}
		configure(&command, &root, "--undo");
		ck_assert_int_eq(command.exit_code, 0);
		/* But for what was about to be renamed. */
		command_init(&command, "find", root.path, "-name", "*.??????", "-path", "*/etc/*",
			     "-delete", NULL);
		command_run(&command);
		root_list(&root, after);
		ck_assert_str_eq(after, before);
	}
	root_drop(&root);
}
END_TEST

START_TEST(a_record_of_somebody_elses_is_refused)
{
	static const char *const records[] = {
		"",
		"[]",
		"{\"version\": 2, \"folders\": [], \"files\": []}",
		"{\"version\": 1, \"folders\": [1], \"files\": []}",
		"{\"version\": 1, \"folders\": [], \"files\": [{\"path\": \"/x\"}]}",
		("{\"version\": 1, \"folders\": [], \"files\": [{\"path\": \"x\", \"before\": null, "
		 "\"after\": \"\", \"engines\": []}]}"),
	};
	struct command command;
	struct root root;

	begin(&root);
	for (size_t i = 0; i < LENGTH(records); i++) {
		root_put(&root, RECORD, records[i], 0600);
		configure(&command, &root, "podman");
		assert_ended(&command, 65, "",
			     "oci-mempolicy configure: " RECORD " is no record of this command's; "
			     "move it away; what it was to undo has to be undone by hand\n");
		assert_none(&root, "/etc");
	}
	root_drop(&root);
}
END_TEST

void add_configure(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(engines), there_and_back_again);
	add_tests(tcase, files_are_those_of_configs, the_hook_is_where_it_is_said,
		  engines_share_files, as_json, no_hook_no_configuration);
	add_loop_tests(tcase, LENGTH(wrong), wrong_calls_are_refused);
	add_tests(tcase, what_was_changed_since_is_left, what_was_written_since_is_gone_back_to,
		  files_of_others_are_left, comments_set_nothing, a_link_stays_a_link,
		  no_files_are_left, where_there_is_no_space_nothing_is_changed,
		  what_was_interrupted_is_known, a_record_of_somebody_elses_is_refused);
	add_loop_tests(tcase, LENGTH(setters), hooks_dir_of_others_stays);
}
