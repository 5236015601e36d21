/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy inspect: command lines, and processes of this machine. inspect.sh tests
 * containers. */
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "cli.h"
#include "temporary.h"

#define PREFIX "oci-mempolicy inspect: "
#define HELP   "; see oci-mempolicy inspect --help\n"
#define NAME   "; give one of CONTAINER, --state and --pid" HELP
#define GONE   "999999999"

static const struct {
	const char *args[6];
	int exit_code;
	const char *err;
} wrong[] = {
	{{NULL}, 64, PREFIX "no container is given" NAME},
	{{"--pid", "1", "web"}, 64, PREFIX "more than one container is given" NAME},
	{{"web", "shop"}, 64, PREFIX "unexpected argument \"shop\"" HELP},
	{{"--pid", "one"}, 64, PREFIX "--pid takes the number of a process, not \"one\"" HELP},
	{{"--pid", "0"}, 64, PREFIX "--pid takes the number of a process, not \"0\"" HELP},
	{{"--watch", "0", "web"},
	 64,
	 PREFIX "--watch takes seconds from 0.1 to 86400, not \"0\"" HELP},
	{{"--min-locality", "80%", "web"},
	 64,
	 PREFIX "--min-locality takes a share from 0 to 1, not \"80%\"" HELP},
	{{"--min-locality", "nan", "web"},
	 64,
	 PREFIX "--min-locality takes a share from 0 to 1, not \"nan\"" HELP},
	{{"--", "-web"}, 64, PREFIX "this cannot be the name of a container: \"-web\"" HELP},
	{{"../web"},
	 64,
	 PREFIX "\"../web\" cannot be the name of a container; names consist of letters, digits, "
		"\"_\", \".\", \"+\" and \"-\", and do not begin with \".\" or \"-\"\n"},
	{{"--engine", "lxc", "web"},
	 64,
	 PREFIX "--engine takes podman, docker, containerd or crio, not \"lxc\"" HELP},
	{{"--engine", "podman", "--runtime", "crun", "web"},
	 64,
	 PREFIX "--engine requires CONTAINER, and cannot be used with --runtime or --root; leave "
		"out one of the options\n"},
	{{"--engine", "containerd", "no-such-container"},
	 66,
	 PREFIX "containerd has no running container no-such-container; name its runtime with "
		"--runtime and its folder with --root\n"},
	{{"--pid", "1", "--fail-on", "none"},
	 64,
	 PREFIX "--fail-on cannot be used with --pid: without a config.json, the requested policy "
		"is unknown; name the container, or leave out --fail-on\n"},
	{{"--fail-on", "strict", "web"},
	 64,
	 PREFIX "--fail-on takes degraded or none, not \"strict\"" HELP},
	{{"--format", "xml", "web"},
	 64,
	 PREFIX "--format takes text, json or prometheus, not \"xml\"" HELP},
	{{"--max-migrated", "5", "web"},
	 64,
	 PREFIX "--max-migrated requires --watch; add --watch SECONDS, the interval between "
		"looks\n"},
	{{"--max-migrated", "-1", "--watch", "1", "web"},
	 64,
	 PREFIX "--max-migrated takes a number of pages, not \"-1\"" HELP},
	{{"--watch", "1", "--svg", "-", "web"},
	 64,
	 PREFIX "--watch cannot be used with --svg -; name a file for the picture\n"},
	{{"--output", "x", "web"},
	 64,
	 PREFIX "--output requires --format json or --format prometheus; add one of them, or "
		"redirect standard output\n"},
	{{"--pid", GONE}, 66, PREFIX "there is no process " GONE "\n"},
	{{"--state", "/nowhere"}, 66, PREFIX "cannot read /nowhere: No such file or directory\n"},
	{{"--state", "-"},
	 65,
	 PREFIX "invalid OCI state: standard input is empty; provide the output of `RUNTIME state "
		"CONTAINER-ID`\n"},
	{{"--runtime", "/nowhere", "web"},
	 71,
	 PREFIX "cannot run /nowhere: No such file or directory; name the container's "
		"runtime with --runtime\n"},
	{{"--runtime", "false", "web"},
	 66,
	 PREFIX "false state \"web\" ended with exit code 1; see the runtime's own message; if "
		"another runtime runs the container, name it with --runtime, and its folder with "
		"--root\n"},
};
#define WRONG ((int)(sizeof(wrong) / sizeof(wrong[0])))

