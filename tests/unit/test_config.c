/* SPDX-License-Identifier: Apache-2.0 */
/* The content of config.json. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "oci.h"
#include "unit.h"

/* Nothing else is read if there is no policy. */
#define WITH_POLICY(members) "{\"linux\": {\"memoryPolicy\": {}, " members "}}"
/* Members of an object that jansson refuses. */
#define STRANGERS "\"\\u0000\": [\"\xff\", \"\\ud800\", 1e400]"

/* The content of linux.memoryPolicy, as jansson prints it; NULL if there is none. */
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
	/* other content */
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
	{"cpu.mems", WITH_POLICY("\"resources\": {\"cpu\": {\"mems\": \"0-1\"}}"), "{}", "0-1", 0,
	 false},
	{"cpu.mems empty", WITH_POLICY("\"resources\": {\"cpu\": {\"mems\": \"\"}}"), "{}", "", 0,
	 false},
	{"cpu.mems null", WITH_POLICY("\"resources\": {\"cpu\": {\"mems\": null}}"), "{}", NULL, 0,
	 false},
	{"cpu.mems a number", WITH_POLICY("\"resources\": {\"cpu\": {\"mems\": 0}}"), "{}", NULL, 0,
	 false},
	{"cpu null", WITH_POLICY("\"resources\": {\"cpu\": null}"), "{}", NULL, 0, false},
	{"resources null", WITH_POLICY("\"resources\": null"), "{}", NULL, 0, false},
	/* namespaces */
	{"every namespace anew",
	 WITH_POLICY("\"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"network\"}, "
		     "{\"type\": \"ipc\"}, {\"type\": \"uts\"}, {\"type\": \"mount\"}, "
		     "{\"type\": \"cgroup\"}, {\"type\": \"time\"}]"),
	 "{}", NULL, OCI_NEW_PID | OCI_NEW_NETWORK | OCI_NEW_IPC | OCI_NEW_UTS | OCI_NEW_MOUNT,
	 false},
	{"namespaces to join",
	 WITH_POLICY("\"namespaces\": [{\"type\": \"pid\", \"path\": \"/proc/1/ns/pid\"}, "
		     "{\"type\": \"network\", \"path\": \"/run/netns/x\"}, {\"type\": "
		     "\"mount\"}]"),
	 "{}", NULL, OCI_NEW_MOUNT, false},
	{"a path that is empty or null",
	 WITH_POLICY("\"namespaces\": [{\"type\": \"pid\", \"path\": \"\"}, {\"type\": "
		     "\"uts\", \"path\": null}]"),
	 "{}", NULL, OCI_NEW_PID | OCI_NEW_UTS, false},
	{"a new user namespace", WITH_POLICY("\"namespaces\": [{\"type\": \"user\"}]"), "{}", NULL,
	 0, true},
	{"a user namespace to join",
	 WITH_POLICY("\"namespaces\": [{\"type\": \"user\", \"path\": "
		     "\"/proc/1/ns/user\"}]"),
	 "{}", NULL, 0, true},
	{"namespaces of wrong types",
	 WITH_POLICY("\"namespaces\": [null, 1, \"pid\", [], {}, {\"type\": 1}, {\"path\": "
		     "\"/x\"}]"),
	 "{}", NULL, 0, false},
	{"namespaces null", WITH_POLICY("\"namespaces\": null"), "{}", NULL, 0, false},
	{"namespaces an object", WITH_POLICY("\"namespaces\": {\"type\": \"pid\"}"), "{}", NULL, 0,
	 false},
	/* the last one counts, at every level */
	{"a policy twice",
	 "{\"linux\": {\"memoryPolicy\": {\"a\": 1}, \"memory\\u0050olicy\": {\"a\": 2}}}",
	 "{\"a\":2.0}", NULL, 0, false},
	{"linux twice, the policy in the former",
	 "{\"linux\": {\"memoryPolicy\": {}}, \"linux\": {\"namespaces\": []}}", NULL, NULL, 0,
	 false},
	{"linux twice, cpu.mems in the former",
	 "{\"linux\": {\"resources\": {\"cpu\": {\"mems\": \"0\"}}}, \"linux\": "
	 "{\"memoryPolicy\": {}}}",
	 "{}", NULL, 0, false},
	/* text that jansson refuses matters only where it is used */
	{"strangers, and no policy", "{" STRANGERS ", \"linux\": {" STRANGERS "}}", NULL, NULL, 0,
	 false},
	{"strangers, and a policy",
	 "{" STRANGERS ", \"linux\": {" STRANGERS ", \"memoryPolicy\": {}, \"resources\": "
	 "{" STRANGERS ", \"cpu\": {\"mems\": \"1\"}}}}",
	 "{}", "1", 0, false},
	{"strangers in mems and namespaces, and no policy",
	 "{\"linux\": {\"resources\": {\"cpu\": {\"mems\": \"\xff\"}}, \"namespaces\": "
	 "[{" STRANGERS "}]}}",
	 NULL, NULL, 0, false},
	{"strangers of a wrong type",
	 WITH_POLICY("\"resources\": {\"cpu\": {\"mems\": {" STRANGERS
		     "}}}, \"namespaces\": {" STRANGERS "}"),
	 "{}", NULL, 0, false},
	{"strangers in a policy that does not count",
	 "{\"linux\": {\"memoryPolicy\": {" STRANGERS "}, \"memoryPolicy\": null}}", NULL, NULL, 0,
	 false},
	{"a number alone", "5", NULL, NULL, 0, false},
};

