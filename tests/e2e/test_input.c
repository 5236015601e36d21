/* SPDX-License-Identifier: Apache-2.0 */
/* Standard input that is not a state, and config.json files as they occur in practice. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "direct.h"
#include "suites.h"

#define EMPTY                                                                                      \
	"invalid OCI state: standard input is empty; a runtime passes the container's state to "   \
	"its hooks; configure this program as an OCI hook"

/* ---- standard input ---- */

START_TEST(standard_input_that_is_no_state_is_refused)
{
	static const struct {
		const char *text, *error;
	} inputs[] = {
		{"", EMPTY},
		{"hello", "invalid OCI state: not JSON: line 1, column 1: the only words are true, "
			  "false and null"},
		{"{\"id\":\"a\",", "invalid OCI state: not JSON: line 1, column 11: it ends before "
				   "it is complete"},
		{"{} {}", "invalid OCI state: not JSON: line 1, column 4: there is more text "
			  "after the value"},
		{"[]", "invalid OCI state: it is not a JSON object"},
		{"{}", "invalid OCI state: it has no string \"id\"; the runtime-spec requires it; "
		       "update the runtime"},
	};
	struct command command;

	direct_run_bytes(&command, inputs[_i].text, strlen(inputs[_i].text));
	direct_expect_error(&command, EX_DATAERR, "%s", inputs[_i].error);
}
END_TEST

START_TEST(a_state_of_more_than_1_MiB_is_refused)
{
	const size_t most = 1024UL * 1024, length = most + (size_t)_i;
	struct command command;
	char *text = malloc(length);

	ck_assert_ptr_nonnull(text);
	memset(text, ' ', length);
	text[0] = '{';
	text[1] = '}';
	direct_run_bytes(&command, text, length);
	if (_i)
		direct_expect_error(&command, EX_DATAERR,
				    "invalid OCI state: it is longer than 1048576 bytes");
	else
		direct_expect_error(
			&command, EX_DATAERR,
			"invalid OCI state: it has no string \"id\"; the runtime-spec requires it; "
			"update the runtime");
	free(text);
}
END_TEST

START_TEST(standard_input_that_is_closed_is_refused)
{
	struct command command;

	command_init(&command, "sh", "-c", "exec \"$0\" <&-", scratch.hook, NULL);
	command_run(&command);
	direct_expect_error(&command, EX_DATAERR, EMPTY);
}
END_TEST

START_TEST(a_terminal_as_standard_input_is_refused)
{
	struct command command;

	command_init(&command, scratch.hook, NULL);
	command.terminal = true;
	command_run(&command);
	direct_expect_error(
		&command, EX_USAGE,
		"standard input is a terminal, not the state of a container; this program is an "
		"OCI hook, to be run by a runtime; see oci-mempolicy-hook(8)");
}
END_TEST

/* ---- config.json ---- */

