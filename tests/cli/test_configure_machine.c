/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy configure on a machine with engines of some version, and with users; daemon.json in
 * all its forms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "daemon_json.h"
#include "invented_root.h"
#include "temporary.h"

#define CONFIG	"/etc/containerd/config.toml"
#define DROP_IN "/etc/containerd/conf.d/oci-mempolicy.toml"

/* The machine's own root, with an empty /etc; programs are found in the test's folder first. */
static const struct root own = {""};

static void set_up(const char *program, const char *says)
{
	struct root programs;
	char path[96], text[128];

	root_hide_own();
	root_make(&programs);
	snprintf(path, sizeof(path), "/%s", program);
	snprintf(text, sizeof(text), "#!/bin/sh\necho '%s'\n", says);
	root_put(&programs, path, text, 0755);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", programs.path);
	ck_assert_int_eq(setenv("PATH", path, 1), 0);
}

#define configure(command, ...)                                                                    \
	run_program(command, "configure", "--hook", "/bin/true", __VA_ARGS__)

/* ---- versions ---- */

static const struct {
	const char *says;
	const char *json; /* daemon.json, or NULL */
	int exit_code;
	bool changes_it;
	const char *told; /* on standard output or error */
} dockers[] = {
	{"Docker version 28.5.2+dfsg1, build 1", NULL, 0, false, ""},
	{"Docker version 28.5.2+dfsg1, build 1", "{\"debug\": true}", 0, false, ""},
	{"Docker version 28.5.2+dfsg1, build 1", "{\"features\": {\"cdi\": false}}", 1, false,
	 "its feature cdi is turned off; set it to true by hand"},
	{"Docker version 28.1.1, build 1", "{\"debug\": true}", 0, true, "restart docker"},
	{"Docker version 26.1.5", NULL, 0, true, "restart docker"},
	{"Docker version 26.1.5", " \n", 0, true, "restart docker"},
	{"Docker version 20.10.24", NULL, 0, true,
	 "older than 25 and does not support CDI devices"},
	{"?", NULL, 0, true, "restart docker"},
};

START_TEST(docker_of_each_version)
{
	struct command command;

	set_up("dockerd", dockers[_i].says);
	if (dockers[_i].json)
		root_put(&own, "/etc/docker/daemon.json", dockers[_i].json, 0644);
	configure(&command, "docker");
	ck_assert_int_eq(command.exit_code, dockers[_i].exit_code);
	ck_assert_ptr_nonnull(root_get(&own, "/etc/cdi/oci-mempolicy.json"));
	if (dockers[_i].changes_it)
		assert_says(root_get(&own, "/etc/docker/daemon.json"), "\"cdi\": true");
	else if (dockers[_i].json)
		ck_assert_str_eq(root_get(&own, "/etc/docker/daemon.json"), dockers[_i].json);
	else
		ck_assert_ptr_null(root_get(&own, "/etc/docker/daemon.json"));
	assert_says(dockers[_i].exit_code ? command.err : command.out, dockers[_i].told);
	configure(&command, "--undo");
	ck_assert_int_eq(command.exit_code, 0);
	if (dockers[_i].json)
		ck_assert_str_eq(root_get(&own, "/etc/docker/daemon.json"), dockers[_i].json);
	else
		ck_assert_ptr_null(root_get(&own, "/etc/docker/daemon.json"));
}
END_TEST

#define CRI	"[plugins.\"io.containerd.grpc.v1.cri\"]\n"
#define BY_HAND "; set enable_cdi = true in [plugins.\"io.containerd.grpc.v1.cri\"] by hand"
#define IMPORTS "imports = [\"/etc/containerd/conf.d/*.toml\"]\n"
#define OF_1_7	"containerd github.com/containerd/containerd 1.7.24 abc"

static const struct {
	const char *says;
	const char *toml;  /* config.toml, or NULL */
	const char *other; /* another file that is imported, or NULL */
	int exit_code;
	const char *written; /* which of our files, or NULL */
	const char *told;
} containerds[] = {
	{OF_1_7, NULL, NULL, 0, CONFIG, "restart containerd"},
	{OF_1_7, "version = 2\n" IMPORTS, NULL, 0, DROP_IN, "restart containerd"},
	{OF_1_7, "version = 2\n" IMPORTS CRI "  enable_cdi = true\n", NULL, 0, NULL,
	 "wrote /etc/cdi/"},
	{OF_1_7, "version = 2\n" IMPORTS CRI "  enable_cdi = false\n", NULL, 1, NULL,
	 "it, or a file that it may import, has a CRI section" BY_HAND},
	{OF_1_7, "version = 2\n" IMPORTS, "version = 2\n" CRI, 1, NULL,
	 "it, or a file that it may import, has a CRI section" BY_HAND},
	{OF_1_7, "version = 2\n#" IMPORTS, NULL, 1, NULL,
	 "it does not import /etc/containerd/conf.d/*.toml" BY_HAND},
	{OF_1_7, IMPORTS, NULL, 1, NULL, "its configuration version is not supported" BY_HAND},
	{OF_1_7, "version = 9\n" IMPORTS, NULL, 1, NULL,
	 "its configuration version is not supported" BY_HAND},
	{"containerd github.com/containerd/containerd/v2 2.1.9~ds1", "version = 3\n", NULL, 0, NULL,
	 "wrote /etc/cdi/oci-mempolicy.json"},
	{"containerd github.com/containerd/containerd 1.6.20~ds1", NULL, NULL, 0, NULL,
	 "older than 1.7 and does not support CDI devices"},
	{"?", NULL, NULL, 0, NULL,
	 "cannot find out the version of containerd: 1.7 needs enable_cdi = true"},
};

