/* SPDX-License-Identifier: Apache-2.0 */
#include "oci.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"
#include "place.h"
#include "policy.h"

#define NO_INPUT MEMPOLICY_ERROR_NO_INPUT

/* ---- parts of a text ---- */

/* kind is the defect of a text that is not JSON. *ret_syntax is set in any case. */
static int find_parts(const char *text, size_t length, unsigned int kind, struct scan_part *parts,
		      size_t count, struct scan_error *ret_syntax, struct defect *defect)
{
	/* Enough for most texts. Only as much of it is touched as brackets are nested. */
	uint64_t usual[SCAN_NESTING(65535) / sizeof(uint64_t)];
	CLEANUP(cleanup_free) uint64_t *more = NULL;

	*ret_syntax = (struct scan_error){.reason = SCAN_COMPLETE};
	if (SCAN_NESTING(length) > sizeof(usual)) {
		more = malloc(SCAN_NESTING(length));
		if (!more)
			return mp_defect_set(defect, DEFECT_MEMORY);
	}
	if (scan(text, length, more ? more : usual, parts, count, ret_syntax) == 0)
		return 0;
	return mp_defect_numbers(defect, kind, ret_syntax->reason, (unsigned int)ret_syntax->line,
				 (unsigned int)ret_syntax->column);
}

/* Returns a new reference, or NULL with *defect of this kind, with number and the reason. */
static json_t *load_part(const struct scan_part *part, size_t flags, unsigned int kind,
			 unsigned int number, struct defect *defect)
{
	json_error_t error;
	json_t *value;

	errno = 0;
	value = json_loadb(part->text, part->length, flags | JSON_DECODE_ANY, &error);
	if (value)
		return value;
	/* If jansson has no memory for a string, it reports an invalid one. */
	if (errno == ENOMEM)
		mp_defect_set(defect, DEFECT_MEMORY);
	else
		mp_defect_numbers(defect, kind, number, json_error_code(&error), 0);
	return NULL;
}

/* The first byte of a value shows its type. */
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

enum { STATE_PID = STATE_STRINGS, STATE_ROOT };

/* Reads a required string of the state. */
static const char *required(const struct scan_part *part, enum state_string which,
			    json_t **ret_value, struct defect *defect)
{
	const char *text = NULL;

	if (is_string(part)) {
		*ret_value =
			load_part(part, JSON_ALLOW_NUL, DEFECT_STATE_STRING_SYNTAX, which, defect);
		if (!*ret_value)
			return NULL;
		text = json_string_value(*ret_value);
	}
	if (text && *text)
		return text;
	mp_defect_numbers(defect, DEFECT_STATE_STRING, which, 0, 0);
	return NULL;
}

static int read_pid(const struct scan_part *part, pid_t *ret, struct defect *defect)
{
	CLEANUP(cleanup_json) json_t *pid = NULL;
	json_int_t value;

	if (!part->text || is_null(part))
		return 0;
	if (strchr("-0123456789", *part->text)) {
		pid = load_part(part, 0, DEFECT_STATE_PID, 0, defect);
		if (!pid)
			return -1;
	}
	value = json_integer_value(pid);
	if (!json_is_integer(pid) || value < 0 || value > INT_MAX)
		return mp_defect_set(defect, DEFECT_STATE_PID);
	*ret = (pid_t)value;
	return 0;
}

int oci_state_read(const char *text, size_t length, struct oci_state *ret,
		   struct defect *ret_defect)
{
	struct scan_part parts[] = {
		[STATE_ID] = SCAN_PART("id"),	      [STATE_BUNDLE] = SCAN_PART("bundle"),
		[STATE_STATUS] = SCAN_PART("status"), [STATE_PID] = SCAN_PART("pid"),
		[STATE_ROOT] = {.depth = 0},
	};
	const char **const strings[] = {&ret->id, &ret->bundle, &ret->status};
	struct scan_error syntax;