/* Nothing beyond the text may be read. */
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

struct invalid {
	const char *text;
	const char *error;
};

static void assert_invalid(const struct invalid *invalid)
{
	struct oci_config config;
	struct mempolicy_error err;
	int result = parse_before_guard(invalid->text, &config, &err);

	oci_config_drop(&config);
	assert_refused(invalid->text, result, &err, MEMPOLICY_ERROR_INVALID, invalid->error);
}

#define NOT_JSON "invalid config.json: not JSON: "

static const struct invalid broken[] = {
	{"", NOT_JSON "line 1, column 1: it is empty; correct the file"},
	{"{", NOT_JSON "line 1, column 2: it ends before it is complete; correct the file"},
	{"{\n\"linux\": {,}\n}",
	 NOT_JSON "line 2, column 11: a key between double quotes is expected here; correct "
		  "the file"},
	{"# a comment", NOT_JSON "line 1, column 1: a value is expected here; correct the file"},
	{"{} \x07", NOT_JSON "line 1, column 4: there is more text after the value; correct the "
			     "file"},
	/* Those after a policy, too. */
	{"{\"linux\": {\"memoryPolicy\": {}}",
	 NOT_JSON "line 1, column 31: it ends before it is complete; correct the file"},
};

START_TEST(a_config_that_is_not_json_is_refused_with_the_place)
{
	assert_invalid(&broken[_i]);
}
END_TEST

#define HOLDS(what) ": it contains " what "; correct it"
#define POLICY	    "/linux/memoryPolicy: invalid memory policy"
#define MEMS	    "/linux/resources/cpu/mems: invalid linux.resources.cpu.mems"
#define NAMESPACES  "/linux/namespaces: invalid linux.namespaces"

static const struct invalid strange[] = {
	{"{\"linux\": {\"memoryPolicy\": {\"mode\": \"\xff\"}}}",
	 POLICY HOLDS("bytes that are not UTF-8")},
	{"{\"linux\": {\"memoryPolicy\": {\"x\": \"\\ud800\"}}}",
	 POLICY HOLDS("an escape that is half of a surrogate pair")},
	{"{\"linux\": {\"memoryPolicy\": {\"\\u0000\": 1}}}",
	 POLICY HOLDS("a NUL character in a key")},
	{"{\"linux\": {\"memoryPolicy\": {\"x\": 1e400}}}",
	 POLICY HOLDS("a number that is too large")},
	{WITH_POLICY("\"resources\": {\"cpu\": {\"mems\": \"0\xff\"}}"),
	 MEMS HOLDS("bytes that are not UTF-8")},
	{WITH_POLICY("\"namespaces\": [{\"type\": \"\\ud800\"}]"),
	 NAMESPACES HOLDS("an escape that is half of a surrogate pair")},
};

