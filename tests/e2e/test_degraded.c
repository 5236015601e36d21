/* SPDX-License-Identifier: Apache-2.0 */
/* --allow-degraded, with nodes that this machine lacks: it has only node 0. */
#include <stdio.h>
#include <sysexits.h>

#include "expect.h"
#include "suites.h"

#define REQUESTED "memory policy degraded: nodes \"%s\" requested, 0 effective"

/* The requested policy, and the one the container then has. */
static const struct {
	struct policy asked, seen;
} degraded[] = {
	{{"MPOL_BIND", "0-3", {NULL}, 0}, {"MPOL_BIND", "0", {NULL}, BIND}},
	{{"MPOL_INTERLEAVE", "0,1023", {NULL}, 0}, {"MPOL_INTERLEAVE", "0", {NULL}, INTERLEAVE}},
	{{"MPOL_PREFERRED", "0-1", {NULL}, 0}, {"MPOL_PREFERRED", "0", {NULL}, PREFERRED}},
	{{"MPOL_BIND", "0-3", {"MPOL_F_STATIC_NODES"}, 0},
	 {"MPOL_BIND", "0", {NULL}, BIND | STATIC_NODES}},
	/* The kernel keeps these positions as they are, and folds them when it uses them. */
	{{"MPOL_BIND", "3", {"MPOL_F_RELATIVE_NODES"}, 0},
	 {"MPOL_BIND", "3", {NULL}, BIND | RELATIVE_NODES}},
};
#define DEGRADED ((int)(sizeof(degraded) / sizeof(degraded[0])))

static void expect_log(const char *file, const struct policy *asked)
{
	json_t *line = log_line(file, 0), *requested = policy_json(asked);
	const json_t *effective = json_object_get(line, "effective");

	ck_assert_str_eq(log_string(line, "outcome"), "applied");
	ck_assert_str_eq(log_string(line, "verified"), "read-back");
	ck_assert(json_is_true(json_object_get(line, "degraded")));
	ck_assert(json_equal(json_object_get(line, "requested"), requested));
	ck_assert_str_eq(log_string(effective, "mode"), asked->mode);
	ck_assert_str_eq(log_string(effective, "nodes"), "0");
	ck_assert_str_eq(log_string(line, "allowed"), "0");
	json_decref(requested);
	json_decref(line);
}

START_TEST(what_is_left_is_applied_and_reported)
{
	const struct policy *asked = &degraded[_i / RUNTIMES].asked;
	char text[512], expected[512];
	struct bundle bundle;

	bundle_open_asking(&bundle, _i, asked);
	bundle_hook(&bundle, "createContainer", "--allow-degraded", "--log", bundle.log, NULL);
	bundle_run(&bundle);
	ck_assert_str_eq(bundle.command.err, "");
	ck_assert_int_eq(bundle.command.exit_code, 0);
	expect_policy(bundle.command.out, &degraded[_i / RUNTIMES].seen);
	expect_log(bundle.log, asked);
	/* runc (1.1 to 1.5) shows a hook's output only if the hook fails. */
	hook_text(&bundle, text, sizeof(text));
	snprintf(expected, sizeof(expected), HOOK_NAME ": %s: " REQUESTED, bundle.id, asked->nodes);
	ck_assert_str_eq(text, bundle.runtime == CRUN ? expected : "");
	bundle_close(&bundle);
}
END_TEST

START_TEST(one_node_must_be_left)
{
	static const struct policy asked = {"MPOL_BIND", "1-3", {NULL}, 0};
	struct bundle bundle;

	bundle_open_asking(&bundle, _i, &asked);
	bundle_hook(&bundle, stages[_i / RUNTIMES].names[0], "--allow-degraded", NULL);
	bundle_run(&bundle);
	expect_refused(
		&bundle, EX_DATAERR,
		"/linux/memoryPolicy/nodes: invalid memory policy nodes \"1-3\": none of them has "
		"memory within the cpuset (0); name at least one node of the cpuset");
	bundle_close(&bundle);
}
END_TEST

START_TEST(nothing_left_out_is_not_reported)
{
	struct bundle bundle;
	json_t *line;

	bundle_open_asking(&bundle, _i, &bind_0);
	bundle_hook(&bundle, "createContainer", "--allow-degraded", "--log", bundle.log, NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &bind_0);
	line = log_line(bundle.log, 0);
	ck_assert(json_is_false(json_object_get(line, "degraded")));
	json_decref(line);
	bundle_close(&bundle);
}
END_TEST

void add_degraded(TCase *tcase)
{
	add_loop_tests(tcase, DEGRADED * RUNTIMES, what_is_left_is_applied_and_reported);
	add_loop_tests(tcase, 2 * RUNTIMES, one_node_must_be_left);
	add_loop_tests(tcase, RUNTIMES, nothing_left_out_is_not_reported);
}
