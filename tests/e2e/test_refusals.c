/* SPDX-License-Identifier: Apache-2.0 */
/* An invalid policy stops the container before its process begins, with a complete message. */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sysexits.h>

#include "expect.h"
#include "suites.h"

#define MODES                                                                                      \
	"; the modes are MPOL_DEFAULT, MPOL_BIND, MPOL_INTERLEAVE, MPOL_WEIGHTED_INTERLEAVE, "     \
	"MPOL_PREFERRED, MPOL_PREFERRED_MANY, MPOL_LOCAL"
#define FLAGS "; the flags are MPOL_F_NUMA_BALANCING, MPOL_F_RELATIVE_NODES, MPOL_F_STATIC_NODES"
#define LIST  "; write decimal numbers and ranges separated by commas, such as \"0-3,7\""
#define STAGES_REMEDY                                                                              \
	"; register the hook at createContainer, or at createRuntime (also called prestart)"

/* The memoryPolicy object with ' instead of ", and the message after the JSON pointer to it. */
static const struct {
	const char *object, *text;
} wrong[] = {
	{"{'mode': 'MPOL_BOUND', 'nodes': '0'}",
	 "/mode: invalid memory policy mode \"MPOL_BOUND\": there is no such mode" MODES},
	{"{'mode': 'mpol_bind', 'nodes': '0'}",
	 "/mode: invalid memory policy mode \"mpol_bind\": there is no such mode" MODES},
	{"{'nodes': '0'}", "/mode: invalid memory policy mode: it is missing, and a memoryPolicy "
			   "needs one" MODES},
	{"{'mode': 'MPOL_BIND', 'nodes': '0-'}",
	 "/nodes: invalid memory policy nodes \"0-\": position 3: a number is missing at "
	 "the end" LIST},
	{"{'mode': 'MPOL_BIND', 'nodes': '0,,1'}",
	 "/nodes: invalid memory policy nodes \"0,,1\": position 3: a number is "
	 "missing" LIST},
	{"{'mode': 'MPOL_BIND', 'nodes': ' 0'}",
	 "/nodes: invalid memory policy nodes \" 0\": position 1: \" \" is not a digit, "
	 "\"-\" or \",\"" LIST},
	{"{'mode': 'MPOL_BIND', 'nodes': 'all'}",
	 "/nodes: invalid memory policy nodes \"all\": position 1: \"a\" is not a digit, "
	 "\"-\" or \",\"" LIST},
	{"{'mode': 'MPOL_BIND', 'nodes': '3-0'}",
	 "/nodes: invalid memory policy nodes \"3-0\": position 1: a range that runs "
	 "backwards" LIST},
	{"{'mode': 'MPOL_BIND', 'nodes': '1024'}",
	 "/nodes: invalid memory policy nodes \"1024\": position 1: a node above 1023, the "
	 "highest possible" LIST},
	{"{'mode': 'MPOL_BIND'}", "/nodes: invalid memory policy nodes \"\": MPOL_BIND needs at "
				  "least one node; name the nodes, such as \"0-3,7\""},
	{"{'mode': 'MPOL_DEFAULT', 'nodes': '0'}",
	 "/nodes: invalid memory policy nodes \"0\": MPOL_DEFAULT takes no nodes; remove "
	 "nodes, or choose a mode that takes nodes"},
	{"{'mode': 'MPOL_INTERLEAVE', 'nodes': '0,1'}",
	 "/nodes: invalid memory policy nodes \"0-1\": node 1 does not exist: it is not "
	 "among this machine's nodes (0); name nodes that exist, or let the hook leave such "
	 "nodes out with --allow-degraded"},
	{"{'mode': 'MPOL_BIND', 'nodes': '0-1', 'flags': ['MPOL_F_RELATIVE_NODES']}",
	 "/nodes: invalid memory policy nodes \"0-1\": with MPOL_F_RELATIVE_NODES they are "
	 "positions, counted from 0, in the cpuset (0), which has no position "
	 "1; name positions below 1, or let the kernel fold "
	 "them with the hook's --allow-degraded"},
	{"{'mode': 'MPOL_BIND', 'nodes': '0', "
	 "'flags': ['MPOL_F_STATIC_NODES', 'MPOL_F_RELATIVE_NODES']}",
	 "/flags: invalid memory policy flag \"MPOL_F_STATIC_NODES\": it cannot be combined with "
	 "MPOL_F_RELATIVE_NODES; keep one of the two"},
	{"{'mode': 'MPOL_BIND', 'nodes': '0', 'flags': ['MPOL_F_STATIC_NODES', 'STATIC']}",
	 "/flags/1: invalid memory policy flag \"STATIC\": there is no such flag" FLAGS},
	{"{'mode': 'MPOL_LOCAL', 'flags': ['MPOL_F_STATIC_NODES']}",
	 "/flags: invalid memory policy flag \"MPOL_F_STATIC_NODES\": MPOL_LOCAL takes no "
	 "flags; remove flags, or choose a mode that takes them"},
	{"{'mode': 'MPOL_INTERLEAVE', 'nodes': '0', 'flags': ['MPOL_F_NUMA_BALANCING']}",
	 "/flags: invalid memory policy flag \"MPOL_F_NUMA_BALANCING\": it is valid only with "
	 "MPOL_BIND and MPOL_PREFERRED_MANY, not with MPOL_INTERLEAVE; remove the flag, or "
	 "choose one of these modes"},
	{"{'mode': 'MPOL_PREFERRED', 'flags': ['MPOL_F_STATIC_NODES']}",
	 "/flags: invalid memory policy flag \"MPOL_F_STATIC_NODES\": MPOL_PREFERRED accepts it "
	 "only with nodes; name a node, or remove the flag"},
};
#define WRONG ((int)(sizeof(wrong) / sizeof(wrong[0])))