START_TEST(what_jansson_cannot_read_is_refused_with_the_part_that_it_is_in)
{
	assert_invalid(&strange[_i]);
}
END_TEST

/* The text with length characters in its hole. */
static char *fill(const char *text, char fill, size_t length)
{
	char *value = malloc(length + 1), *filled;

	memset(value, fill, length);
	value[length] = '\0';
	filled = replace(text, "%s", value);
	free(value);
	return filled;
}

#define LONG " is 65537 bytes long, more than 65536; shorten it"

static const struct {
	const char *text;
	char fill;
	size_t length; /* the longest that fits */
	const char *error;
} large[] = {
	{"{\"linux\": {\"memoryPolicy\": {%s}}}", ' ', 65534, POLICY ": it" LONG},
	{WITH_POLICY("\"resources\": {\"cpu\": {\"mems\": \"%s\"}}"), '0', 65534, MEMS ": it" LONG},
	{WITH_POLICY("\"namespaces\": [%s]"), ' ', 65534, NAMESPACES ": it" LONG},
	/* elsewhere, or where it does not matter */
	{WITH_POLICY("\"x\": \"%s\", \"resources\": {\"y\": \"%s\"}"), 'x', 1 << 20, NULL},
	{WITH_POLICY("\"resources\": {\"cpu\": {\"mems\": [%s]}}"), ' ', 1 << 20, NULL},
	{WITH_POLICY("\"namespaces\": {%s}"), ' ', 1 << 20, NULL},
	{"{\"linux\": {\"resources\": {\"cpu\": {\"mems\": \"%s\"}}, \"namespaces\": [%s]}}", ' ',
	 1 << 20, NULL},
	{"{\"linux\": {\"memoryPolicy\": [%s], \"memoryPolicy\": null}}", ' ', 1 << 20, NULL},
};

START_TEST(a_part_that_matters_is_refused_beyond_64_kib)
{
	for (size_t longer = 0; longer < 2; longer++) {
		char *text = fill(large[_i].text, large[_i].fill, large[_i].length + longer);
		struct oci_config config;
		struct mempolicy_error err;
		int result = parse_before_guard(text, &config, &err);

		oci_config_drop(&config);
		if (longer && large[_i].error)
			assert_refused(large[_i].text, result, &err, MEMPOLICY_ERROR_INVALID,
				       large[_i].error);
		else
			assert_accepted(large[_i].text, result, &err);
		free(text);
	}
}
END_TEST

/* The text that takes a parser the most memory. */
START_TEST(a_text_of_64_mib_takes_no_memory_beyond_its_own)
{
	const size_t size = 64UL * 1024 * 1024 / 3 * 3;
	char *text = malloc(size);
	struct oci_config config;
	struct mempolicy_error err;
	struct rusage before, after;

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < size; i++)
		text[i] = ",{}"[i % 3];
	text[0] = '[';
	text[size - 3] = ']';
	memset(text + size - 2, ' ', 2);
	getrusage(RUSAGE_SELF, &before);
	assert_accepted("objects", oci_config_parse(text, size, &config, &err), &err);
	getrusage(RUSAGE_SELF, &after);
	ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 4096);
	oci_config_drop(&config);
	free(text);
}
END_TEST

void add_config(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(configs), what_a_config_asks_for_is_read);
	add_loop_tests(tcase, LENGTH(broken), a_config_that_is_not_json_is_refused_with_the_place);
	add_loop_tests(tcase, LENGTH(strange),
		       what_jansson_cannot_read_is_refused_with_the_part_that_it_is_in);
	add_loop_tests(tcase, LENGTH(large), a_part_that_matters_is_refused_beyond_64_kib);
	add_tests(tcase, a_text_of_64_mib_takes_no_memory_beyond_its_own);
}
