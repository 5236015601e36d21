/* SPDX-License-Identifier: Apache-2.0 */
/* The memoryPolicy object. The cases are data: invalid/CASE/{policy.json,error} and
 * valid/CASE/{policy.json,policy}. */
#include "oci_policy.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel_model.h"
#include "unit.h"

/* The minimum number of cases, so that none get lost unnoticed. */
#define INVALID_CASES 100
#define VALID_CASES   25

static bool is_case(const char *name)
{
	return name[0] != '.';
}

static int filter(const struct dirent *entry)
{
	return is_case(entry->d_name);
}

static int count_cases(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, filter, alphasort);

	for (int i = 0; i < count; i++)
		free(entries[i]);
	if (count >= 0)
		free(entries);
	return count;
}

/* Returns the name of case number index, to be freed. */
static char *case_name(const char *folder, int index)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, filter, alphasort);
	char *name;

	ck_assert_int_gt(count, index);
	name = strdup(entries[index]->d_name);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return name;
}

static char *read_of_case(const char *folder, const char *name, const char *file,
			  size_t *ret_length)
{
	char *directory = path_in(folder, name), *path = path_in(directory, file);
	char *text = read_file(path, ret_length);

	free(path);
	free(directory);
	return text;
}

START_TEST(an_invalid_object_is_refused_as_its_case_says)
{
	char *name = case_name(DATA "/invalid", _i);
	size_t length;
	char *text = read_of_case(DATA "/invalid", name, "policy.json", &length);
	struct mempolicy policy, before;
	struct mempolicy_error err;
	int result;
	char *expected;

	memset(&policy, 0x5a, sizeof(policy));
	before = policy;
	result = mempolicy_parse(copy_before_guard(text, length), length, &policy, &err);
	free(text);
	expected = read_of_case(DATA "/invalid", name, "error", &length);
	expected[strcspn(expected, "\n")] = '\0';
	assert_refused(name, result, &err, MEMPOLICY_ERROR_INVALID, expected);
	ck_assert_msg(memcmp(&policy, &before, sizeof(policy)) == 0, "%s: wrote a policy", name);
	free(expected);
	free(name);
}
END_TEST

START_TEST(a_valid_object_is_read_as_its_case_says)
{
	char *name = case_name(DATA "/valid", _i), *expected;
	size_t length;
	char *text = read_of_case(DATA "/valid", name, "policy.json", &length);
	struct mempolicy policy;
	struct mempolicy_error err;
	char found[MEMPOLICY_NODES_TEXT + 128];
	int result = mempolicy_parse(copy_before_guard(text, length), length, &policy, &err);

	free(text);
	assert_accepted(name, result, &err);
	expected = read_of_case(DATA "/valid", name, "policy", &length);
	expected[strcspn(expected, "\n")] = '\0';
	mempolicy_format(&policy, found, sizeof(found));
	ck_assert_msg(strcmp(found, expected) == 0, "%s: read as\n%.900s\ninstead of\n%.900s", name,
		      found, expected);
	free(expected);
	free(name);
}
END_TEST

START_TEST(no_case_got_lost)
{
	ck_assert_int_ge(count_cases(DATA "/invalid"), INVALID_CASES);
	ck_assert_int_ge(count_cases(DATA "/valid"), VALID_CASES);
}
END_TEST

START_TEST(empty_text_is_no_policy)
{
	struct mempolicy policy;
	struct mempolicy_error err;

	assert_refused(
		"empty", mempolicy_parse("", 0, &policy, &err), &err, MEMPOLICY_ERROR_INVALID,
		"/linux/memoryPolicy: not JSON: line 1, column 0: unexpected token near end of "
		"file");
}
END_TEST

START_TEST(text_that_is_not_utf8_is_refused)
{
	static const char text[] = "{\"mode\": \"MPOL_\xff\"}";
	struct mempolicy policy;
	struct mempolicy_error err;

	assert_refused(
		"not UTF-8", mempolicy_parse(text, strlen(text), &policy, &err), &err,
		MEMPOLICY_ERROR_INVALID,
		"/linux/memoryPolicy: not JSON: line 1, column 15: unable to decode byte 0xff near "
		"'\"MPOL_'");
}
END_TEST

/* ---- names and text ---- */

START_TEST(values_have_the_names_and_numbers_of_linux_mempolicy_h)
{
	for (int mode = 0; mode < MEMPOLICY_MODES; mode++)
		ck_assert_str_eq(mempolicy_mode_name((enum mempolicy_mode)mode), mode_names[mode]);
	ck_assert_str_eq(mempolicy_flag_name(1 << 13), "MPOL_F_NUMA_BALANCING");
	ck_assert_str_eq(mempolicy_flag_name(1 << 14), "MPOL_F_RELATIVE_NODES");
	ck_assert_str_eq(mempolicy_flag_name(1 << 15), "MPOL_F_STATIC_NODES");
}
END_TEST

START_TEST(other_values_have_no_name)
{
	ck_assert_ptr_null(mempolicy_mode_name((enum mempolicy_mode)MEMPOLICY_MODES));
	ck_assert_ptr_null(mempolicy_flag_name(0));
	ck_assert_ptr_null(mempolicy_flag_name(1 << 12));
	ck_assert_ptr_null(
		mempolicy_flag_name(MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_NUMA_BALANCING));
}
END_TEST