	*ret = (struct oci_state){.pid = 0};
	if (length == 0)
		return mp_defect_set(ret_defect, DEFECT_STATE_EMPTY);
	if (find_parts(text, length, DEFECT_STATE_SYNTAX, parts, sizeof(parts) / sizeof(parts[0]),
		       &syntax, ret_defect))
		return -1;
	if (!is_object(&parts[STATE_ROOT]))
		return mp_defect_set(ret_defect, DEFECT_STATE_TYPE);
	for (unsigned int i = 0; i < STATE_STRINGS; i++) {
		*strings[i] = required(&parts[i], i, &ret->values[i], ret_defect);
		if (!*strings[i])
			return -1;
	}
	return read_pid(&parts[STATE_PID], &ret->pid, ret_defect);
}

int oci_state_parse(const char *text, size_t length, struct oci_state *ret,
		    struct mempolicy_error *err)
{
	struct defect defect;

	return oci_state_read(text, length, ret, &defect) ? oci_defect_error(&defect, err) : 0;
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
		{"mount", OCI_NEW_MOUNT},     {"pid", OCI_NEW_PID}, {"ipc", OCI_NEW_IPC},
		{"network", OCI_NEW_NETWORK}, {"uts", OCI_NEW_UTS},
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

json_t *oci_load_part(const struct scan_part *part, enum config_part which,
		      struct defect *ret_defect)
{
	if (part->length <= OCI_PART_MAX)
		return load_part(part, POLICY_JSON_FLAGS, DEFECT_PART_SYNTAX, which, ret_defect);
	mp_defect_numbers(ret_defect, DEFECT_PART_LONG, which, (unsigned int)part->length, 0);
	return NULL;
}

/* Reads a list in a string, which *ret_value holds. *ret is not changed if there is none. */
static int read_list(const struct oci_config *config, enum config_part which, json_t **ret_value,
		     const char **ret, struct defect *defect)
{
	const struct scan_part *part = &config->parts[which];

	if (!is_string(part))
		return 0;
	*ret_value = oci_load_part(part, which, defect);
	*ret = json_string_value(*ret_value);
	return *ret ? 0 : -1;
}

int oci_config_read_rest(struct oci_config *config, struct defect *ret_defect)
{
	CLEANUP(cleanup_json) json_t *namespaces = NULL;

	if (config->has_rest)
		return 0;
	config->has_rest = true;
	if (read_list(config, PART_MEMS, &config->values[1], &config->cpu_mems, ret_defect) ||
	    read_list(config, PART_CPUS, &config->values[2], &config->cpu_cpus, ret_defect))
		return -1;
	if (!is_array(&config->parts[PART_NAMESPACES]))
		return 0;
	namespaces = oci_load_part(&config->parts[PART_NAMESPACES], PART_NAMESPACES, ret_defect);
	read_namespaces(namespaces, config);
	return namespaces ? 0 : -1;
}

/* Keeps the parts without their paths, which do not outlive the caller. */
static void keep_parts(const struct scan_part *parts, struct oci_config *ret)
{
	for (size_t i = 0; i < OCI_PARTS; i++)
		ret->parts[i] =
			(struct scan_part){.text = parts[i].text, .length = parts[i].length};
}

int oci_config_read(const char *text, size_t length, struct oci_config *ret,
		    struct defect *ret_defect)
{
	/* The args of hook entries have no path: see elsewhere_hooks(). */
	struct scan_part parts[OCI_PARTS] = {
		[PART_POLICY] = SCAN_PART("linux", "memoryPolicy"),
		[PART_MEMS] = SCAN_PART("linux", "resources", "cpu", "mems"),
		[PART_CPUS] = SCAN_PART("linux", "resources", "cpu", "cpus"),
		[PART_NAMESPACES] = SCAN_PART("linux", "namespaces"),
		[PART_ANNOTATION] = SCAN_PART("annotations", PLACE_ANNOTATION_KEY),
		[PART_ROOT] = {.depth = 0},
		[PART_CRI_TYPE] = SCAN_PART("annotations", "io.kubernetes.cri.container-type"),
		[PART_CRIO_TYPE] = SCAN_PART("annotations", "io.kubernetes.cri-o.ContainerType"),
		[PART_PRESTART] = SCAN_PART("hooks", "prestart"),
		[PART_CREATE_RUNTIME] = SCAN_PART("hooks", "createRuntime"),
		[PART_CREATE_CONTAINER] = SCAN_PART("hooks", "createContainer"),
	};

