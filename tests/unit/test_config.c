/* SPDX-License-Identifier: Apache-2.0 */
/* config.json of a bundle. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "oci.h"
#include "unit.h"

/* ---- its contents ---- */

/* What stands in linux.memoryPolicy, as jansson prints it; NULL for none. */
static const struct {
	const char *name;
	const char *text;
	const char *memory_policy;
	const char *cpu_mems;
	unsigned int namespaces;
	bool in_user_namespace;
} configs[] = {
	{"nothing", "{}", NULL, NULL, 0, false},
	{"not an object", "[]", NULL, NULL, 0, false},
	{"linux null", "{\"linux\": null}", NULL, NULL, 0, false},
	{"linux an array", "{\"linux\": [{\"memoryPolicy\": {}}]}", NULL, NULL, 0, false},
	{"linux a string", "{\"linux\": \"memoryPolicy\"}", NULL, NULL, 0, false},
	{"linux a number", "{\"linux\": 1}", NULL, NULL, 0, false},
	{"linux empty", "{\"linux\": {}}", NULL, NULL, 0, false},
	{"memoryPolicy outside of linux", "{\"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}}", NULL,
		NULL, 0, false},
	{"in other letters", "{\"linux\": {\"memorypolicy\": {}}}", NULL, NULL, 0, false},
	{"memoryPolicy null", "{\"linux\": {\"memoryPolicy\": null}}", NULL, NULL, 0, false},
	{"memoryPolicy empty", "{\"linux\": {\"memoryPolicy\": {}}}", "{}", NULL, 0, false},
	{"memoryPolicy", "{\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}}}",
		"{\"mode\":\"MPOL_LOCAL\"}", NULL, 0, false},
	{"memoryPolicy of a wrong type is not overlooked", "{\"linux\": {\"memoryPolicy\": false}}",
		"false", NULL, 0, false},
	/* what else may stand there */
	{"rlimits beyond 64 bits",
		"{\"process\": {\"rlimits\": [{\"type\": \"RLIMIT_CORE\", \"hard\": "
		"18446744073709551615, \"soft\": 18446744073709551615}]}, \"linux\": "
		"{\"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}}}",
		"{\"mode\":\"MPOL_LOCAL\"}", NULL, 0, false},
	{"numbers longer than any type", "{\"a\": 123456789012345678901234567890123456789012345}",
		NULL, NULL, 0, false},
	{"NUL in a string", "{\"process\": {\"args\": [\"a\\u0000b\"]}}", NULL, NULL, 0, false},
	{"the same key twice", "{\"linux\": {}, \"linux\": {\"memoryPolicy\": {}}}", "{}", NULL, 0,
		false},
	{"unknown keys", "{\"x\": {\"y\": [1, 2.5, null, true]}, \"linux\": {\"z\": {}}}", NULL,
		NULL, 0, false},
	/* cpu.mems */
	{"cpu.mems", "{\"linux\": {\"resources\": {\"cpu\": {\"mems\": \"0-1\"}}}}", NULL, "0-1", 0,
		false},
	{"cpu.mems empty", "{\"linux\": {\"resources\": {\"cpu\": {\"mems\": \"\"}}}}", NULL, "", 0,
		false},
	{"cpu.mems null", "{\"linux\": {\"resources\": {\"cpu\": {\"mems\": null}}}}", NULL, NULL,
		0, false},
	{"cpu.mems a number", "{\"linux\": {\"resources\": {\"cpu\": {\"mems\": 0}}}}", NULL, NULL,
		0, false},
	{"cpu null", "{\"linux\": {\"resources\": {\"cpu\": null}}}", NULL, NULL, 0, false},
	{"resources null", "{\"linux\": {\"resources\": null}}", NULL, NULL, 0, false},
	/* namespaces */
	{"every namespace anew",
		"{\"linux\": {\"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"network\"}, "
		"{\"type\": \"ipc\"}, {\"type\": \"uts\"}, {\"type\": \"mount\"}, {\"type\": "
		"\"cgroup\"}, {\"type\": \"time\"}]}}",
		NULL, NULL,
		OCI_NEW_PID | OCI_NEW_NETWORK | OCI_NEW_IPC | OCI_NEW_UTS | OCI_NEW_MOUNT, false},
	{"namespaces to join",
		"{\"linux\": {\"namespaces\": [{\"type\": \"pid\", \"path\": \"/proc/1/ns/pid\"}, "
		"{\"type\": \"network\", \"path\": \"/run/netns/x\"}, {\"type\": \"mount\"}]}}",
		NULL, NULL, OCI_NEW_MOUNT, false},
	{"a path that is empty or null",
		"{\"linux\": {\"namespaces\": [{\"type\": \"pid\", \"path\": \"\"}, {\"type\": "
		"\"uts\", \"path\": null}]}}",
		NULL, NULL, OCI_NEW_PID | OCI_NEW_UTS, false},
	{"a new user namespace", "{\"linux\": {\"namespaces\": [{\"type\": \"user\"}]}}", NULL,
		NULL, 0, true},
	{"a user namespace to join",
		"{\"linux\": {\"namespaces\": [{\"type\": \"user\", \"path\": "
		"\"/proc/1/ns/user\"}]}}",
		NULL, NULL, 0, true},
	{"namespaces of wrong types",
		"{\"linux\": {\"namespaces\": [null, 1, \"pid\", [], {}, {\"type\": 1}, {\"path\": "
		"\"/x\"}]}}",
		NULL, NULL, 0, false},
	{"namespaces null", "{\"linux\": {\"namespaces\": null}}", NULL, NULL, 0, false},
	{"namespaces an object", "{\"linux\": {\"namespaces\": {\"type\": \"pid\"}}}", NULL, NULL,
		0, false},
};

