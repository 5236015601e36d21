/* SPDX-License-Identifier: Apache-2.0 */
/* Every thread of init gets the policy, or has it. */
#include <stdio.h>
#include <sysexits.h>

#include "containers.h"
#include "direct.h"
#include "suites.h"

/* Runs the hook from an init in all the namespaces that config.json promises. */
static void run_from(struct command *command, const struct bundle *bundle, const char *who_has_it,
		     const char *log)
{
	command_init(command, "unshare", "--pid", "--fork", "unshare", "--mount", "--ipc", "--net",
		     "--uts", INIT_BUILT, who_has_it, scratch.hook, "--log", log, NULL);
	direct_run_command(command, direct_state(bundle, "creating", -1));
}

static void expect_line(const char *log, const char *outcome, const char *verified, int threads)
{
	json_t *line = log_line(log, 0);

	ck_assert_str_eq(log_string(line, "outcome"), outcome);
	ck_assert_str_eq(log_string(line, "verified"), verified);
	ck_assert_int_eq(json_integer_value(json_object_get(line, "threads")), threads);
	json_decref(line);
}

/* The hook is a child of the thread that has it already. */
START_TEST(a_thread_that_lacks_the_policy_gets_it)
{
	struct bundle bundle;
	struct command command;
	char log[128];

	bundle_open(&bundle, RUNC);
	bundle_ask(&bundle, &bind_0);
	bundle_write(&bundle);
	snprintf(log, sizeof(log), "%s/log", bundle.path);
	run_from(&command, &bundle, "one", log);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.out, "{\"mode\":2,\"nodes\":[0]}\n{\"mode\":2,\"nodes\":[0]}\n");
	expect_line(log, "applied", "read-back", 2);
	bundle_close(&bundle);
}
END_TEST

START_TEST(threads_that_all_have_the_policy_are_left_alone)
{
	struct bundle bundle;
	struct command command;
	char log[128];

	bundle_open(&bundle, RUNC);
	bundle_ask(&bundle, &bind_0);
	bundle_write(&bundle);
	snprintf(log, sizeof(log), "%s/log", bundle.path);
	run_from(&command, &bundle, "both", log);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	expect_line(log, "in-place", "inherited", 0);
	bundle_close(&bundle);
}
END_TEST

/* The counterpart: nothing else gives the second thread a policy. */
START_TEST(without_a_policy_no_thread_gets_one)
{
	struct bundle bundle;
	struct command command;
	char log[128];

	bundle_open(&bundle, RUNC);
	bundle_write(&bundle);
	snprintf(log, sizeof(log), "%s/log", bundle.path);
	run_from(&command, &bundle, "one", log);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.out, "{\"mode\":2,\"nodes\":[0]}\n{\"mode\":0,\"nodes\":[]}\n");
	expect_line(log, "none", "(none)", 0);
	bundle_close(&bundle);
}
END_TEST

void add_threads(Suite *suite)
{
	TCase *tcase = add_container_case(suite, "threads");

	add_tests(tcase, a_thread_that_lacks_the_policy_gets_it,
		  threads_that_all_have_the_policy_are_left_alone,
		  without_a_policy_no_thread_gets_one);
}
