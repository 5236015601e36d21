/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy cdi: the file for invented machines and for this one, and how it is written. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cdi_file.h"
#include "cli.h"

#define HOOK "/opt/hook"

/* ---- content ---- */

/* Lists "NAME POLICY" of each device, one per line. */
static void list(const json_t *file, char *buf, size_t size)
{
	const json_t *devices = json_object_get(file, "devices");
	size_t used = 0;

	for (size_t i = 0; i < json_array_size(devices); i++) {
		json_t *device = json_array_get(devices, i);
		const char *name, *stage, *path, *program, *option, *policy;

		ck_assert_int_eq(json_unpack(device, "{s:s, s:{s:[{s:s, s:s, s:[s, s, s!]!}!]!}!}",
					     "name", &name, "containerEdits", "hooks", "hookName",
					     &stage, "path", &path, "args", &program, &option,
					     &policy),
				 0);
		ck_assert_str_eq(stage, "createRuntime");
		ck_assert_str_eq(path, HOOK);
		ck_assert_str_eq(program, "oci-mempolicy-hook");
		ck_assert_str_eq(option, "--policy");
		used += (size_t)snprintf(buf + used, size - used, "%s %s\n", name, policy);
		ck_assert_uint_lt(used, size);
	}
}

static json_t *file_of(const struct cdi_machine *machine, const struct cdi_device *own,
		       size_t count)
{
	struct mempolicy_error err;
	json_t *file = cdi_file(machine, HOOK, own, count, &err);

	ck_assert_ptr_nonnull(file);
	ck_assert_str_eq(json_string_value(json_object_get(file, "kind")), "oci-mempolicy/numa");
	return file;
}

#define EVERYWHERE                                                                                 \
	"interleave interleave:all\nweighted weighted-interleave:all\nlocal local\n"               \
	"balanced bind=balancing:all\ndefault default\n"

START_TEST(a_device_for_each_node_and_tier)
{
	struct cdi_machine machine = {.tiers = 2};
	char text[4096];
	json_t *file;

	mempolicy_nodes_add(&machine.with_memory, 0);
	mempolicy_nodes_add(&machine.with_memory, 3);
	mempolicy_nodes_add(&machine.with_memory, 1023);
	file = file_of(&machine, NULL, 0);
	list(file, text, sizeof(text));
	ck_assert_str_eq(text, EVERYWHERE "bind-0 bind:0\nbind-3 bind:3\nbind-1023 bind:1023\n"
					  "prefer-0 prefer:0\nprefer-3 prefer:3\n"
					  "prefer-1023 prefer:1023\n"
					  "tier-0 prefer-many:tier:0\ntier-1 prefer-many:tier:1\n");
	ck_assert_str_eq(json_string_value(json_object_get(file, "cdiVersion")), "0.3.0");
	json_decref(file);
}
END_TEST

START_TEST(names_of_ones_own)
{
	const struct cdi_machine machine = {.tiers = 0};
	struct cdi_device own[] = {
		{"db", {.policy = {.mode = MEMPOLICY_BIND}, .word = {.kind = MEMPOLICY_WORD_CPUS}}},
		{"9", {.policy = {.mode = MEMPOLICY_LOCAL}}},
	};
	char text[4096];
	json_t *file = file_of(&machine, own, 1);

	ck_assert_str_eq(json_string_value(json_object_get(file, "cdiVersion")), "0.3.0");
	json_decref(file);
	file = file_of(&machine, own, 2);
	list(file, text, sizeof(text));
	ck_assert_str_eq(text, EVERYWHERE "db bind:cpus\n9 local\n");
	/* A name that begins with a digit requires it. */
	ck_assert_str_eq(json_string_value(json_object_get(file, "cdiVersion")), "0.5.0");
	json_decref(file);
}
END_TEST

/* ---- the command ---- */

START_TEST(this_machines_file_is_printed)
{
	struct command command;
	char text[65536];
	json_t *file;

	run_program(&command, "cdi", "--hook", HOOK, "--device=a.b_c-1=bind:0",
		    "--device={=", "--help");
	ck_assert_int_eq(command.exit_code, 0);
	run_program(&command, "cdi", "--hook", HOOK, "--device", "a.b_c-1=bind=static:0");
	file = output_json(&command);
	list(file, text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, "\nbind-0 bind:0\n"));
	ck_assert_ptr_nonnull(strstr(text, "\ntier-0 prefer-many:tier:0\n"));
	ck_assert_ptr_nonnull(strstr(text, "\na.b_c-1 bind=static:0\n"));
	json_decref(file);
}
END_TEST

