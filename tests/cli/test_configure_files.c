/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy configure in invented roots: files of others, unusual files, and failures. */
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configure_root.h"

#define BY_HAND " is left unchanged: "

/* ---- files of others ---- */

START_TEST(what_was_changed_since_is_left)
{
	struct command command;
	struct root root;

	configure_begin(&root);
	root_put(&root, DAEMON, "{}", 0644);
	configure(&command, &root, "docker");
	configure(&command, &root, "podman");
	root_put(&root, DAEMON, "{\"features\": {\"cdi\": true}, \"debug\": true}", 0644);
	root_put(&root, HOOKS, "{}", 0644);
	configure(&command, &root, "--undo");
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.err,
		    DAEMON BY_HAND "it has been changed since it was configured; remove ");
	assert_says(command.err,
		    HOOKS BY_HAND "it has been changed since it was configured; remove ");
	assert_file(&root, DAEMON, "{\"features\": {\"cdi\": true}, \"debug\": true}");
	assert_file(&root, HOOKS, "{}");
	assert_none(&root, CDI);
	assert_none(&root, CONTAINERS);
	/* They are reported until they are gone. */
	unlink(root_path(&root, HOOKS));
	unlink(root_path(&root, DAEMON));
	configure(&command, &root, "--undo");
	assert_ended(&command, 0, NO_CHANGE, "");
	assert_none(&root, RECORD);
	root_drop(&root);
}
END_TEST

/* Undoing returns to the file that an administrator has written since. */
START_TEST(what_was_written_since_is_gone_back_to)
{
	struct command command;
	struct root root;

	configure_begin(&root);
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

	configure_begin(&root);
	root_put(&root, CDI, "{\"kind\": \"oci-mempolicy/numa\"}", 0644);
	root_put(&root, BACKUP, "theirs", 0644);
	root_put(&root, DAEMON, "{}", 0644);
	configure(&command, &root, "docker");
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.err,
		    CDI BY_HAND "it exists and is not what configure writes; keep it ");
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

/* Naming other folders would lose the hooks in them. */
START_TEST(hooks_dir_of_others_stays)
{
	struct command command;
	struct root root;

	configure_begin(&root);
	root_put(&root, setters[_i].file, setters[_i].text, 0644);
	configure(&command, &root, setters[_i].engine);
	ck_assert_int_eq(command.exit_code, setters[_i].names_it ? 0 : 1);
	assert_file(&root, setters[_i].file, setters[_i].text);
	assert_none(&root, setters[_i].ours);
	ck_assert_ptr_nonnull(root_get(&root, HOOKS));
	if (!setters[_i].names_it) {
		assert_says(command.err, setters[_i].file);
		assert_says(command.err, BY_HAND "its hooks_dir names other directories; add "
						 "\"/etc/containers/oci/hooks.d\" to it by hand");
	}
	root_drop(&root);
}
END_TEST

/* Comments have no effect. */
START_TEST(comments_set_nothing)
{
	struct command command;
	struct root root;

	configure_begin(&root);
	root_put(&root, "/etc/containers/containers.conf",
		 "# hooks_dir = [\"/x\"]\nhooks_dirs = \"#\"\na = 1 # hooks_dir = 2\n", 0644);
	configure(&command, &root, "podman");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_nonnull(root_get(&root, CONTAINERS));
	root_drop(&root);
}
END_TEST

/* ---- unusual files ---- */

START_TEST(a_link_stays_a_link)
{
	struct command command;
	struct stat status;
	struct root root;

	configure_begin(&root);
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
	/* The copy has the same permissions as the file. */
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

	configure_begin(&root);
	root_put(&root, "/etc/docker/key.json", "", 0600);
	ck_assert_int_eq(mkfifo(root_path(&root, DAEMON), 0600), 0);
	assert_unfit(&root, "it is not a regular file");
	ck_assert_int_eq(unlink(root_path(&root, DAEMON)), 0);
	ck_assert_int_eq(mkdir(root_path(&root, DAEMON), 0700), 0);
	assert_unfit(&root, "it is not a regular file");
	ck_assert_int_eq(rmdir(root_path(&root, DAEMON)), 0);
	ck_assert_int_eq(symlink("/nowhere", root_path(&root, DAEMON)), 0);
	assert_unfit(&root, "it is a dangling symbolic link");
	ck_assert_int_eq(unlink(root_path(&root, DAEMON)), 0);
	root_put(&root, DAEMON, "{\"a\": \"\xff\"}", 0600);
	assert_unfit(&root, "it is not UTF-8 text");
	out = fopen(root_path(&root, DAEMON), "we");
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(ftruncate(fileno(out), 2 << 20), 0);
	fclose(out);
	assert_unfit(&root, "it is larger than 1 MiB");
	root_drop(&root);
}
END_TEST

/* ---- failures ---- */

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

	configure_begin(&root);
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

/* It is killed after writing one of three files, then run again, and undone. */
START_TEST(what_was_interrupted_is_known)
{
	char before[ROOT_TEXT], after[ROOT_TEXT];
	struct command command;
	struct root root;

	configure_begin(&root);
	root_put(&root, DAEMON, "{}", 0644);
	root_list(&root, before);
	for (int again = 0; again < 2; again++) {
		/* The record is the first file to be renamed. */
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
		/* Except the file that was about to be renamed. */
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

	configure_begin(&root);
	for (size_t i = 0; i < LENGTH(records); i++) {
		root_put(&root, RECORD, records[i], 0600);
		configure(&command, &root, "podman");
		assert_ended(&command, 65, "",
			     "oci-mempolicy configure: " RECORD " was not written by this command; "
			     "move it away, and undo by hand what it should have undone\n");
		assert_none(&root, "/etc");
	}
	root_drop(&root);
}
END_TEST

void add_configure_files(TCase *tcase)
{
	add_tests(tcase, what_was_changed_since_is_left, what_was_written_since_is_gone_back_to,
		  files_of_others_are_left, comments_set_nothing, a_link_stays_a_link,
		  no_files_are_left, where_there_is_no_space_nothing_is_changed,
		  what_was_interrupted_is_known, a_record_of_somebody_elses_is_refused);
	add_loop_tests(tcase, LENGTH(setters), hooks_dir_of_others_stays);
}