START_TEST(a_policy_as_text_is_cut_to_its_buffer)
{
	static const char whole[] = "MPOL_BIND|MPOL_F_NUMA_BALANCING|MPOL_F_STATIC_NODES:0-3";
	struct mempolicy policy = {MEMPOLICY_BIND,
				   MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_NUMA_BALANCING,
				   nodes_of("0-3")};

	ck_assert_uint_eq(mempolicy_format(&policy, NULL, 0), strlen(whole));
	for (size_t size = 1; size <= sizeof(whole); size++) {
		char *buf = before_guard(size);

		ck_assert_uint_eq(mempolicy_format(&policy, buf, size), strlen(whole));
		ck_assert_uint_eq(strlen(buf), size - 1);
		ck_assert_int_eq(strncmp(buf, whole, size - 1), 0);
	}
}
END_TEST

START_TEST(a_policy_as_json_is_cut_to_its_buffer)
{
	static const char whole[] =
		"{\"mode\": \"MPOL_BIND\", \"nodes\": \"0-3\", "
		"\"flags\": [\"MPOL_F_NUMA_BALANCING\", \"MPOL_F_STATIC_NODES\"]}";
	struct mempolicy policy = {MEMPOLICY_BIND,
				   MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_NUMA_BALANCING,
				   nodes_of("0-3")};

	ck_assert_uint_eq(mempolicy_to_json(&policy, NULL, 0), strlen(whole));
	for (size_t size = 1; size <= sizeof(whole); size++) {
		char *buf = before_guard(size);

		ck_assert_uint_eq(mempolicy_to_json(&policy, buf, size), strlen(whole));
		ck_assert_uint_eq(strlen(buf), size - 1);
		ck_assert_int_eq(strncmp(buf, whole, size - 1), 0);
	}
}
END_TEST

static struct mempolicy policy_of(enum mempolicy_mode mode, unsigned int flags, const char *nodes)
{
	return (struct mempolicy){mode, flags, nodes_of(nodes)};
}

static void assert_equality(bool equal, struct mempolicy a, struct mempolicy b)
{
	char a_text[256], b_text[256];

	mempolicy_format(&a, a_text, sizeof(a_text));
	mempolicy_format(&b, b_text, sizeof(b_text));
	ck_assert_msg(mempolicy_equal(&a, &b) == equal && mempolicy_equal(&b, &a) == equal,
		      "%s and %s", a_text, b_text);
}

START_TEST(policies_are_equal_when_the_kernel_takes_them_for_the_same)
{
	struct mempolicy bind = policy_of(MEMPOLICY_BIND, 0, "0-3");
	struct mempolicy local = policy_of(MEMPOLICY_LOCAL, 0, "");

	assert_equality(true, bind, policy_of(MEMPOLICY_BIND, 0, "3,2,1,0"));
	assert_equality(false, bind, policy_of(MEMPOLICY_BIND, 0, "0-2"));
	assert_equality(false, bind, policy_of(MEMPOLICY_BIND, 0, "0-3,1023"));
	assert_equality(false, bind, policy_of(MEMPOLICY_INTERLEAVE, 0, "0-3"));
	assert_equality(false, bind, policy_of(MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES, "0-3"));
	assert_equality(true, local, policy_of(MEMPOLICY_PREFERRED, 0, ""));
	assert_equality(false, local, policy_of(MEMPOLICY_PREFERRED, 0, "0"));
	assert_equality(false, local, policy_of(MEMPOLICY_DEFAULT, 0, ""));
	assert_equality(false, local, policy_of(MEMPOLICY_PREFERRED, MEMPOLICY_F_STATIC_NODES, ""));
	assert_equality(false, local, policy_of(MEMPOLICY_PREFERRED_MANY, 0, ""));
}
END_TEST

START_TEST(every_policy_survives_being_written_and_read_as_json)
{
	static const char *const nodes[] = {"", "0", "0-3,7", "1023"};

	for (unsigned int i = 0; i < 8 * LENGTH(nodes); i++) {
		struct mempolicy policy =
			policy_of((enum mempolicy_mode)_i, (i % 8) << 13, nodes[i / 8]);
		struct mempolicy parsed;
		struct mempolicy_error err;
		char text[MEMPOLICY_TEXT];
		json_t *json;

		ck_assert_uint_eq(mempolicy_to_json(&policy, text, sizeof(text)), strlen(text));
		assert_accepted(text, mempolicy_parse(text, strlen(text), &parsed, &err), &err);
		json = oci_policy_json(&policy);
		ck_assert_ptr_nonnull(json);
		assert_equality(true, policy, parsed);
		ck_assert_int_eq((int)policy.mode, (int)parsed.mode);
		ck_assert(!json_object_get(json, "nodes") == !*nodes[i / 8]);
		ck_assert(!json_object_get(json, "flags") == !(i % 8));
		json_decref(json);
	}
}
END_TEST

void add_policy(TCase *tcase)
{
	int invalid = count_cases(DATA "/invalid"), valid = count_cases(DATA "/valid");

	add_loop_tests(tcase, invalid, an_invalid_object_is_refused_as_its_case_says);
	add_loop_tests(tcase, valid, a_valid_object_is_read_as_its_case_says);
	add_tests(tcase, no_case_got_lost, empty_text_is_no_policy,
		  text_that_is_not_utf8_is_refused);
	add_tests(tcase, values_have_the_names_and_numbers_of_linux_mempolicy_h,
		  other_values_have_no_name, a_policy_as_text_is_cut_to_its_buffer,
		  a_policy_as_json_is_cut_to_its_buffer,
		  policies_are_equal_when_the_kernel_takes_them_for_the_same);
	add_loop_tests(tcase, MEMPOLICY_MODES,
		       every_policy_survives_being_written_and_read_as_json);
}