#define SEE "; see oci-mempolicy cdi --help\n"
#define NAME(name)                                                                                                           \
	"oci-mempolicy cdi: " name                                                                                           \
	" cannot be the name of a device: names must consist of letters, digits, \"_\", \"-\" and \".\", and begin and end " \
	"with a letter or a digit" SEE

static const struct {
	const char *option, *value;
	int exit_code;
	const char *error;
} wrong[] = {
	{"--hook", "hook", 64,
	 "oci-mempolicy cdi: --hook takes an absolute path, not \"hook\"" SEE},
	{"--device", "db", 64, "oci-mempolicy cdi: --device takes NAME=POLICY, not \"db\"" SEE},
	{"--device", "=local", 64, NAME("\"\"")},
	{"--device", "-db=local", 64, NAME("\"-db\"")},
	{"--device", "db.=local", 64, NAME("\"db.\"")},
	{"--device", "d b=local", 64, NAME("\"d b\"")},
	{"--device", "d:b=local", 64, NAME("\"d:b\"")},
	{"--device", "local=local", 64,
	 "oci-mempolicy cdi: there are two devices \"local\"; choose another name\n"},
	{"--device", "db=bind", 65,
	 "oci-mempolicy cdi: --device db: invalid memory policy nodes \"\": MPOL_BIND needs at "
	 "least one node; name the nodes, such as \"0-3,7\"\n"},
	{"--device", "db=interleave:0-", 65,
	 "oci-mempolicy cdi: --device db: invalid memory policy \"interleave:0-\": position 14: a "
	 "number is missing at the end; write decimal numbers and ranges separated by commas, such "
	 "as \"0-3,7\"\n"},
	{"--output", "/nowhere/at/all.json", 74,
	 "oci-mempolicy cdi: cannot write /nowhere/at/all.json: No such file or directory\n"},
};

START_TEST(what_is_wrong_is_said)
{
	struct command command;

	run_program(&command, "cdi", "--hook", HOOK, wrong[_i].option, wrong[_i].value);
	if (strcmp(wrong[_i].option, "--hook") == 0)
		run_program(&command, "cdi", wrong[_i].option, wrong[_i].value);
	assert_ended(&command, wrong[_i].exit_code, "", wrong[_i].error);
}
END_TEST

/* The file is written: the nodes may come later. */
START_TEST(nodes_that_the_machine_lacks_are_warned_of)
{
	static const struct {
		const char *device, *warning;
	} cases[] = {
		{"db=bind:0,1023",
		 "oci-mempolicy cdi: warning: --device db: invalid memory policy nodes "
		 "\"0,1023\": node 1023 does not exist: it is not among this machine's nodes ("},
		{"db=prefer=relative:1023",
		 "oci-mempolicy cdi: warning: --device db: invalid memory policy nodes \"1023\": "
		 "with MPOL_F_RELATIVE_NODES "},
	};
	struct command command;

	for (size_t i = 0; i < LENGTH(cases); i++) {
		run_program(&command, "cdi", "--hook", HOOK, "--device", "ok=bind:0", "--device",
			    cases[i].device);
		ck_assert_int_eq(command.exit_code, 0);
		ck_assert_ptr_nonnull(strstr(command.out, "\"db\""));
		ck_assert_msg(strncmp(command.err, cases[i].warning, strlen(cases[i].warning)) == 0,
			      "%s", command.err);
		/* One line: about this device only. */
		ck_assert_ptr_eq(strchr(command.err, '\n'), command.err + strlen(command.err) - 1);
	}
	run_program(&command, "cdi", "--hook", HOOK, "--device", "a=local", "--device",
		    "b=bind:all");
	json_decref(output_json(&command));
}
END_TEST

START_TEST(a_hook_that_is_not_installed_is_missed)
{
	struct command command;

	run_program(&command, "cdi");
	ck_assert_int_eq(command.exit_code, 66);
	ck_assert_str_eq(command.out, "");
	ck_assert_ptr_nonnull(strstr(command.err, "there is no oci-mempolicy-hook at "));
	ck_assert_ptr_nonnull(strstr(command.err, "; install it, or give its path with --hook\n"));
}
END_TEST

static size_t count_files(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t count = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count - 2; /* . and .. */
}

