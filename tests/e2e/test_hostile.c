/* SPDX-License-Identifier: Apache-2.0 */
/* A malicious config.json, aimed at memory, at secrets, at devices. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "direct.h"
#include "suites.h"

#define KIB 1024L
#define MIB (1024L * 1024)

/* In a container that requests bind_0, or nothing. */
#define NAMESPACES "\"namespaces\":[{\"type\":\"pid\"}]"
#define BIND_0	   "\"mode\":\"MPOL_BIND\",\"nodes\":\"0\""
#define ASKING	   "\"linux\":{" NAMESPACES ",\"memoryPolicy\":{" BIND_0 "}}"
#define SILENT	   "\"linux\":{" NAMESPACES "}"

static FILE *create_config(const struct bundle *bundle)
{
	FILE *file = fopen(bundle->config_path, "we");

	ck_assert_ptr_nonnull(file);
	return file;
}

static void write_repeatedly(FILE *file, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fputs(text, file);
}

/* Runs the hook for a witness, which then has the policy, or none. */
static void expect_served(const struct bundle *bundle, const struct policy *policy)
{
	struct witness witness;
	struct command command;

	witness_start(&witness, CLONE_NEWPID);
	direct_run(&command, direct_state(bundle, "creating", witness.pid), "--timeout=15", NULL);
	direct_expect_silence(&command);
	witness_end(&witness, policy);
}

/* ---- memory ---- */

#define MOST_KIB (100 * KIB)

/* So that a hook that needs gigabytes fails, instead of this machine. A sanitizer needs more room
 * for itself. */
static void limit_memory(void)
{
#ifndef SANITIZED
	const struct rlimit limit = {1024 * MIB, 1024 * MIB};

	ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
#endif
}

static void expect_little_memory(void)
{
	struct rusage usage;

	ck_assert_int_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
#ifndef SANITIZED
	ck_assert_int_lt(usage.ru_maxrss, MOST_KIB);
#endif
	/* The whole file was read and its memory counted, if not to the last page. With musl, the
	 * rest of the hook is hardly more than what may be missing. */
	ck_assert_int_gt(usage.ru_maxrss, 59 * KIB);
}

/* A parser that builds a tree needs an object in memory for each of these. */
START_TEST(twenty_million_objects_take_little_memory)
{
	struct bundle bundle;
	FILE *file;

	limit_memory();
	bundle_open(&bundle, RUNC);
	file = create_config(&bundle);
	fputs("{\"annotations\":[", file);
	write_repeatedly(file, "{},{},{},{},{},{},{},{},{},{},", 60 * MIB / 30);
	fprintf(file, "{}],%s}", _i ? ASKING : SILENT);
	ck_assert_int_eq(fclose(file), 0);
	expect_served(&bundle, _i ? &bind_0 : &no_policy);
	expect_little_memory();
	bundle_close(&bundle);
}
END_TEST

START_TEST(brackets_nested_100000_deep_do_no_harm)
{
	struct bundle bundle;
	FILE *file;

	bundle_open(&bundle, RUNC);
	file = create_config(&bundle);
	fputs("{\"annotations\":", file);
	write_repeatedly(file, "[{\"\":", 50000);
	fputs("0", file);
	write_repeatedly(file, "}]", 50000);
	fprintf(file, ",%s}", _i ? ASKING : SILENT);
	ck_assert_int_eq(fclose(file), 0);
	expect_served(&bundle, _i ? &bind_0 : &no_policy);
	bundle_close(&bundle);
}
END_TEST

/* ---- the policy ---- */

#define PART_MOST (64 * KIB)

START_TEST(a_policy_of_more_than_64_KiB_is_refused)
{
	static const char begin[] = "{" BIND_0 ",\"comment\":\"", end[] = "\"}";
	const int padding = (int)(PART_MOST - (sizeof(begin) - 1) - (sizeof(end) - 1)) + _i;
	struct bundle bundle;
	struct command command;
	FILE *file;

	bundle_open(&bundle, RUNC);
	file = create_config(&bundle);
	fprintf(file, "{\"linux\":{" NAMESPACES ",\"memoryPolicy\":%s%0*d%s}}", begin, padding, 0,
		end);
	ck_assert_int_eq(fclose(file), 0);
	if (_i == 0) {
		expect_served(&bundle, &bind_0);
	} else {
		direct_run(&command, direct_state(&bundle, "creating", -1), NULL);
		direct_expect_error(
			&command, EX_DATAERR,
			"%s: /linux/memoryPolicy: invalid memory policy: it is 65537 bytes long, "
			"more "
			"than 65536; shorten it",
			bundle.id);
	}
	bundle_close(&bundle);
}
END_TEST

START_TEST(what_is_odd_elsewhere_does_not_hinder_a_policy)
{
	static const char *const odd[] = {"\"\\ud800\":\"\\udc00\"", "\"\xff\":\"\xed\xa0\x80\"",
					  "\"a\":-1e400"};
	struct bundle bundle;
	FILE *file;

	bundle_open(&bundle, RUNC);
	file = create_config(&bundle);
	fprintf(file, "{\"annotations\":{%s}," ASKING "}", odd[_i]);
	ck_assert_int_eq(fclose(file), 0);
	expect_served(&bundle, &bind_0);
	bundle_close(&bundle);
}
END_TEST

/* ---- cut short ---- */

