/* SPDX-License-Identifier: Apache-2.0 */
/* What an engine says of itself: by which runtime it starts containers, and whether the daemon that
 * runs is of the configuration that is there. */
#include <stdio.h>
#include <string.h>

#include "child.h"
#include "diagnosis.h"

#define ASK_SECONDS 30

/* A line that an engine prints; false, and why, if it does not. */
static bool ask_line(const char *const argv[], struct child_output *ret)
{
	child_run(argv, ASK_SECONDS, CHILD_ERRORS_KEPT, ret);
	if (ret->sys_errno)
		return false;
	ret->out[strcspn(ret->out, "\n")] = '\0';
	ret->err[strcspn(ret->err, "\n")] = '\0';
	return ret->status == 0;
}

/* Those that run hooks as runc does. */
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
		found(diagnosis, SEVERITY_WARNING, engine, "choose runc or crun, or see --try",
		      "its runtime is %s: whether that runs hooks is not known", runtime);
}

void doctor_podman_runtime(struct diagnosis *diagnosis)
{
	static const char *const argv[] = {"podman", "info", "--format",
					   "{{.Host.OCIRuntime.Path}}", NULL};
	struct child_output output;

	if (ask_line(argv, &output))
		look_at_runtime(diagnosis, "podman", output.out);
	else if (output.sys_errno == 0)
		found(diagnosis, SEVERITY_ERROR, "podman", "see what it says",
		      "podman info fails: %s", output.err);
	child_output_drop(&output);
}

void doctor_docker_daemon(struct diagnosis *diagnosis, bool on)
{
	static const char *const argv[] = {"docker", "info", "--format",
					   "{{.DefaultRuntime}} {{.CDISpecDirs}}", NULL};
	struct child_output output;
	char *folders;

	/* Without a daemon it prints empty values, and may end with 0. */
	if (!ask_line(argv, &output) || output.out[0] == ' ' || !output.out[0]) {
		if (output.sys_errno == 0)
			found(diagnosis, SEVERITY_WARNING, "docker", "systemctl start docker",
			      "its daemon cannot be asked: %s", output.err);
		child_output_drop(&output);
		return;
	}
	folders = output.out + strcspn(output.out, " ");
	if (on && strcmp(folders, " []") == 0)
		found(diagnosis, SEVERITY_ERROR, "docker", "systemctl restart docker",
		      "the daemon that runs takes no devices of CDI: it was started before they "
		      "were switched on");
	*folders = '\0';
	look_at_runtime(diagnosis, "docker", output.out);
	child_output_drop(&output);
}
