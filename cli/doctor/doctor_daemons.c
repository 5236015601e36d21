/* SPDX-License-Identifier: Apache-2.0 */
/* What an engine says of itself: by which runtime it starts containers, and whether the daemon that
 * runs is of the configuration that is there. */
#include <stdio.h>
#include <string.h>

#include "asked.h"
#include "diagnosis.h"

#define ASK_SECONDS 30

/* A line that an engine prints; false, and why, if it does not. */
static bool ask_line(const char *const argv[], struct asked *ret)
{
	ask(argv, ASK_SECONDS, ret);
	if (!ret->started)
		return false;
	ret->out[strcspn(ret->out, "\n")] = '\0';
	ret->err[strcspn(ret->err, "\n")] = '\0';
	return ret->exit_code == 0;
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
	struct asked asked;

	if (ask_line(argv, &asked))
		look_at_runtime(diagnosis, "podman", asked.out);
	else if (asked.started)
		found(diagnosis, SEVERITY_ERROR, "podman", "see what it says",
		      "podman info fails: %s", asked.err);
	asked_drop(&asked);
}

void doctor_docker_daemon(struct diagnosis *diagnosis, bool on)
{
	static const char *const argv[] = {"docker", "info", "--format",
					   "{{.DefaultRuntime}} {{.CDISpecDirs}}", NULL};
	struct asked asked;
	char *folders;

	/* Without a daemon it prints empty values, and may end with 0. */
	if (!ask_line(argv, &asked) || asked.out[0] == ' ' || !asked.out[0]) {
		if (asked.started)
			found(diagnosis, SEVERITY_WARNING, "docker", "systemctl start docker",
			      "its daemon cannot be asked: %s", asked.err);
		asked_drop(&asked);
		return;
	}
	folders = asked.out + strcspn(asked.out, " ");
	if (on && strcmp(folders, " []") == 0)
		found(diagnosis, SEVERITY_ERROR, "docker", "systemctl restart docker",
		      "the daemon that runs takes no devices of CDI: it was started before they "
		      "were switched on");
	*folders = '\0';
	look_at_runtime(diagnosis, "docker", asked.out);
	asked_drop(&asked);
}