static void expect_truncated(const struct bundle *bundle, const char *text, int length)
{
	struct command command;
	FILE *file = create_config(bundle);

	fprintf(file, "%.*s", length, text);
	ck_assert_int_eq(fclose(file), 0);
	direct_run(&command, direct_state(bundle, "creating", -1), NULL);
	direct_expect_error(
		&command, EX_DATAERR,
		"%s: invalid config.json: not JSON: line 1, column %d: it ends before it is "
		"complete; correct the file",
		bundle->id, length + 1);
}

/* The missing part might request a policy. */
START_TEST(a_config_cut_short_anywhere_is_refused)
{
	static const char text[] = "{\"a\":[1,{}],\"linux\":{\"memoryPolicy\":{" BIND_0 "}}}";
	struct bundle bundle;

	bundle_open(&bundle, RUNC);
	for (int length = 1; length < (int)sizeof(text) - 1; length++)
		expect_truncated(&bundle, text, length);
	bundle_close(&bundle);
}
END_TEST

/* ---- secrets ---- */

/* A user who can write a bundle must not learn what only root may read. */
START_TEST(nothing_of_what_config_json_links_to_is_told)
{
	static const char *const files[] = {
		"hunter2:$6$hunter2:19000:0:99999:7:::\n",
		"\"hunter2\" hunter2\n",
		"{\"password\": hunter2}\n",
		"{\"hunter2\": [\"hunter2\", 'hunter2']}\n",
		"[1, 2hunter2]\n",
		"{\"hunter2\"",
		"{\"linux\":{\"memoryPolicy\":{\"mode\":\"hunter2\"",
		"{\"linux\":{\"memoryPolicy\":{\"mode\":\"hunter2\"}}} hunter2",
	};
	char secret[128];
	struct bundle bundle;
	struct command command;
	json_t *line;
	char *text;
	int fd;

	bundle_open(&bundle, RUNC);
	snprintf(secret, sizeof(secret), "%s/secret", bundle.path);
	fd = open(secret, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_eq(dprintf(fd, "%s", files[_i]), (int)strlen(files[_i]));
	close(fd);
	ck_assert_int_eq(symlink(secret, bundle.config_path), 0);
	direct_run(&command, direct_state(&bundle, "creating", -1), "--log", bundle.log, NULL);
	ck_assert_int_eq(command.exit_code, EX_DATAERR);
	ck_assert_ptr_nonnull(
		strstr(command.err, "invalid config.json: not JSON: line 1, column "));
	ck_assert_msg(!strstr(command.err, "hunter"), "%s", command.err);
	line = log_line(bundle.log, 0);
	text = json_dumps(line, 0);
	ck_assert_msg(!strstr(text, "hunter"), "%s", text);
	free(text);
	json_decref(line);
	bundle_close(&bundle);
}
END_TEST

/* ---- not a regular file ---- */

static void make_fifo(const char *path)
{
	ck_assert_int_eq(mkfifo(path, 0644), 0);
}

static void make_directory(const char *path)
{
	ck_assert_int_eq(mkdir(path, 0755), 0);
}

/* A device whose opening creates a terminal. */
static void make_device(const char *path)
{
	ck_assert_int_eq(mknod(path, S_IFCHR | 0666, makedev(5, 2)), 0);
}

static void link_to_device(const char *path)
{
	ck_assert_int_eq(symlink("/dev/zero", path), 0);
}

static void make_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

/* O_PATH does not open the device itself. */
static void expect_only_looked_at(const char *trace)
{
	FILE *file = fopen(trace, "re");
	size_t looks = 0;
	char line[1024];

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file)) {
		ck_assert_msg(!strstr(line, "/proc/self/fd/"), "%s", line);
		if (!strstr(line, "/config.json\""))
			continue;
		ck_assert_msg(strstr(line, "O_PATH"), "%s", line);
		looks++;
	}
	fclose(file);
	ck_assert_uint_gt(looks, 0);
}

START_TEST(what_is_no_regular_file_is_not_opened)
{
	static void (*const make[])(const char *) = {make_fifo, make_directory, make_device,
						     link_to_device, make_socket};
	char trace[128];
	struct bundle bundle;
	struct command command;

	bundle_open(&bundle, RUNC);
	snprintf(trace, sizeof(trace), "%s/trace", bundle.path);
	make[_i](bundle.config_path);
	direct_ignore_leaks();
	command_init(&command, "strace", "-f", "-o", trace, "-e", "trace=open,openat,openat2",
		     scratch.hook, NULL);
	direct_run_command(&command, direct_state(&bundle, "creating", -1));
	direct_expect_error(&command, EX_NOINPUT, "%s: cannot read %s: not a regular file",
			    bundle.id, bundle.config_path);
	expect_only_looked_at(trace);
	bundle_close(&bundle);
}
END_TEST

void add_hostile(TCase *tcase)
{
	add_loop_tests(tcase, 2, twenty_million_objects_take_little_memory,
		       brackets_nested_100000_deep_do_no_harm,
		       a_policy_of_more_than_64_KiB_is_refused);
	add_loop_tests(tcase, 3, what_is_odd_elsewhere_does_not_hinder_a_policy);
	add_tests(tcase, a_config_cut_short_anywhere_is_refused);
	add_loop_tests(tcase, 8, nothing_of_what_config_json_links_to_is_told);
	add_loop_tests(tcase, 5, what_is_no_regular_file_is_not_opened);
}
