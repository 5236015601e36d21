/* SPDX-License-Identifier: Apache-2.0 */
#include "container.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"

#define NO_INPUT MEMPOLICY_ERROR_NO_INPUT

struct text {
	char *bytes;
	size_t length;
};

/* All that can be read, up to the length of a state and one more. */
static int read_text(int fd, const char *what, struct text *ret, struct mempolicy_error *err)
{
	ssize_t got;

	ret->length = 0;
	ret->bytes = malloc(OCI_STATE_MAX + 1);
	if (!ret->bytes)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", what);
	got = mp_file_text_read(fd, ret->bytes, OCI_STATE_MAX + 1);
	if (got < 0)
		return mp_error_set_errno(err, NO_INPUT, errno, "cannot read %s", what);
	ret->length = (size_t)got;
	if (ret->length > OCI_STATE_MAX)
		return mp_error_set(err, MEMPOLICY_ERROR_INVALID, "",
				    "invalid OCI state: it is longer than %lu bytes",
				    OCI_STATE_MAX);
	return 0;
}

static int no_process(const struct container *container, struct mempolicy_error *err)
{
	char id[ERROR_QUOTED], status[ERROR_QUOTED];

	mp_error_set(err, NO_INPUT, "", "container %s has no process: its state is %s",
		     mp_error_quote(id, sizeof(id), container->state.id,
				    strlen(container->state.id)),
		     mp_error_quote(status, sizeof(status), container->state.status,
				    strlen(container->state.status)));
	return mp_error_remedy(err, "start it");
}

static int from_state(const struct text *text, struct container *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *path = NULL;
	struct defect ignored;
	size_t length;

	if (oci_state_parse(text->bytes, text->length, &ret->state, err))
		return -1;
	if (ret->state.pid == 0 || strcmp(ret->state.status, "stopped") == 0)
		return no_process(ret, err);
	ret->init = ret->state.pid;
	if (asprintf(&path, "%s/config.json", ret->state.bundle) < 0)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "config.json");
	if (oci_config_read_file(path, &ret->text, &length, err) ||
	    oci_config_parse(ret->text, length, &ret->config, err))
		return -1;
	ret->root = oci_config_value(ret->text, length);
	/* Only CPUs are missing where it cannot be read. */
	oci_config_read_rest(&ret->config, &ignored);
	return 0;
}

int container_read(const char *path, struct container *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_fd) int fd = -1;
	struct text text = {.length = 0};
	bool standard_input = strcmp(path, "-") == 0;
	int result;

	*ret = (struct container){.init = 0};
	if (!standard_input) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return mp_error_set_errno(err, NO_INPUT, errno, "cannot read %s", path);
	}
	result = read_text(standard_input ? STDIN_FILENO : fd,
			   standard_input ? "standard input" : path, &text, err);
	if (result == 0 && text.length == 0) {
		mp_error_set(err, MEMPOLICY_ERROR_INVALID, "", "invalid OCI state: %s is empty",
			     standard_input ? "standard input" : path);
		result = mp_error_remedy(err, "give it what `RUNTIME state CONTAINER-ID` prints");
	}
	if (result == 0)
		result = from_state(&text, ret, err);
	free(text.bytes);
	return result;
}

int container_of_pid(pid_t pid, struct container *ret, struct mempolicy_error *err)
{
	*ret = (struct container){.init = pid};
	if (kill(pid, 0) && errno == ESRCH)
		return mp_error_set(err, NO_INPUT, "", "there is no process %d", pid);
	return 0;
}

/* ---- asking the runtime ---- */

static int start(const char *const argv[], int output, pid_t *ret, struct mempolicy_error *err)
{
	posix_spawn_file_actions_t actions;
	int sys_errno;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	/* What it complains of on standard error is the user's to read. */
	sys_errno = posix_spawnp(ret, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (sys_errno == 0)
		return 0;
	mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "cannot run %s", argv[0]);
	return mp_error_remedy(err, "name the container's runtime with --runtime");
}

static int failed(const char *runtime, const char *id, int status, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	mp_error_quote(quoted, sizeof(quoted), id, strlen(id));
	if (WIFSIGNALED(status))
		mp_error_set(err, NO_INPUT, "", "%s state %s was killed by signal %d", runtime,
			     quoted, WTERMSIG(status));
	else
		mp_error_set(err, NO_INPUT, "", "%s state %s ended with exit code %d", runtime,
			     quoted, WEXITSTATUS(status));
	return mp_error_remedy(err, "see what the runtime printed; name the one that made the "
				    "container with --runtime, and its folder with --root");
}

int container_ask(const char *runtime, const char *root, const char *id, struct container *ret,
		  struct mempolicy_error *err)
{
	const char *const with_root[] = {runtime, "--root", root, "state", id, NULL};
	const char *const without[] = {runtime, "state", id, NULL};
	struct text text = {.length = 0};
	int ends[2], result, status;
	pid_t child;

	*ret = (struct container){.init = 0};
	if (pipe2(ends, O_CLOEXEC))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "pipe2");
	result = start(root ? with_root : without, ends[1], &child, err);
	close(ends[1]);
	if (result == 0) {
		result = read_text(ends[0], runtime, &text, err);
		close(ends[0]);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
		if (result == 0 && status)
			result = failed(runtime, id, status, err);
	} else {
		close(ends[0]);
	}
	if (result == 0)
		result = from_state(&text, ret, err);
	free(text.bytes);
	return result;
}

void container_drop(struct container *container)
{
	oci_state_drop(&container->state);
	oci_config_drop(&container->config);
	json_decref(container->root);
	free(container->text);
}