START_TEST(wrong_command_lines_are_refused)
{
	struct command command;

	command_init(&command, PROGRAM, "inspect", NULL);
	for (size_t i = 0; wrong[_i].args[i]; i++)
		command_add(&command, wrong[_i].args[i]);
	command_run(&command);
	assert_ended(&command, wrong[_i].exit_code, "", wrong[_i].err);
}
END_TEST

/* Writes a program that stands in for a runtime. */
static void make_runtime(const char *path, const char *script)
{
	FILE *file = fopen(path, "we");

	ck_assert_ptr_nonnull(file);
	ck_assert(fprintf(file, "#!/bin/sh\n%s\n", script) > 0 && fclose(file) == 0);
	ck_assert_int_eq(chmod(path, 0755), 0);
}

START_TEST(a_runtime_that_prints_without_end_is_killed)
{
	char folder[64], path[96], expected[512];
	struct command command;

	ck_assert(make_temporary("inspect", folder, sizeof(folder)));
	snprintf(path, sizeof(path), "%s/runtime", folder);
	make_runtime(path, "yes");
	run_program(&command, "inspect", "--runtime", path, "web");
	snprintf(expected, sizeof(expected),
		 PREFIX "%s state \"web\" printed more than 2 MiB; run it yourself to find out "
			"why; if another runtime runs the container, name it with --runtime\n",
		 path);
	assert_ended(&command, 66, "", expected);
	ck_assert(remove_tree(folder));
}
END_TEST

/* Whether its output is open or closed. */
static const char *const slow[] = {"exec sleep 1000", "exec sleep 1000 >&- 2>&-"};

START_TEST(a_program_that_takes_too_long_is_killed)
{
	const char *const argv[] = {"/bin/sh", "-c", slow[_i / 2], NULL};
	struct child_output output;

	child_run(argv, 1, _i % 2 ? CHILD_ERRORS_KEPT : CHILD_ERRORS_DROPPED, &output);
	ck_assert_int_eq(output.sys_errno, 0);
	ck_assert(!child_succeeded(&output));
	ck_assert_str_eq(output.killed, "did not end in time");
	child_output_drop(&output);
}
END_TEST

/* Starts a child that waits to be killed; text is its pid. */
static pid_t start_child(char *text, size_t size)
{
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(1);
	}
	snprintf(text, size, "%d", child);
	return child;
}

static void end_child(pid_t child)
{
	ck_assert_int_eq(waitpid(child, NULL, WNOHANG), 0);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* Keeps the program from finding out whether this kernel shows all policies, so that it stops the
 * process. */
static void forbid_set_mempolicy(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	ck_assert_int_eq(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(set_mempolicy),
					  0),
			 0);
	ck_assert_int_eq(seccomp_load(filter), 0);
	seccomp_release(filter);
}

static const json_t *first_thread(const json_t *json)
{
	const json_t *process = json_array_get(json_object_get(json, "processes"), 0);

	return json_array_get(json_object_get(process, "threads"), 0);
}

START_TEST(a_process_is_stopped_where_that_is_needed)
{
	struct command command;
	char pid[16];
	const char *by, *mode;
	json_t *json;
	pid_t child = start_child(pid, sizeof(pid));

	forbid_set_mempolicy();
	run_program(&command, "inspect", "--json", "--pid", pid);
	json = output_json(&command);
	ck_assert_int_eq(json_unpack((json_t *)first_thread(json), "{s:s, s:{s:s}}", "by", &by,
				     "policy", "mode", &mode),
			 0);
	ck_assert_str_eq(by, "ptrace");
	ck_assert_str_eq(mode, "MPOL_DEFAULT");
	json_decref(json);
	end_child(child);
}
END_TEST

START_TEST(no_stop_forbids_it)
{
	struct command command;
	char pid[16];
	json_t *json;
	pid_t child = start_child(pid, sizeof(pid));

	forbid_set_mempolicy();
	run_program(&command, "inspect", "--json", "--no-stop", "--pid", pid);
	json = output_json(&command);
	ck_assert_str_eq(json_string_value(json_object_get(json, "enforcement")), "unknown");
	ck_assert(json_is_null(json_object_get(first_thread(json), "policy")));
	ck_assert_str_eq(
		json_string_value(json_object_get(first_thread(json), "why")),
		"this kernel shows \"default\" instead of a policy with MPOL_F_NUMA_BALANCING");
	json_decref(json);
	end_child(child);
}
END_TEST

