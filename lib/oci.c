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

/* ---- parts of a text ---- */

/* what: the text's name. ret_syntax is set in any case. */
static int find_parts(const char *text, size_t length, const char *what, struct scan_part *parts,
	size_t count, struct scan_error *ret_syntax, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) uint64_t *nesting = malloc(SCAN_NESTING(length));

	*ret_syntax = (struct scan_error){.reason = SCAN_COMPLETE};
	if (!nesting)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", what);
	if (scan(text, length, nesting, parts, count, ret_syntax) == 0)
		return 0;
	return error_set(err, INVALID, "", "invalid %s: not JSON: line %zu, column %zu: %s", what,
		ret_syntax->line, ret_syntax->column, scan_reason_text(ret_syntax->reason));
}

/* What a part holds that scan() accepts and jansson does not. */
static const char *stranger(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_invalid_utf8:
		return "bytes that are not UTF-8";
	case json_error_invalid_syntax:
		return "an escape that is half of a surrogate pair";
	case json_error_null_byte_in_key:
		return "a NUL character in a key";
	case json_error_numeric_overflow:
		return "a number that is too large";
	case json_error_stack_overflow:
		return "brackets that are nested too deep";
	default:
		return "what cannot be read";
	}
}

/* A new reference; NULL with *err. subject: how a message about the part begins. */
static json_t *load_part(const struct scan_part *part, size_t flags, const char *pointer,
	const char *subject, struct mempolicy_error *err)
{
	json_error_t error;
	json_t *value;

	errno = 0;
	value = json_loadb(part->text, part->length, flags | JSON_DECODE_ANY, &error);
	if (value)
		return value;
	/* To jansson a string without memory is one that is wrong. */
	if (errno == ENOMEM) {
		error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot read JSON");
		return NULL;
	}
	error_set(err, INVALID, pointer, "%s holds %s", subject, stranger(&error));
	error_remedy(err, "correct it");
	return NULL;
}

/* By the first byte of its text, which tells the type. */
static bool is_string(const struct scan_part *part)
{
	return part->text && *part->text == '"';
}

static bool is_object(const struct scan_part *part)
{
	return part->text && *part->text == '{';
}

static bool is_array(const struct scan_part *part)
{
	return part->text && *part->text == '[';
}

static bool is_null(const struct scan_part *part)
{
	return part->text && *part->text == 'n';
}

/* ---- state ---- */

enum { STATE_ID, STATE_BUNDLE, STATE_STATUS, STATE_STRINGS, STATE_PID = STATE_STRINGS, STATE_ROOT };

/* A string of the state that must be there. */
static const char *required(
	const struct scan_part *part, json_t **ret_value, struct mempolicy_error *err)
{
	const char *text = NULL, *key = part->path[0];
	char subject[64];

	if (is_string(part)) {
		snprintf(subject, sizeof(subject), "invalid OCI state: its \"%s\"", key);
		*ret_value = load_part(part, JSON_ALLOW_NUL, "", subject, err);
		if (!*ret_value)
			return NULL;
		text = json_string_value(*ret_value);
	}
	if (!text || !*text) {
		error_set(err, INVALID, "", "invalid OCI state: it has no string \"%s\"", key);
		error_remedy(err, "the runtime-spec requires it; update the runtime");
		return NULL;
	}
	return text;
}

static int read_pid(const struct scan_part *part, pid_t *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *pid = NULL;
	json_int_t value;

	if (!part->text || is_null(part))
		return 0;
	if (strchr("-0123456789", *part->text)) {
		pid = load_part(part, 0, "", "", err);
		if (!pid && err->kind == MEMPOLICY_ERROR_SYSTEM)
			return -1;
	}
	value = json_integer_value(pid);
	if (!json_is_integer(pid) || value < 0 || value > INT_MAX)
		return error_set(err, INVALID, "",
			"invalid OCI state: its \"pid\" is not the number of a process");
	*ret = (pid_t)value;
	return 0;
}

