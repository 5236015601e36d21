/* SPDX-License-Identifier: Apache-2.0 */
/* Every thread of init gets the policy, unless it has it already. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "direct.h"
#include "suites.h"

/* Runs the hook, with an option or NULL, from an init in all the namespaces that config.json
 * promises; one or both of its threads have bind_0. The threads then print what they have. */
static void run_from_init(const char *who_has_it, const struct policy *asked, const char *option,
			  struct bundle *bundle, struct command *command)
{
	bundle_open(bundle, RUNC);
	if (asked)
		bundle_ask(bundle, asked);
	bundle_write(bundle);
	command_init(command, "unshare", "--pid", "--fork", "unshare", "--mount", "--ipc", "--net",
		     "--uts", INIT_BUILT, who_has_it, scratch.hook, "--log", bundle->log, option,
		     NULL);
	direct_run_command(command, direct_state(bundle, "creating", -1));
}

static void expect_success(const struct command *command)
{
	ck_assert_str_eq(command->err, "");
	ck_assert_int_eq(command->exit_code, 0);
}

static void expect_threads(const struct bundle *bundle, int threads)
{
	json_t *line = log_line(bundle->log, 0);

	ck_assert_int_eq(json_integer_value(json_object_get(line, "threads")), threads);
	json_decref(line);
}

/* The hook is a child of the thread that already has it. */
START_TEST(a_thread_that_lacks_the_policy_gets_it)
{
	struct bundle bundle;
	struct command command;

	run_from_init("one", &bind_0, NULL, &bundle, &command);
	expect_success(&command);
	ck_assert_str_eq(command.out, "{\"mode\":2,\"nodes\":[0]}\n{\"mode\":2,\"nodes\":[0]}\n");
	expect_logged(bundle.log, 0, "outcome", "applied", "verified", "read-back", NULL);
	expect_threads(&bundle, 2);
	bundle_close(&bundle);
}
END_TEST

START_TEST(threads_that_all_have_the_policy_are_left_alone)
{
	struct bundle bundle;
	struct command command;

	run_from_init("both", &bind_0, NULL, &bundle, &command);
	expect_success(&command);
	expect_logged(bundle.log, 0, "outcome", "in-place", "verified", "inherited", NULL);
	expect_threads(&bundle, 0);
	bundle_close(&bundle);
}
END_TEST

static const struct {
	const char *sys_errno;
	const struct policy *asked;
	const char *option, *text;
} refusals[] = {
	{"EPERM", &bind_0, NULL, "set_mempolicy in process 1: Operation not permitted"},
	/* An impossible default is left out, provided that nothing was changed yet. */
	{"ENOSYS", NULL, "--default-policy=bind:0",
	 "set_mempolicy in process 1: Function not implemented"},
};

/* By then the other thread has the policy, so init must not live on. */
START_TEST(a_thread_that_cannot_take_the_policy_is_an_error)
{
	struct bundle bundle;
	struct command command;

	run_from_init(refusals[_i].sys_errno, refusals[_i].asked, refusals[_i].option, &bundle,
		      &command);
	ck_assert_str_eq(command.out, "");
	ck_assert_ptr_nonnull(strstr(command.err, refusals[_i].text));
	expect_logged(bundle.log, 0, "outcome", "failed", NULL);
	bundle_close(&bundle);
}
END_TEST

/* The counterpart: nothing else gives the second thread a policy. */
START_TEST(without_a_policy_no_thread_gets_one)
{
	struct bundle bundle;
	struct command command;

	run_from_init("one", NULL, NULL, &bundle, &command);
	expect_success(&command);
	ck_assert_str_eq(command.out, "{\"mode\":2,\"nodes\":[0]}\n{\"mode\":0,\"nodes\":[]}\n");
	expect_logged(bundle.log, 0, "outcome", "none", "verified", "(none)", NULL);
	expect_threads(&bundle, 0);
	bundle_close(&bundle);
}
END_TEST

void add_threads(TCase *tcase)
{
	add_tests(tcase, a_thread_that_lacks_the_policy_gets_it,
		  threads_that_all_have_the_policy_are_left_alone,
		  without_a_policy_no_thread_gets_one);
	add_loop_tests(tcase, (int)LENGTH(refusals),
		       a_thread_that_cannot_take_the_policy_is_an_error);
}
