/* SPDX-License-Identifier: Apache-2.0 */
#include "oci.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"
#include "policy.h"

#define INVALID MEMPOLICY_ERROR_INVALID

/* ---- state ---- */

/* A string of the state that must be there. */
static const char *required(const json_t *root, const char *key, struct mempolicy_error *err)
{
	const char *text = json_string_value(json_object_get(root, key));

	if (!text || !*text) {
		error_set(err, INVALID, "", "invalid OCI state: it has no string \"%s\"", key);
		error_remedy(err, "the runtime-spec requires it; update the runtime");
		return NULL;
	}
	return text;
}

static int read_pid(const json_t *root, pid_t *ret, struct mempolicy_error *err)
{
	const json_t *pid = json_object_get(root, "pid");
	json_int_t value = json_integer_value(pid);

	if (pid && !json_is_null(pid) && (!json_is_integer(pid) || value < 0 || value > INT_MAX))
		return error_set(err, INVALID, "",
			"invalid OCI state: its \"pid\" is not the number of a process");
	*ret = (pid_t)value;
	return 0;
}

int oci_state_parse(
	const char *text, size_t length, struct oci_state *ret, struct mempolicy_error *err)
{
	json_error_t error;

	*ret = (struct oci_state){.root = NULL};
	if (length == 0) {
		error_set(err, INVALID, "", "invalid OCI state: standard input is empty");
		return error_remedy(err, "a runtime passes the container's state to its hooks; "
					 "configure this program as an OCI hook");
	}
	ret->root = json_loadb(text, length, JSON_ALLOW_NUL, &error);
	if (!ret->root)
		return error_set(err, INVALID, "",
			"invalid OCI state: not JSON: line %d, column %d: %s", error.line,
			error.column, error.text);
	if (!json_is_object(ret->root))
		return error_set(err, INVALID, "", "invalid OCI state: it is not a JSON object");
	ret->id = required(ret->root, "id", err);
	if (!ret->id)
		return -1;
	ret->bundle = required(ret->root, "bundle", err);
	if (!ret->bundle)
		return -1;
	ret->status = required(ret->root, "status", err);
	return ret->status ? read_pid(ret->root, &ret->pid, err) : -1;
}

void oci_state_drop(struct oci_state *state)
{
	json_decref(state->root);
}

/* ---- config.json ---- */

static unsigned int namespace_bit(const char *type)
{
	static const struct {
		const char *type;
		unsigned int bit;
	} kinds[] = {
		{"mount", OCI_NEW_MOUNT},
		{"pid", OCI_NEW_PID},
		{"ipc", OCI_NEW_IPC},
		{"network", OCI_NEW_NETWORK},
		{"uts", OCI_NEW_UTS},
	};

	for (size_t i = 0; type && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(type, kinds[i].type) == 0)
			return kinds[i].bit;
	return 0;
}

static void read_namespaces(const json_t *list, struct oci_config *config)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		const char *type = json_string_value(json_object_get(entry, "type"));
		const char *path = json_string_value(json_object_get(entry, "path"));

		if (!path || !*path)
			config->namespaces |= namespace_bit(type);
		if (type && strcmp(type, "user") == 0)
			config->in_user_namespace = true;
	}
}

int oci_config_parse(
	const char *text, size_t length, struct oci_config *ret, struct mempolicy_error *err)
{
	json_error_t error;
	const json_t *linux_object, *cpu;

	*ret = (struct oci_config){.root = json_loadb(text, length, POLICY_JSON_FLAGS, &error)};
	if (!ret->root) {
		error_set(err, INVALID, "", "invalid config.json: not JSON: line %d, column %d: %s",
			error.line, error.column, error.text);
		return error_remedy(err, "correct the file");
	}
	linux_object = json_object_get(ret->root, "linux");
	ret->memory_policy = json_object_get(linux_object, "memoryPolicy");
	if (json_is_null(ret->memory_policy))
		ret->memory_policy = NULL;
	cpu = json_object_get(json_object_get(linux_object, "resources"), "cpu");
	ret->cpu_mems = json_string_value(json_object_get(cpu, "mems"));
	read_namespaces(json_object_get(linux_object, "namespaces"), ret);
	return 0;
}

/* Opens without waiting: a FIFO in place of the file must not hold up the container. */
static int open_config(const char *path, off_t *ret_size, struct mempolicy_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;

	if (fd < 0 || fstat(fd, &status)) {
		error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno, "cannot read %s", path);
	} else if (!S_ISREG(status.st_mode)) {
		error_set(err, MEMPOLICY_ERROR_NO_INPUT, "", "cannot read %s: not a regular file",
			path);
	} else if (status.st_size > (off_t)OCI_CONFIG_MAX) {
		error_set(err, INVALID, "", "invalid config.json: %s has %lld bytes, more than %lu",
			path, (long long)status.st_size, OCI_CONFIG_MAX);
	} else {
		*ret_size = status.st_size;
		return fd;
	}
	cleanup_fd(&fd);
	return -1;
}

int oci_config_read_file(
	const char *path, char **ret_text, size_t *ret_length, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(cleanup_fd) int fd = -1;
	size_t used = 0;
	off_t size = 0;
	ssize_t got;

	fd = open_config(path, &size, err);
	if (fd < 0)
		return -1;
	text = malloc((size_t)size + 1);
	if (!text)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", path);
	while (used < (size_t)size) {
		got = read(fd, text + used, (size_t)size - used);
		if (got < 0)
			return error_set_errno(
				err, MEMPOLICY_ERROR_NO_INPUT, errno, "cannot read %s", path);
		if (got == 0)
			break;
		used += (size_t)got;
	}
	*ret_text = text;
	*ret_length = used;
	text = NULL;
	return 0;
}

int oci_config_read(
	const char *bundle, char **ret_text, size_t *ret_length, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *path = NULL;

	if (asprintf(&path, "%s/config.json", bundle) < 0)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "config.json");
	if (oci_config_read_file(path, ret_text, ret_length, err) == 0)
		return 0;
	if (err->kind == MEMPOLICY_ERROR_NO_INPUT && err->sys_errno)
		error_remedy(err, "the runtime names this bundle in the container's state; it must "
				  "be readable to the hook");
	return -1;
}

void oci_config_drop(struct oci_config *config)
{
	json_decref(config->root);
}
