/* SPDX-License-Identifier: Apache-2.0 */
/* Runtimes started by an ordinary user. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "expect.h"
#include "suites.h"

START_TEST(rootless_runc_works)
{
	struct bundle bundle;

	bundle_open_rootless(&bundle, RUNC);
	bundle_ask(&bundle, &bind_0);
	expect_runs(&bundle, &stages[_i], &bind_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(rootless_crun_is_refused_at_createContainer)
{
	struct bundle bundle;

	bundle_open_rootless(&bundle, CRUN);
	bundle_ask(&bundle, &bind_0);
	expect_refuses(&bundle, &stages[0], EX_NOPERM, only_from_outside);
	bundle_close(&bundle);
}
END_TEST

START_TEST(rootless_crun_is_refused_at_createRuntime)
{
	char text[COMMAND_OUTPUT], expected[512];
	struct bundle bundle;
	long pid;

	bundle_open_rootless(&bundle, CRUN);
	bundle_ask(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[1], NULL);
	bundle_run(&bundle);
	hook_text(&bundle, text, sizeof(text));
	pid = number_after(text, " process ");
	snprintf(expected, sizeof(expected),
		 "tracing thread %ld of process %ld: Operation not permitted; this needs "
		 "CAP_SYS_PTRACE in the user namespace that owns the process's memory, and "
		 "kernel.yama.ptrace_scope below 3; if that is not possible, start the runtime "
		 "itself under the policy, with numactl(8), and the hook verifies it at "
		 "createContainer",
		 pid, pid);
	expect_refused(&bundle, EX_NOPERM, expected);
	bundle_close(&bundle);
}
END_TEST

START_TEST(rootless_crun_started_under_the_policy_is_verified)
{
	struct bundle bundle;

	bundle_open_rootless(&bundle, CRUN);
	expect_only_verified(&bundle);
	bundle_close(&bundle);
}
END_TEST

START_TEST(rootless_containers_without_a_policy_run)
{
	struct bundle bundle;

	bundle_open_rootless(&bundle, _i);
	expect_runs(&bundle, &stages[_i / RUNTIMES], &no_policy);
	bundle_close(&bundle);
}
END_TEST

void add_rootless(TCase *tcase)
{
	add_loop_tests(tcase, STAGES, rootless_runc_works);
	add_tests(tcase, rootless_crun_is_refused_at_createContainer,
		  rootless_crun_is_refused_at_createRuntime,
		  rootless_crun_started_under_the_policy_is_verified);
	add_loop_tests(tcase, STAGES * RUNTIMES, rootless_containers_without_a_policy_run);
}
