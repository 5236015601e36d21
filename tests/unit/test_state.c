/* SPDX-License-Identifier: Apache-2.0 */
/* The OCI state, as a runtime passes it to its hooks. */
#include <stdio.h>
#include <string.h>

#include "oci.h"
#include "unit.h"

#define INVALID "invalid OCI state: "
#define LACKS(key)                                                                                 \
	INVALID "it has no string \"" key "\"; the runtime-spec requires it; update the runtime"
#define NOT_JSON INVALID "not JSON: "
#define BAD_PID	 INVALID "its \"pid\" is not a process ID"

static const struct {
	const char *text;
	const char *error;
} broken[] = {
	{"", INVALID "standard input is empty; a runtime passes the container's state to its "
		     "hooks; configure this program as an OCI hook"},
	{" ", NOT_JSON "line 1, column 2: it is empty"},
	{"{", NOT_JSON "line 1, column 2: it ends before it is complete"},
	{"{\"id\": \"a\", \"bund", NOT_JSON "line 1, column 18: it ends before it is complete"},
	{"{\"id\": \"a\"\n\"bundle\": \"/b\"}",
	 NOT_JSON "line 2, column 1: a comma or } is expected here"},
	{"hello", NOT_JSON "line 1, column 1: the only words are true, false and null"},
	{"\x1b[2J", NOT_JSON "line 1, column 1: a value is expected here"},
	{"{} {}", NOT_JSON "line 1, column 4: there is more text after the value"},
	{"5", INVALID "it is not a JSON object"},
	{"null", INVALID "it is not a JSON object"},
	{"[]", INVALID "it is not a JSON object"},
	{"[{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\"}]",
	 INVALID "it is not a JSON object"},
	{"{}", LACKS("id")},
	/* id */
	{"{\"bundle\": \"/b\", \"status\": \"creating\"}", LACKS("id")},
	{"{\"id\": null, \"bundle\": \"/b\", \"status\": \"creating\"}", LACKS("id")},
	{"{\"id\": \"\", \"bundle\": \"/b\", \"status\": \"creating\"}", LACKS("id")},
	{"{\"id\": 7, \"bundle\": \"/b\", \"status\": \"creating\"}", LACKS("id")},
	{"{\"id\": [\"a\"], \"bundle\": \"/b\", \"status\": \"creating\"}", LACKS("id")},
	{"{\"ID\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\"}", LACKS("id")},
	/* bundle */
	{"{\"id\": \"a\", \"status\": \"creating\"}", LACKS("bundle")},
	{"{\"id\": \"a\", \"bundle\": null, \"status\": \"creating\"}", LACKS("bundle")},
	{"{\"id\": \"a\", \"bundle\": \"\", \"status\": \"creating\"}", LACKS("bundle")},
	{"{\"id\": \"a\", \"bundle\": {}, \"status\": \"creating\"}", LACKS("bundle")},
	{"{\"id\": \"a\", \"bundle\": true, \"status\": \"creating\"}", LACKS("bundle")},
	/* status */
	{"{\"id\": \"a\", \"bundle\": \"/b\"}", LACKS("status")},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": null}", LACKS("status")},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"\"}", LACKS("status")},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": 1}", LACKS("status")},
	/* pid */
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": \"1\"}", BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": -1}", BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": 1.0}", BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": 1e2}", BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": true}", BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": [1]}", BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": {}}", BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": 2147483648}",
	 BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": 4294967297}",
	 BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": "
	 "9223372036854775807}",
	 BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": "
	 "99999999999999999999}",
	 BAD_PID},
	{"{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": \"\xff\"}",
	 BAD_PID},
	/* strings that cannot be read */
	{"{\"id\": \"\xff\", \"bundle\": \"/b\", \"status\": \"creating\"}",
	 INVALID "its \"id\" contains bytes that are not UTF-8; correct it"},
	{"{\"id\": \"a\", \"bundle\": \"/\\ud800\", \"status\": \"creating\"}",
	 INVALID "its \"bundle\" contains an escape that is half of a surrogate pair; correct it"},
};

/* Nothing beyond the text may be read. */
static int parse_before_guard(const char *text, struct oci_state *ret, struct mempolicy_error *err)
{
	size_t length = strlen(text);

	return oci_state_parse(copy_before_guard(text, length), length, ret, err);
}