/* Nothing behind the text may be read. */
static int parse_before_guard(const char *text, struct oci_config *ret, struct mempolicy_error *err)
{
	size_t length = strlen(text);

	return oci_config_parse(copy_before_guard(text, length), length, ret, err);
}

static void assert_memory_policy(const char *name, const json_t *found, const char *expected)
{
	char *text = found ? json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

	ck_assert_msg(!text == !expected && (!text || strcmp(text, expected) == 0),
		"%s: memoryPolicy is %s instead of %s", name, text ? text : "absent",
		expected ? expected : "absent");
	free(text);
}

START_TEST(what_a_config_asks_for_is_read)
{
	const char *name = configs[_i].name;
	struct oci_config config;
	struct mempolicy_error err;
	int result = parse_before_guard(configs[_i].text, &config, &err);

	assert_accepted(name, result, &err);
	assert_memory_policy(name, config.memory_policy, configs[_i].memory_policy);
	ck_assert_pstr_eq(config.cpu_mems, configs[_i].cpu_mems);
	ck_assert_uint_eq(config.namespaces, configs[_i].namespaces);
	ck_assert_int_eq(config.in_user_namespace, configs[_i].in_user_namespace);
	oci_config_drop(&config);
}
END_TEST

#define NOT_JSON "invalid config.json: not JSON: "

static const struct {
	const char *text;
	const char *error;
} broken[] = {
	{"", NOT_JSON "line 1, column 0: '[' or '{' expected near end of file; correct the file"},
	{"{", NOT_JSON "line 1, column 1: string or '}' expected near end of file; correct the "
		       "file"},
	{"{\n\"linux\": {,}\n}",
		NOT_JSON "line 2, column 11: string or '}' expected near ','; correct the file"},
	{"# a comment",
		NOT_JSON "line 1, column 1: '[' or '{' expected near '#'; correct the file"},
	{"{} \x07", NOT_JSON "line 1, column 4: end of file expected near '\\x07'; correct the "
			     "file"},
	{"{\"a\": \"\xff\"}",
		NOT_JSON "line 1, column 7: unable to decode byte 0xff near '\"'; correct the "
			 "file"},
};