static void run_wrong_policy(int index, const char *stage)
{
	char text[1024];
	struct bundle bundle;

	bundle_open(&bundle, index);
	bundle_set_text(&bundle, "linux", "memoryPolicy", wrong[index / RUNTIMES].object);
	bundle_hook(&bundle, stage, NULL);
	bundle_run(&bundle);
	snprintf(text, sizeof(text), "/linux/memoryPolicy%s", wrong[index / RUNTIMES].text);
	expect_refused(&bundle, EX_DATAERR, text);
	bundle_close(&bundle);
}

START_TEST(a_wrong_policy_stops_the_container_at_createContainer)
{
	run_wrong_policy(_i, "createContainer");
}
END_TEST

START_TEST(a_wrong_policy_stops_the_container_at_createRuntime)
{
	run_wrong_policy(_i, "createRuntime");
}
END_TEST

START_TEST(a_wrong_policy_stops_the_container_at_prestart)
{
	run_wrong_policy(_i, "prestart");
}
END_TEST

/*
 * Opens a bundle whose config.json is changed by an earlier hook, with a program. That hook first
 * reads the state, which the program does not do: before 1.17, crun fails the container with
 * "writing to pipe: Broken pipe" if a hook ends before crun has written the state to it (its commit
 * 2c4db997a9d8).
 */
static void open_changed(struct bundle *bundle, int index, const char *program, const char *option,
			 const char *argument)
{
	bundle_open_asking(bundle, index, &bind_0);
	bundle_add_hook(bundle, "createRuntime", "/bin/sh",
			json_pack("[s, s, s, s, s, s*, s]", "sh", "-c",
				  "cat >/dev/null && exec \"$0\" \"$@\"", program, option, argument,
				  bundle->config_path));
}

START_TEST(a_config_that_cannot_be_read_stops_the_container)
{
	struct bundle bundle;
	char text[512];

	open_changed(&bundle, _i, "/bin/rm", "-f", NULL);
	snprintf(text, sizeof(text),
		 "cannot read %s: No such file or directory; the runtime names this bundle in the "
		 "container's state; it must be readable to the hook",
		 bundle.config_path);
	expect_refuses(&bundle, &stages[_i / RUNTIMES], EX_NOINPUT, text);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_config_that_is_not_JSON_stops_the_container)
{
	struct bundle bundle;

	open_changed(&bundle, _i, "/bin/sed", "-i", "1s/{/[/");
	expect_refuses(
		&bundle, &stages[_i / RUNTIMES], EX_DATAERR,
		"invalid config.json: not JSON: line 2, column 14: a comma or ] is expected here; "
		"correct the file");
	bundle_close(&bundle);
}
END_TEST