static void write_config(const struct bundle *bundle, const char *text)
{
	FILE *file = fopen(bundle->config_path, "we");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

#define RLIMITS                                                                                    \
	"{\"process\":{\"rlimits\":[{\"type\":\"RLIMIT_NOFILE\",\"hard\":18446744073709551615,"    \
	"\"soft\":18446744073709551615}]},\"linux\":{\"namespaces\":[{\"type\":\"pid\"}]"
#define BIND_0 ",\"memoryPolicy\":{\"mode\":\"MPOL_BIND\",\"nodes\":\"0\"}"

START_TEST(the_highest_rlimits_are_no_hindrance)
{
	struct witness witness;
	struct bundle bundle;
	struct command command;

	bundle_open(&bundle, RUNC);
	write_config(&bundle, _i ? RLIMITS BIND_0 "}}" : RLIMITS "}}");
	witness_start(&witness, CLONE_NEWPID);
	direct_run(&command, direct_state(&bundle, "creating", witness.pid), NULL);
	direct_expect_silence(&command);
	witness_end(&witness, _i ? &bind_0 : &no_policy);
	bundle_close(&bundle);
}
END_TEST

/* crun (1.8.1 to 1.29) applies them before it runs hooks at createContainer. */
START_TEST(the_lowest_limits_of_memory_are_no_hindrance)
{
	static const char limits[] = "[{'type': 'RLIMIT_DATA', 'hard': 524288, 'soft': 524288},"
				     " {'type': 'RLIMIT_STACK', 'hard': 65536, 'soft': 65536}]";
	const struct policy *policy = _i / RUNTIMES ? &bind_0 : &no_policy;
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_set_text(&bundle, "process", "rlimits", limits);
	if (policy == &bind_0)
		bundle_ask(&bundle, policy);
	expect_runs(&bundle, &stages[0], policy);
	bundle_close(&bundle);
}
END_TEST

/* None of them requests a policy. */
static const char *const odd[] = {
	"{}",
	"[]",
	"{\"linux\":null}",
	"{\"linux\":{}}",
	"{\"linux\":[]}",
	"{\"linux\":\"memoryPolicy\"}",
	"{\"linux\":{\"memoryPolicy\":null}}",
	"{\"memoryPolicy\":{\"mode\":\"MPOL_BIND\",\"nodes\":\"9\"}}",
	"{\"linux\":{\"namespaces\":{},\"resources\":[]}}",
	"{\"linux\":{\"namespaces\":[1,null,{},[],{\"type\":1},{\"path\":2}]}}",
	"{\"linux\":{\"resources\":{\"cpu\":{\"mems\":\"all of them\"}}}}",
	"{\"linux\":{\"resources\":{\"cpu\":{\"mems\":0}}}}",
	"{\"linux\":{\"resources\":{\"memory\":{\"limit\":-1,\"swap\":9223372036854775807}}}}",
	"{\"process\":{\"env\":[\"A=\\u0000\",\"B=\\ud83d\\ude00\",\"\\t\",\"C=\xc3\xa4\"]}}",
	"{\"process\":1,\"process\":2,\"linux\":{},\"linux\":{}}",
	"{\"\":{\"\":[]},\"a b\":1e300,\"c\":-0.0,\"d\":1E-7}",
	"\n\t {\r\n\"annotations\" : { \"a/b~c\" : \"\\/\" } }\n\n",
	/* The meaning of characters and numbers does not matter either. */
	"{\"process\":{\"env\":[\"A=\\ud800\",\"B=\\udc00\\ud800\"],\"\\udfff\":\"\\ud83dx\"}}",
	"{\"annotations\":{\"a\":\"\xff\xfe\",\"\xc0\x80\":\"\xed\xa0\x80\",\"\\u0000\":1}}",
	"{\"process\":{\"oomScoreAdj\":1e400,\"user\":[-1E+999,123456789012345678901234567890]}}",
	"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	/* Text that a strict parser refuses. */
	"{\"process\":{\"env\":[\"A=\\ud800\",\"B=\xff\"]},\"\\u0000\":1e400}",
	"{\"linux\":{\"resources\":{\"cpu\":{\"mems\":\"\xff\"}},\"namespaces\":[1e400]}}",
};
#define ODD ((int)(sizeof(odd) / sizeof(odd[0])))

START_TEST(a_config_that_asks_for_no_policy_never_harms)
{
	/* It does not matter: whatever the state says, there is nothing to do. */
	static const char *const status[] = {"creating", "running", "hovering"};
	struct bundle bundle;
	struct command command;

	bundle_open(&bundle, RUNC);
	write_config(&bundle, odd[_i]);
	for (size_t i = 0; i < 3; i++) {
		direct_run(&command, direct_state(&bundle, status[i], i ? 1 : -1), "--log",
			   bundle.log, NULL);
		direct_expect_silence(&command);
		expect_logged(bundle.log, i, "outcome", "none", NULL);
	}
	bundle_close(&bundle);
}
END_TEST

START_TEST(what_a_strict_parser_refuses_elsewhere_is_no_hindrance)
{
	struct witness witness;
	struct bundle bundle;
	struct command command;

	bundle_open(&bundle, RUNC);
	write_config(&bundle, "{\"process\":{\"env\":[\"A=\\ud800\",\"B=\xff\"]},\"x\":1e400,"
			      "\"linux\":{\"namespaces\":["
			      "{\"type\":\"pid\"}]" BIND_0 "}}");
	witness_start(&witness, CLONE_NEWPID);
	direct_run(&command, direct_state(&bundle, "creating", witness.pid), NULL);
	direct_expect_silence(&command);
	witness_end(&witness, &bind_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(what_cannot_be_read_of_a_policy_is_refused)
{
	static const struct {
		const char *member;
		int spaces;
		const char *error;
	} policies[] = {
		{"\"mode\":\"MPOL_BIND\\ud800\"", 0,
		 "it contains an escape that is half of a surrogate pair; correct it"},
		{"", 65535, "it is 65537 bytes long, more than 65536; shorten it"},
	};
	struct bundle bundle;
	struct command command;
	char text[263000];

	snprintf(text, sizeof(text), "{\"linux\":{\"memoryPolicy\":{%s%*s}}}", policies[_i].member,
		 policies[_i].spaces, "");
	bundle_open(&bundle, RUNC);
	write_config(&bundle, text);
	direct_run(&command, direct_state(&bundle, "creating", -1), NULL);
	direct_expect_error(&command, EX_DATAERR,
			    "%s: /linux/memoryPolicy: invalid memory policy: %s", bundle.id,
			    policies[_i].error);
	bundle_close(&bundle);
}
END_TEST

/* The text that takes a parser the most memory. */
START_TEST(a_config_of_64_MiB_takes_no_memory_beyond_its_text)
{
	const size_t size = 64UL << 20;
	struct bundle bundle;
	struct command command;
	struct rusage usage;
	char *text = malloc(size + 1);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < size; i++)
		text[i] = ",{}"[i % 3];
	text[0] = '[';
	text[size - 1] = ']';
	text[size] = '\0';
	bundle_open(&bundle, RUNC);
	write_config(&bundle, text);
	free(text);
	/* A busy machine may need more time than the default. */
	direct_run(&command, direct_state(&bundle, "creating", -1), "--timeout", "60", NULL);
	direct_expect_silence(&command);
	getrusage(RUSAGE_CHILDREN, &usage);
	ck_assert_int_lt(usage.ru_maxrss, (64 + 8) * 1024L);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_large_config_that_asks_for_no_policy_never_harms)
{
	struct bundle bundle;
	struct command command;
	json_t *many = json_array();

	for (int i = 0; i < 100000; i++)
		json_array_append_new(many, json_pack("{s:s, s:i}", "destination", "/mnt", "n", i));
	bundle_open(&bundle, RUNC);
	bundle_set(&bundle, NULL, "mounts", many);
	bundle_write(&bundle);
	direct_run(&command, direct_state(&bundle, "creating", -1), NULL);
	direct_expect_silence(&command);
	bundle_close(&bundle);
}
END_TEST

/* Through the runtimes, which accept each of these. */
START_TEST(a_container_that_asks_for_no_policy_is_unharmed)
{
	static const char *const objects[] = {NULL, "null"};
	struct bundle bundle;

	bundle_open(&bundle, _i);
	if (objects[_i / RUNTIMES])
		bundle_set_text(&bundle, "linux", "memoryPolicy", objects[_i / RUNTIMES]);
	bundle_hook_at(&bundle, &stages[2], bundle.log);
	bundle_run(&bundle);
	expect_ran(&bundle, &no_policy);
	ck_assert_uint_eq(log_lines(bundle.log), 2);
	for (size_t i = 0; i < 2; i++)
		expect_logged(bundle.log, i, "outcome", "none", "id", bundle.id, NULL);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_config_that_is_no_regular_file_is_refused)
{
	struct bundle bundle;
	struct command command;

	bundle_open(&bundle, RUNC);
	/* Nobody ever writes to the FIFO; the hook must not wait for it. */
	ck_assert_int_eq(_i ? mkdir(bundle.config_path, 0755) : mkfifo(bundle.config_path, 0644),
			 0);
	direct_run(&command, direct_state(&bundle, "creating", -1), NULL);
	direct_expect_error(&command, EX_NOINPUT, "%s: cannot read %s: not a regular file",
			    bundle.id, bundle.config_path);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_config_of_more_than_64_MiB_is_refused)
{
	struct bundle bundle;
	struct command command;

	bundle_open(&bundle, RUNC);
	bundle_write(&bundle);
	ck_assert_int_eq(truncate(bundle.config_path, (64L << 20) + 1), 0);
	direct_run(&command, direct_state(&bundle, "creating", -1), NULL);
	direct_expect_error(&command, EX_DATAERR,
			    "%s: invalid config.json: %s has 67108865 bytes, more than 67108864",
			    bundle.id, bundle.config_path);
	bundle_close(&bundle);
}
END_TEST

void add_input(TCase *tcase)
{
	add_loop_tests(tcase, 6, standard_input_that_is_no_state_is_refused);
	add_loop_tests(tcase, 2, a_state_of_more_than_1_MiB_is_refused,
		       the_highest_rlimits_are_no_hindrance,
		       what_cannot_be_read_of_a_policy_is_refused,
		       a_config_that_is_no_regular_file_is_refused);
	add_tests(tcase, standard_input_that_is_closed_is_refused,
		  a_terminal_as_standard_input_is_refused,
		  what_a_strict_parser_refuses_elsewhere_is_no_hindrance,
		  a_config_of_64_MiB_takes_no_memory_beyond_its_text,
		  a_large_config_that_asks_for_no_policy_never_harms,
		  a_config_of_more_than_64_MiB_is_refused);
	add_loop_tests(tcase, 2 * RUNTIMES, the_lowest_limits_of_memory_are_no_hindrance,
		       a_container_that_asks_for_no_policy_is_unharmed);
	add_loop_tests(tcase, ODD, a_config_that_asks_for_no_policy_never_harms);
}
