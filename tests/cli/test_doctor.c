/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy doctor on a machine with an invented /etc and engines of some version: set up
 * correctly, and broken in typical ways. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "invented_root.h"

#define HOOKS	       "/etc/containers/oci/hooks.d/oci-mempolicy.json"
#define GETS	       "\nA container that requests a policy gets it.\n"
#define NOT	       "\nA container that requests a policy may not get it: see the errors above.\n"
#define PODMAN	       "podman version 5.4.2"
#define DOCKER	       "Docker version 26.1.5, build 1"
#define CONTAINERD_1_7 "containerd github.com/containerd/containerd 1.7.24 abc"

static const struct root own = {""};
static struct root programs;
static char hook[96];

static void put_program(const char *name, const char *says)
{
	char path[64], text[256];

	snprintf(path, sizeof(path), "/%s", name);
	snprintf(text, sizeof(text), "#!/bin/sh\necho '%s'\n", says);
	root_put(&programs, path, text, 0755);
}

/* Programs are found in only one folder, which has runc, the hook and the engine. */
static void set_up(const char *engine, const char *says)
{
	root_hide_own();
	root_make(&programs);
	put_program("runc", "runc version 1.1.5");
	put_program("oci-mempolicy-hook", "oci-mempolicy-hook " MEMPOLICY_VERSION);
	put_program(engine, says);
	snprintf(hook, sizeof(hook), "%s/oci-mempolicy-hook", programs.path);
	ck_assert_int_eq(setenv("PATH", programs.path, 1), 0);
}

static void shell(const char *line)
{
	struct command command;

	command_init(&command, "/bin/sh", "-c", line, hook, NULL);
	ck_assert_int_eq(setenv("PATH", "/usr/bin:/bin", 1), 0);
	command_run(&command);
	ck_assert_msg(command.exit_code == 0, "%s: %s", line, command.err);
	ck_assert_int_eq(setenv("PATH", programs.path, 1), 0);
}

#define doctor(command, ...) run_program(command, "doctor", "--hook", hook, __VA_ARGS__)

/* ---- engines ---- */

static const struct {
	const char *engine, *program, *says;
	const char *file, *text; /* in addition to what configure writes; NULL: none */
	const char *told;
	bool ready;
} machines[] = {
	{"podman", "podman", PODMAN, NULL, NULL,
	 "ok      podman: version 5.4.2 calls the hook at createRuntime for devices and annotations",
	 true},
	{"podman", "podman", "podman version 3.4.4", NULL, NULL,
	 "podman: version 3.4.4 calls the hook at createRuntime for annotations", true},
	{"docker", "dockerd", DOCKER, NULL, NULL,
	 "docker: version 26.1.5 calls the hook at createRuntime for devices\n", true},
	{"docker", "dockerd", "Docker version 28.5.2", NULL, NULL,
	 "docker: version 28.5.2 calls the hook at createRuntime for devices\n", true},
	{"docker", "dockerd", "Docker version 28.5.2", "/etc/docker/daemon.json",
	 "{\"features\": {\"cdi\": false}}", "CDI devices are off in /etc/docker/daemon.json\n",
	 false},
	{"docker", "dockerd", DOCKER, "/etc/docker/daemon.json", "{",
	 "/etc/docker/daemon.json cannot be parsed: dockerd may not start with it", false},
	{"docker", "dockerd", "Docker version 20.10.24", NULL, NULL,
	 "version 20.10.24 does not support CDI devices: 25.0 and newer do", false},
	{"containerd", "containerd", CONTAINERD_1_7, NULL, NULL,
	 "containerd: version 1.7.24 calls the hook at createRuntime for devices\n", true},
	{"containerd", "containerd", CONTAINERD_1_7, "/etc/containerd/config.toml", "version = 2\n",
	 "CDI devices are off in /etc/containerd/config.toml\n        -> run oci-mempolicy configure "
	 "containerd, or set enable_cdi = true in ",
	 false},
	{"containerd", "containerd", "containerd github.com/containerd/containerd/v2 2.1.9", NULL,
	 NULL, "containerd: version 2.1.9 calls the hook at createRuntime for devices\n", true},
	{"crio", "crio", "crio version 1.32.0", NULL, NULL,
	 "crio: version 1.32.0 calls the hook at createRuntime for devices and annotations", true},
};

START_TEST(what_configure_leaves_is_well)
{
	struct command command;

	set_up(machines[_i].program, machines[_i].says);
	if (machines[_i].file)
		root_put(&own, machines[_i].file, machines[_i].text, 0644);
	doctor(&command, machines[_i].engine);
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.out, NOT);
	run_program(&command, "configure", "--hook", hook, machines[_i].engine);
	doctor(&command, machines[_i].engine);
	assert_says(command.out, machines[_i].told);
	assert_says(command.out, machines[_i].ready ? GETS : NOT);
	ck_assert_int_eq(command.exit_code, machines[_i].ready ? 0 : 1);
	/* Without a name, it checks whatever is installed. */
	doctor(&command, "--color=never");
	assert_says(command.out, machines[_i].told);
}
END_TEST

/* ---- broken ---- */

