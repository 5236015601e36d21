/* SPDX-License-Identifier: Apache-2.0 */
/* The file config.json of a bundle. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "oci.h"
#include "unit.h"

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

/* Does the same as the hook. */
static int load(const char *directory, struct oci_config *ret, struct mempolicy_error *err)
{
	char *text, *file = path_in(directory, "config.json");
	size_t length;
	int result;

	*ret = (struct oci_config){.memory_policy = NULL};
	result = oci_config_read_file(file, &text, &length, err);
	free(file);
	if (result)
		return -1;
	result = oci_config_parse(text, length, ret, err);
	free(text);
	return result;
}

/* Loads the bundle's config.json, which must fail with this error, where %s stands for its path. */
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

START_TEST(the_config_of_a_bundle_is_loaded)
{
	static const char text[] = "{\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}, "
				   "\"resources\": {\"cpu\": {\"mems\": \"0\"}}}}";
	struct oci_config config;
	struct mempolicy_error err;

	write_file(path, text, strlen(text));
	assert_accepted("load", load(bundle, &config, &err), &err);
	ck_assert_str_eq(json_string_value(json_object_get(config.memory_policy, "mode")),
			 "MPOL_LOCAL");
	ck_assert_uint_eq(json_object_size(config.memory_policy), 1);
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
		 "cannot read %s/config.json: No such file or directory", missing);
	assert_refused("missing", result, &err, MEMPOLICY_ERROR_NO_INPUT, expected);
	ck_assert_int_eq(err.sys_errno, ENOENT);
	free(missing);
}
END_TEST

START_TEST(a_missing_file_is_reported)
{
	assert_load_refused(MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: No such file or directory");
}
END_TEST

START_TEST(a_link_to_nowhere_is_reported)
{
	ck_assert_int_eq(symlink("nowhere", path), 0);
	assert_load_refused(MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: No such file or directory");
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
	assert_load_refused(MEMPOLICY_ERROR_NO_INPUT, "cannot read %s: Permission denied");
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
			    "invalid config.json: not JSON: line 1, column 1: it is empty; "
			    "correct the file");
}
END_TEST

START_TEST(a_path_with_control_characters_is_escaped)
{
	struct oci_config config;
	struct mempolicy_error err;
	int result = load("/nowhere\n\x1b[31m", &config, &err);

	assert_refused("hostile path", result, &err, MEMPOLICY_ERROR_NO_INPUT,
		       "cannot read /nowhere\\x0a\\x1b[31m/config.json: No such file or "
		       "directory");
}
END_TEST

void add_config_file(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, make_bundle, remove_bundle);
	add_tests(tcase, the_config_of_a_bundle_is_loaded, a_missing_bundle_is_reported,
		  a_missing_file_is_reported, a_link_to_nowhere_is_reported,
		  a_directory_in_its_place_is_reported,
		  a_fifo_in_its_place_does_not_hang_the_container,
		  a_device_in_its_place_is_not_read, a_file_that_may_not_be_read_is_reported,
		  a_file_over_64_mib_is_not_read, a_file_of_64_mib_is_read,
		  an_empty_file_is_not_json, a_path_with_control_characters_is_escaped);
}