START_TEST(a_config_that_is_not_json_is_refused_with_the_place)
{
	struct oci_config config;
	struct mempolicy_error err;
	int result = parse_before_guard(broken[_i].text, &config, &err);

	oci_config_drop(&config);
	assert_refused(broken[_i].text, result, &err, MEMPOLICY_ERROR_INVALID, broken[_i].error);
}
END_TEST

/* ---- the file ---- */

static char *bundle, *path;

static void make_bundle(void)
{
	bundle = make_directory();
	path = path_in(bundle, "config.json");
}

static void remove_bundle(void)
{
	free(path);
	remove_directory(bundle);
}

/* As the hook does. */
static int load(const char *directory, struct oci_config *ret, struct mempolicy_error *err)
{
	char *text;
	size_t length;
	int result;

	*ret = (struct oci_config){.root = NULL};
	if (oci_config_read(directory, &text, &length, err))
		return -1;
	result = oci_config_parse(text, length, ret, err);
	free(text);
	return result;
}

/* Loads the bundle's config.json, which is to fail with error, where %s stands for its path. */
static void assert_load_refused(enum mempolicy_error_kind kind, const char *error)
{
	struct oci_config config;
	struct mempolicy_error err;
	char *expected = replace(error, "%s", path);
	int result = load(bundle, &config, &err);

	oci_config_drop(&config);
	assert_refused("load", result, &err, kind, expected);
	free(expected);
}

#define UNREADABLE                                                                                 \
	"; the runtime names this bundle in the container's state; it must be readable to the "    \
	"hook"

START_TEST(the_config_of_a_bundle_is_loaded)
{
	static const char text[] = "{\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}, "
				   "\"resources\": {\"cpu\": {\"mems\": \"0\"}}}}";
	struct oci_config config;
	struct mempolicy_error err;

	write_file(path, text, strlen(text));
	assert_accepted("load", load(bundle, &config, &err), &err);
	assert_memory_policy("load", config.memory_policy, "{\"mode\":\"MPOL_LOCAL\"}");
	ck_assert_str_eq(config.cpu_mems, "0");
	oci_config_drop(&config);
}
END_TEST

START_TEST(a_missing_bundle_is_reported)
{
	char *missing = path_in(bundle, "missing");
	struct oci_config config;
	struct mempolicy_error err;
	char expected[1024];
	int result = load(missing, &config, &err);

	snprintf(expected, sizeof(expected),
		"cannot read %s/config.json: No such file or directory" UNREADABLE, missing);
	assert_refused("missing", result, &err, MEMPOLICY_ERROR_NO_INPUT, expected);
	ck_assert_int_eq(err.sys_errno, ENOENT);
	free(missing);
}
END_TEST

