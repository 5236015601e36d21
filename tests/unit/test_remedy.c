/* SPDX-License-Identifier: Apache-2.0 */
/* What the hook adds to the library's errors. */
#include "error.h"
#include "remedy.h"
#include "unit.h"

static const struct {
	enum mempolicy_error_reason reason;
	bool inside;
	const char *remedy; /* after "do this" */
} cases[] = {
	{MEMPOLICY_REASON_NONE, false, "do this"},
	{MEMPOLICY_REASON_NODE_UNUSABLE, false,
	 "do this, or let the hook leave such nodes out with --allow-degraded"},
	{MEMPOLICY_REASON_NODE_OUTSIDE, true,
	 "do this, widen linux.resources.cpu.mems, or let the hook leave such nodes out with "
	 "--allow-degraded"},
	{MEMPOLICY_REASON_POSITION_OUTSIDE, false,
	 "do this, widen linux.resources.cpu.mems, or let the kernel fold them with the hook's "
	 "--allow-degraded"},
	{MEMPOLICY_REASON_POSITION_BEYOND, false,
	 "do this, or let the kernel fold them with the hook's --allow-degraded"},
	{MEMPOLICY_REASON_NO_NODE_LEFT, false, "do this, or widen linux.resources.cpu.mems"},
	{MEMPOLICY_REASON_NOT_STOPPED, false, "do this, or allow more time with --timeout"},
	{MEMPOLICY_REASON_NOT_TRACEABLE, false,
	 "do this; if that is not possible, start the runtime itself under the policy, with "
	 "numactl(8), and the hook verifies it at createContainer"},
	{MEMPOLICY_REASON_NOT_TRACEABLE, true,
	 "in a user namespace, init can only be traced from outside: if root started the runtime, "
	 "register the hook at createRuntime as well; otherwise start the runtime itself under the "
	 "policy, with numactl(8)"},
	{MEMPOLICY_REASON_OTHER_PROGRAM, false, "do this: use such an OCI runtime"},
	/* one of a later library */
	{1000, false, "do this"},
};

START_TEST(each_reason_has_its_remedy)
{
	struct mempolicy_error err;

	mp_error_set(&err, MEMPOLICY_ERROR_SYSTEM, "", "it failed");
	mp_error_reason(&err, cases[_i].reason);
	mp_error_remedy(&err, "do this");
	remedy_add(&err, cases[_i].inside);
	ck_assert_str_eq(err.remedy, cases[_i].remedy);
	ck_assert_str_eq(err.message, "it failed");
}
END_TEST

void add_remedy(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(cases), each_reason_has_its_remedy);
}