/* No runtime would set other cpusets on a machine with one node. */
static void open_with_mems(struct bundle *bundle, int index, const char *change)
{
	open_changed(bundle, index, "/bin/sed", "-i", change);
	bundle_set_text(bundle, "linux", "resources", "{'cpu': {'mems': '0'}}");
}

START_TEST(a_node_outside_cpu_mems_stops_the_container)
{
	struct bundle bundle;

	open_with_mems(&bundle, _i, "s/\"mems\": \"0\"/\"mems\": \"1-2\"/");
	expect_refuses(
		&bundle, &stages[_i / RUNTIMES], EX_DATAERR,
		"/linux/memoryPolicy/nodes: invalid memory policy nodes \"0\": node 0 is not in "
		"linux.resources.cpu.mems (1-2); name nodes of the cpuset, or widen "
		"linux.resources.cpu.mems");
	bundle_close(&bundle);
}
END_TEST

START_TEST(cpu_mems_that_cannot_be_understood_stop_the_container)
{
	struct bundle bundle;

	open_with_mems(&bundle, _i, "s/\"mems\": \"0\"/\"mems\": \"0-x\"/");
	expect_refuses(
		&bundle, &stages[_i / RUNTIMES], EX_DATAERR,
		"/linux/resources/cpu/mems: invalid memory nodes \"0-x\" of the cpuset, against "
		"which the memory policy is checked: position 3: \"x\" is not a digit, \"-\" or "
		"\",\"" LIST);
	bundle_close(&bundle);
}
END_TEST

/* ---- usage ---- */

/* At that point the hook does not know the container's id. */
static void expect_usage_error(const struct bundle *bundle, const char *expected)
{
	char text[COMMAND_OUTPUT];

	hook_text(bundle, text, sizeof(text));
	ck_assert_str_eq(text, expected);
	ck_assert_int_ne(bundle->command.exit_code, 0);
	ck_assert_ptr_nonnull(strstr(bundle->command.err, bundle->runtime == RUNC
								  ? "exit status 64, "
								  : "(exit code: 64)"));
	ck_assert_str_eq(bundle->command.out, "");
}

START_TEST(a_wrong_option_stops_the_container)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, stages[_i / RUNTIMES].names[0], "--frobnicate", NULL);
	bundle_run(&bundle);
	expect_usage_error(&bundle,
			   HOOK_NAME ": unknown option \"--frobnicate\"; see " HOOK_NAME "(8)");
	bundle_close(&bundle);
}
END_TEST

START_TEST(args_without_the_programs_name_stop_the_container)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_add_hook(&bundle, stages[_i / RUNTIMES].names[0], scratch.hook,
			json_pack("[s]", "--allow-degraded"));
	bundle_run(&bundle);
	expect_usage_error(&bundle, HOOK_NAME
			   ": args of the hook entry must begin with the program's name, not with "
			   "\"--allow-degraded\"; see " HOOK_NAME "(8)");
	bundle_close(&bundle);
}
END_TEST

/* ---- the stage ---- */

static void status_at_poststart(const struct bundle *bundle, char status[32])
{
	char path[sizeof(bundle->path) + 16];
	json_t *state;

	snprintf(path, sizeof(path), "%s/state", bundle->path);
	state = json_load_file(path, 0, NULL);
	ck_assert_ptr_nonnull(state);
	snprintf(status, 32, "%s", log_string(state, "status"));
	json_decref(state);
}

/* crun (from 0.14 on, its pull request 408) runs poststart hooks while the container's process
 * runs; runc (up to 1.5, its pull request 5186) runs them before it begins, with the state
 * "created". In both cases the log must show what the container really has. */