START_TEST(a_missing_file_is_reported)
{
	assert_load_refused(
		MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: No such file or directory" UNREADABLE);
}
END_TEST

START_TEST(a_link_to_nowhere_is_reported)
{
	ck_assert_int_eq(symlink("nowhere", path), 0);
	assert_load_refused(
		MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: No such file or directory" UNREADABLE);
}
END_TEST

START_TEST(a_directory_in_its_place_is_reported)
{
	ck_assert_int_eq(mkdir(path, 0755), 0);
	assert_load_refused(MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: not a regular file");
}
END_TEST

START_TEST(a_fifo_in_its_place_does_not_hang_the_container)
{
	double started = seconds_now();

	ck_assert_int_eq(mkfifo(path, 0644), 0);
	assert_load_refused(MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: not a regular file");
	ck_assert_double_lt(seconds_now() - started, 3.0);
}
END_TEST

START_TEST(a_device_in_its_place_is_not_read)
{
	ck_assert_int_eq(symlink("/dev/zero", path), 0);
	assert_load_refused(MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: not a regular file");
}
END_TEST

static int load_as_nobody(const void *unused)
{
	(void)unused;
	ck_assert_int_eq(setgid(65534), 0);
	ck_assert_int_eq(setuid(65534), 0);
	assert_load_refused(
		MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: Permission denied" UNREADABLE);
	return 0;
}

START_TEST(a_file_that_may_not_be_read_is_reported)
{
	write_file(path, "{}", 2);
	ck_assert_int_eq(chmod(path, 0600), 0);
	ck_assert_int_eq(chmod(bundle, 0755), 0);
	ck_assert_int_eq(in_child(load_as_nobody, NULL), 0);
}
END_TEST

START_TEST(a_file_over_64_mib_is_not_read)
{
	write_file(path, "{}", 2);
	ck_assert_int_eq(truncate(path, 64L * 1024 * 1024 + 1), 0);
	assert_load_refused(MEMPOLICY_ERROR_INVALID,
		"invalid config.json: %s has 67108865 bytes, more than 67108864");
}
END_TEST

START_TEST(a_file_of_64_mib_is_read)
{
	static const char begin[] = "{\"a\": 1", end[] = ", \"linux\": {\"memoryPolicy\": {}}}";
	const long size = 64L * 1024 * 1024;
	const int spaces = (int)(size - (long)strlen(begin) - (long)strlen(end));
	struct oci_config config;
	struct mempolicy_error err;
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fprintf(file, "%s%*s%s", begin, spaces, "", end), size);
	ck_assert_int_eq(fclose(file), 0);
	assert_accepted("64 MiB", load(bundle, &config, &err), &err);
	ck_assert_ptr_nonnull(config.memory_policy);
	oci_config_drop(&config);
}
END_TEST

START_TEST(an_empty_file_is_not_json)
{
	write_file(path, "", 0);
	assert_load_refused(MEMPOLICY_ERROR_INVALID,
		NOT_JSON "line 1, column 0: '[' or '{' expected near end of file; correct the "
			 "file");
}
END_TEST

START_TEST(a_path_with_control_characters_is_escaped)
{
	struct oci_config config;
	struct mempolicy_error err;
	int result = load("/nowhere\n\x1b[31m", &config, &err);

	assert_refused("hostile path", result, &err, MEMPOLICY_ERROR_NO_INPUT,
		"cannot read /nowhere\\x0a\\x1b[31m/config.json: No such file or "
		"directory" UNREADABLE);
}
END_TEST

Suite *config_suite(void)
{
	Suite *suite = suite_create("config");
	TCase *contents = tcase_create("contents"), *file = tcase_create("file");

	tcase_add_loop_test(contents, what_a_config_asks_for_is_read, 0, LENGTH(configs));
	tcase_add_loop_test(
		contents, a_config_that_is_not_json_is_refused_with_the_place, 0, LENGTH(broken));
	tcase_add_checked_fixture(file, make_bundle, remove_bundle);
	tcase_set_timeout(file, 60);
	tcase_add_test(file, the_config_of_a_bundle_is_loaded);
	tcase_add_test(file, a_missing_bundle_is_reported);
	tcase_add_test(file, a_missing_file_is_reported);
	tcase_add_test(file, a_link_to_nowhere_is_reported);
	tcase_add_test(file, a_directory_in_its_place_is_reported);
	tcase_add_test(file, a_fifo_in_its_place_does_not_hang_the_container);
	tcase_add_test(file, a_device_in_its_place_is_not_read);
	tcase_add_test(file, a_file_that_may_not_be_read_is_reported);
	tcase_add_test(file, a_file_over_64_mib_is_not_read);
	tcase_add_test(file, a_file_of_64_mib_is_read);
	tcase_add_test(file, an_empty_file_is_not_json);
	tcase_add_test(file, a_path_with_control_characters_is_escaped);
	suite_add_tcase(suite, contents);
	suite_add_tcase(suite, file);
	return suite;
}