	*ret = (struct oci_config){.memory_policy = NULL};
	if (find_parts(text, length, DEFECT_CONFIG_SYNTAX, parts, OCI_PARTS, &ret->syntax,
		       ret_defect))
		return -1;
	keep_parts(parts, ret);
	ret->is_object = is_object(&parts[PART_ROOT]);
	if (!parts[PART_POLICY].text || is_null(&parts[PART_POLICY]))
		return 0;
	ret->values[0] = oci_load_part(&parts[PART_POLICY], PART_POLICY, ret_defect);
	ret->memory_policy = ret->values[0];
	return ret->memory_policy ? oci_config_read_rest(ret, ret_defect) : -1;
}

int oci_config_parse(const char *text, size_t length, struct oci_config *ret,
		     struct mempolicy_error *err)
{
	struct defect defect;

	return oci_config_read(text, length, ret, &defect) ? oci_defect_error(&defect, err) : 0;
}

void oci_config_drop(struct oci_config *config)
{
	for (size_t i = 0; i < sizeof(config->values) / sizeof(config->values[0]); i++)
		json_decref(config->values[i]);
}

json_t *oci_config_value(const char *text, size_t length)
{
	return json_loadb(text, length, POLICY_JSON_FLAGS, NULL);
}

/* ---- its file ---- */

/* Checks the type first, because opening a FIFO may block, and opening a device may have effects.
 */
static int open_regular(const char *path, struct stat *ret_status)
{
	CLEANUP(cleanup_fd) int place = open(path, O_PATH | O_CLOEXEC);
	char link[32];

	if (place < 0 || fstat(place, ret_status))
		return -1;
	errno = 0;
	if (!S_ISREG(ret_status->st_mode))
		return -1;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", place);
	return open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

int oci_config_open(const char *path, struct mempolicy_error *err)
{
	struct stat status;
	int fd = open_regular(path, &status);

	if (fd < 0 && errno)
		return mp_error_set_errno(err, NO_INPUT, errno, "cannot read %s", path);
	if (fd < 0)
		return mp_error_set(err, NO_INPUT, "", "cannot read %s: not a regular file", path);
	if (status.st_size <= (off_t)OCI_CONFIG_MAX)
		return fd;
	close(fd);
	return mp_error_set(err, MEMPOLICY_ERROR_INVALID, "",
			    "invalid config.json: %s has %lld bytes, more than %lu", path,
			    (long long)status.st_size, OCI_CONFIG_MAX);
}

static int read_all(int fd, char *text, size_t size, size_t *ret_length)
{
	ssize_t got = mp_file_text_read(fd, text, size);

	if (got < 0)
		return errno;
	*ret_length = (size_t)got;
	return 0;
}

static int size_of(int fd, size_t *ret)
{
	struct stat status;

	*ret = 0;
	if (fstat(fd, &status))
		return errno;
	*ret = (size_t)status.st_size;
	return *ret > OCI_CONFIG_MAX ? EFBIG : 0;
}

int oci_config_map_fd(int fd, char **ret_text, size_t *ret_length)
{
	size_t size;
	int sys_errno = size_of(fd, &size);

	if (sys_errno)
		return sys_errno;
	/* Maps all pages at once: a page fault for each takes longer than reading the file. */
	*ret_text = mmap(NULL, size + 1, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (*ret_text == MAP_FAILED)
		return ENOMEM;
	return read_all(fd, *ret_text, size, ret_length);
}

static int read_fd(int fd, char **ret_text, size_t *ret_length)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t size;
	int sys_errno = size_of(fd, &size);

	if (sys_errno)
		return sys_errno;
	text = malloc(size + 1);
	if (!text)
		return ENOMEM;
	sys_errno = read_all(fd, text, size, ret_length);
	if (sys_errno)
		return sys_errno;
	*ret_text = text;
	text = NULL;
	return 0;
}

int oci_config_read_file(const char *path, char **ret_text, size_t *ret_length,
			 struct mempolicy_error *err)
{
	CLEANUP(cleanup_fd) int fd = oci_config_open(path, err);
	int sys_errno;

	if (fd < 0)
		return -1;
	sys_errno = read_fd(fd, ret_text, ret_length);
	if (!sys_errno)
		return 0;
	return mp_error_set_errno(err, sys_errno == ENOMEM ? MEMPOLICY_ERROR_SYSTEM : NO_INPUT,
				  sys_errno, "cannot read %s", path);
}
