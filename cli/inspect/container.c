/* SPDX-License-Identifier: Apache-2.0 */
#include "container.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "child.h"
#include "cleanup.h"
#include "error.h"
#include "file_text.h"
#include "formatted.h"

#define NO_INPUT MEMPOLICY_ERROR_NO_INPUT

struct text {
	char *bytes;
	size_t length;
};

/* Reads a whole text, but no more than one byte beyond the length of the longest state. */
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

static int from_state(const char *text, size_t length, struct container *ret,
		      struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *path = NULL;
	struct defect ignored;
	size_t config_length;

	if (length > OCI_STATE_MAX)
		return mp_error_set(err, MEMPOLICY_ERROR_INVALID, "",
				    "invalid OCI state: it is longer than %lu bytes",
				    OCI_STATE_MAX);
	if (oci_state_parse(text, length, &ret->state, err))
		return -1;
	if (ret->state.pid == 0 || strcmp(ret->state.status, "stopped") == 0)
		return no_process(ret, err);
	ret->init = ret->state.pid;
	path = formatted("%s/config.json", ret->state.bundle);
	if (!path)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "config.json");
	if (oci_config_read_file(path, &ret->text, &config_length, err) ||
	    oci_config_parse(ret->text, config_length, &ret->config, err))
		return -1;
	ret->root = oci_config_value(ret->text, config_length);
	/* If this fails, only the CPUs are missing. */
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
		result = mp_error_remedy(err, "provide the output of `RUNTIME state CONTAINER-ID`");
	}
	if (result == 0)
		result = from_state(text.bytes, text.length, ret, err);
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

static int failed(const char *runtime, const char *id, const struct child_output *output,
		  struct mempolicy_error *err)
{
	int status = output->status;
	char quoted[ERROR_QUOTED];

	mp_error_quote(quoted, sizeof(quoted), id, strlen(id));
	if (output->killed) {
		mp_error_set(err, NO_INPUT, "", "%s state %s %s", runtime, quoted, output->killed);
		return mp_error_remedy(err, "run it yourself to find out why; if another runtime "
					    "runs the container, name it with --runtime");
	}
	if (WIFSIGNALED(status))
		mp_error_set(err, NO_INPUT, "", "%s state %s was killed by signal %d", runtime,
			     quoted, WTERMSIG(status));
	else
		mp_error_set(err, NO_INPUT, "", "%s state %s ended with exit code %d", runtime,
			     quoted, WEXITSTATUS(status));
	return mp_error_remedy(err, "see the runtime's own message; if another runtime runs the "
				    "container, name it with --runtime, and its folder with "
				    "--root");
}

int container_ask(const char *runtime, const char *root, const char *id, struct container *ret,
		  struct mempolicy_error *err)
{
	const char *const with_root[] = {runtime, "--root", root, "state", id, NULL};
	const char *const without[] = {runtime, "state", id, NULL};
	struct child_output output;
	int result;

	*ret = (struct container){.init = 0};
	child_run(root ? with_root : without, LOOKUP_SECONDS, CHILD_ERRORS_PASSED, &output);
	if (output.sys_errno) {
		mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, output.sys_errno, "cannot run %s",
				   runtime);
		result = mp_error_remedy(err, "name the container's runtime with --runtime");
	} else if (!child_succeeded(&output)) {
		result = failed(runtime, id, &output, err);
	} else {
		result = from_state(output.out, output.out_length, ret, err);
	}
	child_output_drop(&output);
	return result;
}

int container_find(enum lookup_engine engine, const char *name, struct container *ret,
		   struct mempolicy_error *err)
{
	struct lookup_found found;
	int result;

	*ret = (struct container){.init = 0};
	result = lookup_container(engine, name, &found, err);
	if (result == 0)
		result = container_ask(found.runtime, found.root, found.id, ret, err);
	lookup_drop(&found);
	return result;
}

void container_drop(struct container *container)
{
	oci_state_drop(&container->state);
	oci_config_drop(&container->config);
	json_decref(container->root);
	free(container->text);
}