START_TEST(containerd_of_each_version)
{
	char text[ROOT_TEXT];
	struct command command;

	set_up("containerd", containerds[_i].says);
	if (containerds[_i].toml)
		root_put(&own, CONFIG, containerds[_i].toml, 0644);
	if (containerds[_i].other)
		root_put(&own, "/etc/containerd/conf.d/other.toml", containerds[_i].other, 0644);
	for (int again = 0; again < 2; again++) {
		configure(&command, "containerd");
		ck_assert_int_eq(command.exit_code, containerds[_i].exit_code);
		if (again)
			assert_says(command.out, "Nothing to change.");
		else
			assert_says(containerds[_i].exit_code ? command.err : command.out,
				    containerds[_i].told);
		if (containerds[_i].toml)
			ck_assert_str_eq(root_get(&own, CONFIG), containerds[_i].toml);
		if (containerds[_i].written) {
			root_config("containerd/conf.d/oci-mempolicy.toml", text);
			ck_assert_str_eq(root_get(&own, containerds[_i].written), text);
		} else {
			ck_assert_ptr_null(root_get(&own, DROP_IN));
		}
	}
	configure(&command, "--undo");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_null(root_get(&own, DROP_IN));
	if (!containerds[_i].toml)
		ck_assert_ptr_null(root_get(&own, CONFIG));
}
END_TEST

START_TEST(kubernetes_is_what_the_node_has)
{
	struct command command;

	set_up("containerd", OF_1_7);
	configure(&command, "kubernetes");
	ck_assert_int_eq(command.exit_code, 1);
	assert_says(command.err, "neither containerd nor CRI-O is configured on this node; "
				 "name containerd or crio, whichever kubelet uses");
	root_put(&own, CONFIG, "version = 2\n" IMPORTS, 0644);
	root_put(&own, "/etc/crio/policy.json", "{}", 0644);
	configure(&command, "kubernetes");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_nonnull(root_get(&own, DROP_IN));
	ck_assert_ptr_nonnull(root_get(&own, "/etc/crio/crio.conf.d/20-oci-mempolicy.conf"));
	assert_says(command.out, "containerd: a pod's annotations do not reach its CDI");
	assert_says(command.out, "annotation io.github.oci-mempolicy.policy; no RuntimeClass");
	ck_assert_ptr_null(strstr(command.out, "cdi.k8s.io"));
	configure(&command, "--undo", "kubernetes");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_null(root_get(&own, DROP_IN));
}
END_TEST

START_TEST(an_engine_that_is_missing_is_noted)
{
	struct command command;

	set_up("dockerd", "Docker version 28.5.2");
	configure(&command, "docker", "--dry-run");
	ck_assert_ptr_null(strstr(command.out, "not installed"));
	configure(&command, "podman", "--dry-run");
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(command.out, "note: podman is not installed\n");
	set_up("podman", "podman version 5.4.2");
	configure(&command, "docker", "--dry-run");
	assert_says(command.out, "note: docker is not installed\n");
}
END_TEST

/* The file is written again when the machine has a new node. */
START_TEST(nodes_that_have_come_are_added)
{
	const char *path = "/etc/cdi/oci-mempolicy.json";
	struct command command;
	char whole[ROOT_TEXT];

	set_up("podman", "");
	configure(&command, "podman", "--root", "/");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_null(strstr(root_get(&own, path), "bind-0"));
	configure(&command, "podman");
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(command.out, "+      \"name\": \"bind-0\",\n");
	assert_says(root_get(&own, path), "bind-0");
	snprintf(whole, sizeof(whole), "%s", root_get(&own, path));
	run_program(&command, "cdi", "--hook", "/bin/true");
	ck_assert_str_eq(command.out, whole);
	configure(&command, "--undo");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_null(root_get(&own, path));
}
END_TEST

/* ---- users ---- */

#define USER 12345

static void run_as_user(struct command *command, const char *program, const char *option,
			const char *home)
{
	command_init(command, program, "configure", option, "podman", "--hook", "/bin/true", NULL);
	command->uid = USER;
	command->home = home;
	command_run(command);
}