int oci_state_parse(
	const char *text, size_t length, struct oci_state *ret, struct mempolicy_error *err)
{
	struct scan_part parts[] = {
		[STATE_ID] = SCAN_PART("id"),
		[STATE_BUNDLE] = SCAN_PART("bundle"),
		[STATE_STATUS] = SCAN_PART("status"),
		[STATE_PID] = SCAN_PART("pid"),
		[STATE_ROOT] = {.depth = 0},
	};
	const char **const strings[] = {&ret->id, &ret->bundle, &ret->status};
	struct scan_error syntax;

	*ret = (struct oci_state){.pid = 0};
	if (length == 0) {
		error_set(err, INVALID, "", "invalid OCI state: standard input is empty");
		return error_remedy(err, "a runtime passes the container's state to its hooks; "
					 "configure this program as an OCI hook");
	}
	if (find_parts(text, length, "OCI state", parts, sizeof(parts) / sizeof(parts[0]), &syntax,
		    err))
		return -1;
	if (!is_object(&parts[STATE_ROOT]))
		return error_set(err, INVALID, "", "invalid OCI state: it is not a JSON object");
	for (size_t i = 0; i < STATE_STRINGS; i++) {
		*strings[i] = required(&parts[i], &ret->values[i], err);
		if (!*strings[i])
			return -1;
	}
	return read_pid(&parts[STATE_PID], &ret->pid, err);
}

void oci_state_drop(struct oci_state *state)
{
	for (size_t i = 0; i < sizeof(state->values) / sizeof(state->values[0]); i++)
		json_decref(state->values[i]);
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

enum { CONFIG_POLICY, CONFIG_MEMS, CONFIG_NAMESPACES, CONFIG_ROOT };

/* A part that matters, of a container that asks for a policy. A new reference; NULL with *err. */
static json_t *load_config_part(
	const struct scan_part *parts, size_t index, struct mempolicy_error *err)
{
	static const struct {
		const char *pointer, *subject;
	} places[] = {
		[CONFIG_POLICY] = {"/linux/memoryPolicy", "invalid memory policy: it"},
		[CONFIG_MEMS] = {"/linux/resources/cpu/mems",
			"invalid linux.resources.cpu.mems: it"},
		[CONFIG_NAMESPACES] = {"/linux/namespaces", "invalid linux.namespaces: it"},
	};
	const char *pointer = places[index].pointer, *subject = places[index].subject;
	const struct scan_part *part = &parts[index];

	if (part->length <= OCI_PART_MAX)
		return load_part(part, POLICY_JSON_FLAGS, pointer, subject, err);
	error_set(err, INVALID, pointer, "%s is %zu bytes long, more than %lu", subject,
		part->length, OCI_PART_MAX);
	error_remedy(err, "shorten it");
	return NULL;
}

static int read_parts(
	const struct scan_part *parts, struct oci_config *ret, struct mempolicy_error *err)
{
	ret->values[0] = load_config_part(parts, CONFIG_POLICY, err);
	ret->memory_policy = ret->values[0];
	if (!ret->memory_policy)
		return -1;
	if (is_string(&parts[CONFIG_MEMS])) {
		ret->values[1] = load_config_part(parts, CONFIG_MEMS, err);
		ret->cpu_mems = json_string_value(ret->values[1]);
		if (!ret->cpu_mems)
			return -1;
	}
	if (is_array(&parts[CONFIG_NAMESPACES])) {
		CLEANUP(cleanup_json)
		json_t *namespaces = load_config_part(parts, CONFIG_NAMESPACES, err);

		if (!namespaces)
			return -1;
		read_namespaces(namespaces, ret);
	}
	return 0;
}

int oci_config_parse(
	const char *text, size_t length, struct oci_config *ret, struct mempolicy_error *err)
{
	struct scan_part parts[] = {
		[CONFIG_POLICY] = SCAN_PART("linux", "memoryPolicy"),
		[CONFIG_MEMS] = SCAN_PART("linux", "resources", "cpu", "mems"),
		[CONFIG_NAMESPACES] = SCAN_PART("linux", "namespaces"),
		[CONFIG_ROOT] = {.depth = 0},
	};

	*ret = (struct oci_config){.memory_policy = NULL};
	if (find_parts(text, length, "config.json", parts, sizeof(parts) / sizeof(parts[0]),
		    &ret->syntax, err))
		return err->kind == INVALID ? error_remedy(err, "correct the file") : -1;
	ret->is_object = is_object(&parts[CONFIG_ROOT]);
	if (!parts[CONFIG_POLICY].text || is_null(&parts[CONFIG_POLICY]))
		return 0;
	return read_parts(parts, ret, err);
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
	for (size_t i = 0; i < sizeof(config->values) / sizeof(config->values[0]); i++)
		json_decref(config->values[i]);
}