START_TEST(at_poststart_it_is_too_late_once_the_container_runs)
{
	char save_state[sizeof(scratch.dir) + 64], status[32];
	struct bundle bundle;
	json_t *line;

	bundle_open_asking(&bundle, _i, &bind_0);
	snprintf(save_state, sizeof(save_state), "cat > %s/state", bundle.path);
	bundle_add_hook(&bundle, "poststart", "/bin/sh",
			json_pack("[s, s, s]", "sh", "-c", save_state));
	bundle_hook(&bundle, "poststart", "--log", bundle.log, NULL);
	bundle_run(&bundle);
	ck_assert_int_eq(bundle.command.exit_code, 0);
	status_at_poststart(&bundle, status);
	ck_assert_str_eq(status, _i == CRUN ? "running" : "created");
	line = log_line(bundle.log, 0);
	if (_i == RUNC) {
		ck_assert_str_eq(log_string(line, "outcome"), "applied");
		expect_policy(bundle.command.out, &bind_0);
	} else {
		const json_t *error = json_object_get(line, "error");

		ck_assert_str_eq(log_string(line, "outcome"), "failed");
		ck_assert_str_eq(
			log_string(error, "message"),
			"too late: the container's state is \"running\", so its user code is "
			"running or has already run");
		ck_assert_str_eq(log_string(error, "remedy"), &STAGES_REMEDY[2]);
		ck_assert_int_eq(json_integer_value(json_object_get(error, "exitCode")), EX_USAGE);
		expect_policy(bundle.command.out, &no_policy);
	}
	json_decref(line);
	bundle_close(&bundle);
}
END_TEST

/* ---- the machine ---- */

START_TEST(a_kernel_without_nodes_stops_the_container)
{
	struct bundle bundle;

	/* Visible only to this test and the processes it starts. */
	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	ck_assert_int_eq(mount("none", "/sys/devices/system/node", "tmpfs", 0, NULL), 0);
	bundle_open_asking(&bundle, _i, &bind_0);
	expect_refuses(&bundle, &stages[_i / RUNTIMES], EX_UNAVAILABLE,
		       "/sys/devices/system/node/possible: No such file or directory; use a kernel "
		       "built with CONFIG_NUMA, and mount /sys");
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_debugger_at_the_runtime_stops_the_container)
{
	char found[COMMAND_OUTPUT], expected[256];
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle.under[0] = "strace";
	bundle.under[1] = "-fo/dev/null";
	bundle_ask(&bundle, &bind_0);
	bundle_hook_at(&bundle, &stages[_i / RUNTIMES], NULL);
	bundle_run(&bundle);
	hook_text(&bundle, found, sizeof(found));
	snprintf(expected, sizeof(expected),
		 "process %ld is already traced by process %ld; stop the debugger or strace that "
		 "traces it",
		 number_after(found, ": process "), number_after(found, " by process "));
	expect_refused(&bundle, EX_OSERR, expected);
	bundle_close(&bundle);
}
END_TEST

void add_refusals(TCase *tcase)
{
	const int staged = 2 * RUNTIMES, all = WRONG * RUNTIMES;

	add_loop_tests(tcase, all, a_wrong_policy_stops_the_container_at_createContainer,
		       a_wrong_policy_stops_the_container_at_createRuntime,
		       a_wrong_policy_stops_the_container_at_prestart);
	add_loop_tests(tcase, staged, a_config_that_cannot_be_read_stops_the_container,
		       a_config_that_is_not_JSON_stops_the_container,
		       a_node_outside_cpu_mems_stops_the_container,
		       cpu_mems_that_cannot_be_understood_stop_the_container,
		       a_wrong_option_stops_the_container,
		       args_without_the_programs_name_stop_the_container,
		       a_kernel_without_nodes_stops_the_container,
		       a_debugger_at_the_runtime_stops_the_container);
	add_loop_tests(tcase, RUNTIMES, at_poststart_it_is_too_late_once_the_container_runs);
}