START_TEST(a_user_has_files_of_his_own)
{
	char home[64], text[256];
	struct command command;
	struct program_copy program;
	struct root users;

	ck_assert(copy_for_everybody(PROGRAM, &program));
	/* In a build with coverage, this user cannot write to the others' counts. */
	ck_assert_int_eq(chmod(program.directory, 01777), 0);
	ck_assert_int_eq(setenv("GCOV_PREFIX", program.directory, 1), 0);
	root_hide_own();
	ck_assert(make_temporary("home", home, sizeof(home)));
	ck_assert_int_eq(chown(home, USER, USER), 0);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	snprintf(users.path, sizeof(users.path), "%s", home);

	run_as_user(&command, program.path, "--json", home);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	assert_says(root_get(&users, "/.config/containers/oci/hooks.d/oci-mempolicy.json"),
		    "\"/bin/true\"");
	snprintf(
		text, sizeof(text),
		"hooks_dir = [\"/usr/share/containers/oci/hooks.d\", \"/etc/containers/oci/hooks.d\", "
		"\"%s/.config/containers/oci/hooks.d\"]\n",
		home);
	assert_says(root_get(&users, "/.config/containers/containers.conf.d/oci-mempolicy.conf"),
		    text);
	ck_assert_ptr_null(root_get(&own, "/etc/cdi/oci-mempolicy.json"));

	run_as_user(&command, program.path, "--undo", home);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_null(
		root_get(&users, "/.config/containers/containers.conf.d/oci-mempolicy.conf"));
	ck_assert_ptr_null(root_get(&users, "/.config/containers/oci/hooks.d/oci-mempolicy.json"));
	ck_assert(remove_tree(home));
	ck_assert(remove_tree(program.directory));
}
END_TEST

/* ---- daemon.json ---- */

static const struct {
	const char *before, *after; /* NULL: unchanged */
	enum daemon_json result;
} daemons[] = {
	{"{}", "{\n    \"features\": {\"cdi\": true}\n}", DAEMON_JSON_DONE},
	{" { }\n", " {\n    \"features\": {\"cdi\": true}\n}\n", DAEMON_JSON_DONE},
	{"{\"a\":1}", "{\"a\":1, \"features\": {\"cdi\": true}}", DAEMON_JSON_DONE},
	{"{\n\t\"a\": 1.50,\n\t\"b\": [1]\n}\n",
	 "{\n\t\"a\": 1.50,\n\t\"b\": [1],\n\t\"features\": {\"cdi\": true}\n}\n",
	 DAEMON_JSON_DONE},
	{"{\r\n  \"a\": 1\r\n}\r\n", "{\r\n  \"a\": 1,\r\n  \"features\": {\"cdi\": true}\r\n}\r\n",
	 DAEMON_JSON_DONE},
	{"{\"features\": {}, \"z\": {}}", "{\"features\": {\n    \"cdi\": true\n}, \"z\": {}}",
	 DAEMON_JSON_DONE},
	{"{\n  \"features\": {\n    \"buildkit\": true\n  },\n  \"z\": \"}\"\n}",
	 "{\n  \"features\": {\n    \"buildkit\": true,\n    \"cdi\": true\n  },\n  \"z\": \"}\"\n}",
	 DAEMON_JSON_DONE},
	{"{\"z\": {\"features\": {\"cdi\": true}}}",
	 "{\"z\": {\"features\": {\"cdi\": true}}, \"features\": {\"cdi\": true}}",
	 DAEMON_JSON_DONE},
	{"{\"f\\u0065atures\": {\"a\": true}}",
	 "{\"f\\u0065atures\": {\"a\": true, \"cdi\": true}}", DAEMON_JSON_DONE},
	{"{\"features\": {\"cdi\": true}}", NULL, DAEMON_JSON_ON},
	{"{\"features\": {\"cdi\": false}}", NULL, DAEMON_JSON_OFF},
	{"{\"features\": {\"cdi\": \"true\"}}", NULL, DAEMON_JSON_NOT_JSON},
	{"{\"features\": []}", NULL, DAEMON_JSON_NOT_JSON},
	{"{\"features\": null}", NULL, DAEMON_JSON_NOT_JSON},
	{"{\"a\": 1, \"a\": 2}", NULL, DAEMON_JSON_NOT_JSON},
	{"{\"a\": 1,}", NULL, DAEMON_JSON_NOT_JSON},
	{"{\"a\": 1} // why", NULL, DAEMON_JSON_NOT_JSON},
	{"[]", NULL, DAEMON_JSON_NOT_JSON},
	{"\xef\xbb\xbf{}", NULL, DAEMON_JSON_NOT_JSON},
	{"{", NULL, DAEMON_JSON_NOT_JSON},
	{"null", NULL, DAEMON_JSON_NOT_JSON},
};

START_TEST(daemon_json_in_every_shape)
{
	char *after = NULL;

	ck_assert_int_eq(daemon_json_add(daemons[_i].before, &after), daemons[_i].result);
	if (daemons[_i].after)
		ck_assert_str_eq(after, daemons[_i].after);
	else
		ck_assert_ptr_null(after);
	free(after);
}
END_TEST

void add_configure_machine(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(dockers), docker_of_each_version);
	add_loop_tests(tcase, LENGTH(containerds), containerd_of_each_version);
	add_loop_tests(tcase, LENGTH(daemons), daemon_json_in_every_shape);
	add_tests(tcase, kubernetes_is_what_the_node_has, an_engine_that_is_missing_is_noted,
		  nodes_that_have_come_are_added, a_user_has_files_of_his_own);
}