START_TEST(a_file_takes_the_place_of_another)
{
	char folder[] = "/tmp/cli-XXXXXX", path[64];
	struct command command;
	struct stat former, status;
	json_t *file;
	FILE *old;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/oci-mempolicy.json", folder);
	old = fopen(path, "we");
	ck_assert_ptr_nonnull(old);
	ck_assert_int_eq(stat(path, &former), 0);
	run_program(&command, "cdi", "--hook", HOOK, "--output", path);
	assert_ended(&command, 0, "", "");
	ck_assert_int_eq(stat(path, &status), 0);
	/* Whoever is reading the old file can continue to do so. */
	ck_assert_uint_ne(former.st_ino, status.st_ino);
	ck_assert_int_eq(status.st_mode & 07777, 0644);
	file = json_load_file(path, 0, NULL);
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(count_files(folder), 1);
	json_decref(file);
	fclose(old);
	unlink(path);
	rmdir(folder);
}
END_TEST

START_TEST(a_link_stays)
{
	char folder[] = "/tmp/cli-XXXXXX", path[64], link[64];
	struct command command;
	struct stat status;
	json_t *file;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/oci-mempolicy.json", folder);
	snprintf(link, sizeof(link), "%s/link.json", folder);
	ck_assert_int_eq(symlink(path, link), 0);
	/* The first time it leads nowhere. */
	for (int i = 0; i < 2; i++) {
		run_program(&command, "cdi", "--hook", HOOK, "--output", link);
		assert_ended(&command, 0, "", "");
		ck_assert_int_eq(lstat(link, &status), 0);
		ck_assert_int_eq(status.st_mode & S_IFMT, S_IFLNK);
		file = json_load_file(path, 0, NULL);
		ck_assert_ptr_nonnull(file);
		json_decref(file);
		if (i == 0)
			ck_assert_int_eq(truncate(path, 0), 0);
	}
	unlink(link);
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(a_link_to_no_folder_is_told)
{
	char folder[] = "/tmp/cli-XXXXXX", link[64], expected[192];
	struct command command;
	struct stat status;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(link, sizeof(link), "%s/link.json", folder);
	ck_assert_int_eq(symlink("missing/oci-mempolicy.json", link), 0);
	run_program(&command, "cdi", "--hook", HOOK, "--output", link);
	snprintf(expected, sizeof(expected),
		 "oci-mempolicy cdi: cannot write %s: No such file or directory\n", link);
	assert_ended(&command, 74, "", expected);
	ck_assert_int_eq(lstat(link, &status), 0);
	ck_assert_int_eq(status.st_mode & S_IFMT, S_IFLNK);
	unlink(link);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(a_new_file_has_the_group_that_its_folder_gives)
{
	char folder[] = "/tmp/cli-XXXXXX", path[64];
	struct command command;
	struct stat status;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/oci-mempolicy.json", folder);
	ck_assert_int_eq(chown(folder, geteuid(), 12345), 0);
	ck_assert_int_eq(chmod(folder, S_ISGID | 0755), 0);
	run_program(&command, "cdi", "--hook", HOOK, "--output", path);
	assert_ended(&command, 0, "", "");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_gid, 12345);
	ck_assert_int_eq(status.st_mode & 07777, 0644);
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(a_pipe_is_written_to)
{
	struct command command;

	run_program(&command, "cdi", "--hook", HOOK, "--output", "/proc/self/fd/1");
	json_decref(output_json(&command));
}
END_TEST

/* As with /etc/cdi on a fresh machine. */
START_TEST(a_folder_that_is_missing_is_made)
{
	char parent[] = "/tmp/cli-XXXXXX", folder[32], path[64];
	struct command command;
	struct stat status;

	ck_assert_ptr_nonnull(mkdtemp(parent));
	snprintf(folder, sizeof(folder), "%s/cdi", parent);
	snprintf(path, sizeof(path), "%s/oci-mempolicy.json", folder);
	run_program(&command, "cdi", "--hook", HOOK, "--output", path);
	assert_ended(&command, 0, "", "");
	ck_assert_int_eq(stat(folder, &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0755);
	ck_assert_uint_eq(count_files(folder), 1);
	unlink(path);
	rmdir(folder);
	rmdir(parent);
}
END_TEST

void add_cdi(TCase *tcase)
{
	add_tests(tcase, a_device_for_each_node_and_tier, names_of_ones_own,
		  this_machines_file_is_printed, nodes_that_the_machine_lacks_are_warned_of,
		  a_hook_that_is_not_installed_is_missed, a_file_takes_the_place_of_another,
		  a_link_stays, a_link_to_no_folder_is_told,
		  a_new_file_has_the_group_that_its_folder_gives, a_pipe_is_written_to,
		  a_folder_that_is_missing_is_made);
	add_loop_tests(tcase, LENGTH(wrong), what_is_wrong_is_said);
}