START_TEST(a_broken_state_is_refused_with_the_reason)
{
	struct oci_state state;
	struct mempolicy_error err;
	int result = parse_before_guard(broken[_i].text, &state, &err);

	oci_state_drop(&state);
	assert_refused(broken[_i].text, result, &err, MEMPOLICY_ERROR_INVALID, broken[_i].error);
}
END_TEST

START_TEST(a_broken_state_still_names_its_container)
{
	struct oci_state state;
	struct mempolicy_error err;
	int result =
		parse_before_guard("{\"id\": \"web-1\", \"status\": \"creating\"}", &state, &err);

	assert_refused("no bundle", result, &err, MEMPOLICY_ERROR_INVALID, LACKS("bundle"));
	ck_assert_str_eq(state.id, "web-1");
	oci_state_drop(&state);
}
END_TEST

static const struct {
	const char *name;
	const char *text;
	const char *id, *bundle, *status;
	pid_t pid;
} sound[] = {
	{"runc at createRuntime",
	 "{\"ociVersion\":\"1.0.2-dev\",\"id\":\"web\",\"status\":\"creating\",\"pid\":4711,"
	 "\"bundle\":\"/run/bundle\",\"annotations\":{\"a\":\"b\"}}",
	 "web", "/run/bundle", "creating", 4711},
	{"runc at createContainer",
	 "{\"ociVersion\":\"1.0.2-dev\",\"id\":\"web\",\"status\":\"creating\",\"pid\":1,"
	 "\"bundle\":\"/run/bundle\"}",
	 "web", "/run/bundle", "creating", 1},
	{"crun prints prettily and escapes slashes",
	 "{\n    \"ociVersion\": \"1.0\",\n    \"id\": \"web\",\n    \"pid\": 0,\n"
	 "    \"root\": \"\\/run\\/bundle\\/rootfs\",\n    \"bundle\": \"\\/run\\/bundle\","
	 "\n    \"status\": \"created\"\n}\n",
	 "web", "/run/bundle", "created", 0},
	{"youki leaves the pid out",
	 "{\"ociVersion\":\"v1.0.2\",\"id\":\"web\",\"status\":\"creating\",\"bundle\":"
	 "\"/run/bundle\",\"annotations\":{},\"created\":\"2024-06-11T00:00:00Z\","
	 "\"creator\":0,\"useSystemd\":false}",
	 "web", "/run/bundle", "creating", 0},
	{"pid null", "{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": null}",
	 "a", "/b", "creating", 0},
	{"the highest pid",
	 "{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"pid\": "
	 "2147483647}",
	 "a", "/b", "creating", 2147483647},
	{"an unknown status", "{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"frozen\"}", "a",
	 "/b", "frozen", 0},
	{"escapes", "{\"id\": \"\\u00e9\\n\\\"\", \"bundle\": \"/b c\", \"status\": \"creating\"}",
	 "\xc3\xa9\n\"", "/b c", "creating", 0},
	{"the last of several counts",
	 "{\"id\": 1, \"id\": \"b\", \"pid\": 5, \"bundle\": \"/b\", \"status\": "
	 "\"creating\", "
	 "\"\\u0069d\": \"a\", \"pid\": 7}",
	 "a", "/b", "creating", 7},
	{"what jansson does not read stands elsewhere",
	 "{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"annotations\": "
	 "{\"\\u0000\": \"\xff\\ud800\", \"n\": [1e400, 99999999999999999999]}}",
	 "a", "/b", "creating", 0},
	{"NUL in an annotation",
	 "{\"id\": \"a\", \"bundle\": \"/b\", \"status\": \"creating\", \"annotations\": "
	 "{\"x\": \"\\u0000\"}}",
	 "a", "/b", "creating", 0},
};

START_TEST(a_state_of_each_runtime_is_read)
{
	struct oci_state state;
	struct mempolicy_error err;
	int result = parse_before_guard(sound[_i].text, &state, &err);

	assert_accepted(sound[_i].name, result, &err);
	ck_assert_str_eq(state.id, sound[_i].id);
	ck_assert_str_eq(state.bundle, sound[_i].bundle);
	ck_assert_str_eq(state.status, sound[_i].status);
	ck_assert_int_eq(state.pid, sound[_i].pid);
	oci_state_drop(&state);
}
END_TEST

void add_state(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(broken), a_broken_state_is_refused_with_the_reason);
	add_tests(tcase, a_broken_state_still_names_its_container);
	add_loop_tests(tcase, LENGTH(sound), a_state_of_each_runtime_is_read);
}