START_TEST(another_users_process_is_not_shown)
{
	struct program_copy program;
	struct command command;
	char pid[16], err[256];
	pid_t child = start_child(pid, sizeof(pid));

	ck_assert(copy_for_everybody(PROGRAM, &program));
	/* With coverage, this user cannot write counts where the others do. */
	ck_assert_int_eq(chmod(program.directory, 01777), 0);
	ck_assert_int_eq(setenv("GCOV_PREFIX", program.directory, 1), 0);
	snprintf(err, sizeof(err),
		 PREFIX "/proc/%s/numa_maps: Permission denied; run this command as the process's "
			"user, or with CAP_SYS_PTRACE\n",
		 pid);
	command_init(&command, program.path, "inspect", "--pid", pid, NULL);
	command.uid = 65534;
	command.home = "/";
	command_run(&command);
	assert_ended(&command, 77, "", err);
	ck_assert(remove_tree(program.directory));
	end_child(child);
}
END_TEST

START_TEST(a_picture_may_go_to_standard_output_alone)
{
	struct command command;
	char pid[16];
	pid_t child = start_child(pid, sizeof(pid));

	run_program(&command, "inspect", "--pid", pid, "--svg", "-");
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_eq(strstr(command.out, "<?xml "), command.out);
	ck_assert_str_eq(strstr(command.out, "</svg>"), "</svg>\n");
	run_program(&command, "inspect", "--pid", pid, "--svg", "-", "--json");
	assert_ended(&command, 64, "",
		     PREFIX "--json and --svg - both write to standard output; name a file for the "
			    "picture\n");
	end_child(child);
}
END_TEST

/* Writes a file. */
static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_file_is_replaced_all_at_once)
{
	struct command command;
	char pid[16], folder[] = "/tmp/inspect.XXXXXX", path[64], link[64];
	pid_t child = start_child(pid, sizeof(pid));
	struct stat before, after;
	json_t *json;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
	snprintf(link, sizeof(link), "%s/link", folder);
	write_text(path, "former");
	ck_assert_int_eq(chmod(path, 0640), 0);
	ck_assert_int_eq(symlink("file", link), 0);
	ck_assert_int_eq(stat(path, &before), 0);
	run_program(&command, "inspect", "--pid", pid, "--json", "--output", link);
	assert_ended(&command, 0, "", "");
	/* It is a new file with the old one's mode, and the link still leads to it. */
	ck_assert_int_eq(lstat(path, &after), 0);
	ck_assert(before.st_ino != after.st_ino);
	ck_assert_uint_eq(after.st_mode, before.st_mode);
	ck_assert_int_eq(lstat(link, &after), 0);
	ck_assert(S_ISLNK(after.st_mode));
	json = json_load_file(path, 0, NULL);
	ck_assert_int_eq(json_integer_value(
				 json_object_get(json_object_get(json, "container"), "pid")),
			 child);
	json_decref(json);
	/* No other file is left. */
	ck_assert_int_eq(unlink(link) | unlink(path) | rmdir(folder), 0);
	end_child(child);
}
END_TEST

START_TEST(what_is_no_file_is_written_to)
{
	struct command command;
	char pid[16];
	pid_t child = start_child(pid, sizeof(pid));
	json_t *json;

	run_program(&command, "inspect", "--pid", pid, "--json", "--output", "/dev/stdout");
	json = output_json(&command);
	ck_assert(json_is_object(json));
	json_decref(json);
	end_child(child);
}
END_TEST

START_TEST(a_picture_that_cannot_be_written_is_told)
{
	struct command command;
	char pid[16];
	pid_t child = start_child(pid, sizeof(pid));

	run_program(&command, "inspect", "--pid", pid, "--svg", "/nowhere/picture.svg");
	ck_assert_int_eq(command.exit_code, 74);
	ck_assert_str_eq(command.err,
			 PREFIX "cannot write /nowhere/picture.svg: No such file or directory\n");
	end_child(child);
}
END_TEST

void add_inspect(TCase *tcase)
{
	add_loop_tests(tcase, WRONG, wrong_command_lines_are_refused);
	add_loop_tests(tcase, 4, a_program_that_takes_too_long_is_killed);
	add_tests(tcase, a_process_is_stopped_where_that_is_needed, no_stop_forbids_it,
		  another_users_process_is_not_shown, a_picture_may_go_to_standard_output_alone,
		  a_picture_that_cannot_be_written_is_told, a_file_is_replaced_all_at_once,
		  what_is_no_file_is_written_to, a_runtime_that_prints_without_end_is_killed);
}