#define CDI "/etc/cdi/oci-mempolicy.json"

/* $0 is the hook. */
static const struct {
	const char *line, *told;
	bool ready;
} breaks[] = {
	{"rm $0", "oci-mempolicy-hook does not exist\n        -> install it", false},
	{"chmod 644 $0", "cannot be executed: Permission denied\n        -> chmod 755 /", false},
	{"printf '#!/bin/nothing' >$0", "oci-mempolicy-hook does not run on this machine\n", false},
	{"printf '#!/bin/sh\\necho oci-mempolicy-hook 9.9.9' >$0",
	 "warning hook: the hook has version 9.9.9, this command " MEMPOLICY_VERSION, true},
	{"sed -i 's,\"path\": \".*\",\"path\": \"/gone/oci-mempolicy-hook\",' " HOOKS,
	 HOOKS " names the hook /gone/oci-mempolicy-hook, which cannot be executed (No such file "
	       "or directory): the engine silently ignores the file, and containers start without "
	       "the hook\n        -> install the hook and run oci-mempolicy configure ENGINE, or",
	 false},
	{"echo '{' >" HOOKS,
	 "error   podman: " HOOKS " is not valid JSON: podman may refuse to start containers",
	 false},
	{"echo '{}' >/etc/containers/oci/hooks.d/other.json",
	 "other.json names no hook: podman may refuse to start containers", false},
	{"sed -i 's/createRuntime/createruntime/' " HOOKS,
	 HOOKS " does not run the hook at a stage where it can work\n        -> set \"stages\": ",
	 false},
	{"sed -i 's/numa\\|mempolicy.*policy./mempolicies/' " HOOKS,
	 "does not run the hook for containers with the annotation io.github.oci-mempolicy.policy",
	 true},
	{"echo 'hooks_dir = [\"/opt/hooks.d\"]' >/etc/containers/containers.conf.d/zz.conf",
	 "podman: version 5.4.2 calls the hook at createRuntime for devices\n", true},
	{"rm " HOOKS, "podman: version 5.4.2 calls the hook at createRuntime for devices\n", true},
	{"rm " CDI, "podman: version 5.4.2 calls the hook at createRuntime for annotations\n",
	 true},
	{"rm " CDI " " HOOKS,
	 "podman: no file in /etc/cdi offers devices oci-mempolicy/numa\n        -> run "
	 "oci-mempolicy configure podman\n",
	 false},
	{"sed -i 's,\"path\": \".*\",\"path\": \"/gone/oci-mempolicy-hook\",' " CDI,
	 CDI " names the hook /gone/oci-mempolicy-hook, which cannot be executed (No such file or "
	     "directory): engines do not start containers with its devices",
	 false},
	{"head -c 100 " CDI " >/x; cat /x >" CDI "; rm /x",
	 "cdi: " CDI
	 " is not valid JSON: engines ignore its devices\n        -> fix or remove the file",
	 true},
	{"mkdir -p /etc/cdi; cp " CDI " /etc/cdi/other.json", "is a second file with devices ",
	 false},
	{"sed -i 's/\"bind-0\"/\"bind-900\"/' " CDI,
	 CDI " has the device bind-900, but node 900 does not exist or has no memory\n"
	     "        -> run oci-mempolicy configure ENGINE again",
	 true},
};

START_TEST(what_is_broken_is_named)
{
	struct command command;

	set_up("podman", PODMAN);
	run_program(&command, "configure", "--hook", hook, "podman");
	ck_assert_int_eq(command.exit_code, 0);
	doctor(&command, "podman");
	assert_says(command.out, GETS);
	ck_assert_ptr_null(strstr(command.out, breaks[_i].told));
	shell(breaks[_i].line);
	doctor(&command, "podman");
	assert_says(command.out, breaks[_i].told);
	assert_says(command.out, breaks[_i].ready ? GETS : NOT);
	ck_assert_int_eq(command.exit_code, breaks[_i].ready ? 0 : 1);
}
END_TEST

START_TEST(no_runtime_is_no_container)
{
	struct command command;

	set_up("podman", PODMAN);
	run_program(&command, "configure", "--hook", hook, "podman");
	unlink(root_path(&programs, "/runc"));
	doctor(&command, "podman");
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.out, "none of runc, crun and youki is in PATH\n");
	doctor(&command, "docker");
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.out, "error   docker: dockerd is not in PATH\n");
	root_put(&programs, "/dockerd", "#!/bin/sh\nexit 1\n", 0755);
	doctor(&command, "docker");
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.out, "error   docker: dockerd does not run\n");
}
END_TEST

START_TEST(crun_refuses_hybrid_cgroups)
{
	struct command command;
	bool hybrid;

	command_init(&command, "/bin/sh", "-c", "cat /sys/fs/cgroup/unified/cgroup.controllers",
		     NULL);
	command_run(&command);
	hybrid = command.out[strspn(command.out, "\n")] != '\0';
	set_up("podman", PODMAN);
	put_program("crun", "crun version 1.21");
	doctor(&command, "podman");
	ck_assert_int_eq(strstr(command.out, "warning crun: refuses every container while ") !=
				 NULL,
			 hybrid);
}
END_TEST

