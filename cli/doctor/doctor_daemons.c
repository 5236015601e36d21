/* SPDX-License-Identifier: Apache-2.0 */
/* What an engine reports about itself: its runtime, and whether the running daemon has the present
 * configuration. */
#include <stdio.h>
#include <string.h>

#include "child.h"
#include "diagnosis.h"

#define ASK_SECONDS 30

/* Gets the line that an engine prints; on failure returns false, with its error in ret->err. */
static bool ask_line(const char *const argv[], struct child_output *ret)
{
	child_run(argv, ASK_SECONDS, CHILD_ERRORS_KEPT, ret);
	if (ret->sys_errno)
		return false;
	ret->out[strcspn(ret->out, "\n")] = '\0';
	ret->err[strcspn(ret->err, "\n")] = '\0';
	return ret->status == 0;
}

/* Whether it is a runtime that runs hooks as runc does. */
static bool is_known(const char *runtime)
{
	static const char *const known[] = {"runc", "crun", "youki", "io.containerd.runc.v2"};
	const char *slash = strrchr(runtime, '/');

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(slash ? slash + 1 : runtime, known[i]) == 0)
			return true;
	return false;
}

static void look_at_runtime(struct diagnosis *diagnosis, const char *engine, const char *runtime)
{
	if (is_known(runtime))
		found(diagnosis, SEVERITY_OK, engine, NULL, "its runtime is %s", runtime);
	else
		found(diagnosis, SEVERITY_WARNING, engine, "use runc or crun, or check with --try",
		      "its runtime is %s, which may not run hooks", runtime);
}

void doctor_podman_runtime(struct diagnosis *diagnosis)
{
	static const char *const argv[] = {"podman", "info", "--format",
					   "{{.Host.OCIRuntime.Path}}", NULL};
	struct child_output output;

	if (ask_line(argv, &output))
		look_at_runtime(diagnosis, "podman", output.out);
	else if (output.sys_errno == 0)
		found(diagnosis, SEVERITY_ERROR, "podman", "fix what it reports",
		      "podman info fails: %s", output.err);
	child_output_drop(&output);
}

void doctor_docker_daemon(struct diagnosis *diagnosis, bool on)
{
	static const char *const argv[] = {"docker", "info", "--format",
					   "{{.DefaultRuntime}} {{.CDISpecDirs}}", NULL};
	struct child_output output;
	char *folders;

	/* Without a daemon it prints empty values, and its exit code may be 0. */
	if (!ask_line(argv, &output) || output.out[0] == ' ' || !output.out[0]) {
		if (output.sys_errno == 0)
			found(diagnosis, SEVERITY_WARNING, "docker", "systemctl start docker",
			      "cannot query its daemon: %s", output.err);
		child_output_drop(&output);
		return;
	}
	folders = output.out + strcspn(output.out, " ");
	if (on && strcmp(folders, " []") == 0)
		found(diagnosis, SEVERITY_ERROR, "docker", "systemctl restart docker",
		      "the running daemon does not support CDI devices: it was started before they "
		      "were turned on");
	*folders = '\0';
	look_at_runtime(diagnosis, "docker", output.out);
	child_output_drop(&output);
}