static const struct {
	const char *says; /* the output of docker info */
	const char *told;
	int exit_code;
	bool ready;
} daemons[] = {
	{"runc [/etc/cdi /var/run/cdi]", "ok      docker: its runtime is runc\n", 0, true},
	{"io.containerd.runsc.v1 [/etc/cdi]",
	 "warning docker: its runtime is io.containerd.runsc.v1, which may not run hooks\n", 0,
	 true},
	{"runc []",
	 "error   docker: the running daemon does not support CDI devices: it was started before they "
	 "were turned on\n        -> systemctl restart docker\n",
	 0, false},
	{" []", "warning docker: cannot query its daemon: \n", 0, true},
	{"Cannot connect to the Docker daemon",
	 "warning docker: cannot query its daemon: Cannot connect to the Docker daemon\n", 1, true},
};

START_TEST(the_daemon_that_runs_is_asked)
{
	struct command command;
	char text[256];

	set_up("dockerd", DOCKER);
	run_program(&command, "configure", "--hook", hook, "docker");
	snprintf(text, sizeof(text), "#!/bin/sh\necho '%s' >&%d\nexit %d\n", daemons[_i].says,
		 daemons[_i].exit_code ? 2 : 1, daemons[_i].exit_code);
	root_put(&programs, "/docker", text, 0755);
	doctor(&command, "docker");
	assert_says(command.out, daemons[_i].told);
	ck_assert_int_eq(command.exit_code, daemons[_i].ready ? 0 : 1);
}
END_TEST

/* The runtime supports what its `features` prints. */
START_TEST(runtimes_that_know_memory_policy)
{
	struct command command;
	int knows, ready;
	json_t *json;

	set_up("podman", PODMAN);
	root_put(
		&programs, "/runc",
		"#!/bin/sh\nif [ \"$1\" = features ]; then echo '{\"linux\": {\"memoryPolicy\": {}}}'; exit; fi\n"
		"echo runc version 1.4.0\n",
		0755);
	run_program(&command, "configure", "--hook", hook, "podman");
	doctor(&command, "--json");
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:b, s:[{s:b}!]}", "ready", &ready, "runtimes",
				     "memoryPolicy", &knows),
			 0);
	ck_assert(ready && knows);
	json_decref(json);
}
END_TEST

/* ---- --try ---- */

static const struct {
	const char *answer; /* from the container */
	int exit_code;	    /* of Podman */
	const char *told;
	bool ready;
} trials[] = {
	{"bind:0", 0, "ok      podman: a container that requested bind:0 runs under it\n", true},
	{"default", 0, "error   podman: a container that requested bind:0 runs under default\n",
	 false},
	{"Error: no such thing", 125,
	 "error   podman: a container that requested bind:0 did not start: Error: no such thing\n",
	 false},
};

START_TEST(a_container_is_tried)
{
	struct command command;
	char text[512];

	set_up("podman", PODMAN);
	run_program(&command, "configure", "--hook", hook, "podman");
	snprintf(text, sizeof(text),
		 "#!/bin/sh\n[ \"$1\" = run ] || { echo " PODMAN "; exit; }\n"
		 "echo \"$*\" >/etc/called\necho '%s' >&%d\nexit %d\n",
		 trials[_i].answer, trials[_i].exit_code ? 2 : 1, trials[_i].exit_code);
	root_put(&programs, "/podman", text, 0755);
	ck_assert_int_eq(symlink("/bin/rm", root_path(&programs, "/rm")), 0);
	doctor(&command, "podman", "--try");
	assert_says(command.out, trials[_i].told);
	ck_assert_int_eq(command.exit_code, trials[_i].ready ? 0 : 1);
	assert_says(root_get(&own, "/etc/called"),
		    "run --rm --network=none --device oci-mempolicy/numa=bind-0 --rootfs ");
}
END_TEST

#define SEE "; see oci-mempolicy doctor --help\n"

START_TEST(wrong_calls_are_refused)
{
	struct command command;

	run_program(&command, "doctor", "rkt");
	assert_ended(&command, 64, "",
		     "oci-mempolicy doctor: there is no engine \"rkt\"; choose podman, docker, "
		     "containerd or crio\n");
	run_program(&command, "doctor", "podman", "docker");
	assert_ended(&command, 64, "", "oci-mempolicy doctor: unexpected argument \"docker\"" SEE);
	run_program(&command, "doctor", "--hook", "hook");
	assert_ended(&command, 64, "",
		     "oci-mempolicy doctor: --hook takes an absolute path, not \"hook\"" SEE);
}
END_TEST

void add_doctor(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(machines), what_configure_leaves_is_well);
	add_loop_tests(tcase, LENGTH(breaks), what_is_broken_is_named);
	add_loop_tests(tcase, LENGTH(daemons), the_daemon_that_runs_is_asked);
	add_loop_tests(tcase, LENGTH(trials), a_container_is_tried);
	add_tests(tcase, no_runtime_is_no_container, crun_refuses_hybrid_cgroups,
		  runtimes_that_know_memory_policy, wrong_calls_are_refused);
}
