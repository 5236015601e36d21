/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"
#include "formatted.h"

/* ---- reading ---- */

static int too_long(struct input *input, struct mempolicy_error *err)
{
	free(input->text);
	input->text = NULL;
	return mp_error_set(err, MEMPOLICY_ERROR_INVALID, "",
			    "invalid config.json: it is longer than %lu bytes", OCI_CONFIG_MAX);
}

/* mp_file_text_read() needs a buffer, but the length, up to 64 MiB, is not known in advance. */
static int read_stream(FILE *stream, struct input *input, struct mempolicy_error *err)
{
	FILE *out = open_memstream(&input->text, &input->length);
	size_t total = 0, got;
	char part[65536];

	if (!out)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s", input->name);
	errno = 0;
	while (total <= OCI_CONFIG_MAX && (got = fread(part, 1, sizeof(part), stream)) > 0)
		total += fwrite(part, 1, got, out);
	if (ferror(stream))
		mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno, "it cannot be read");
	if (fclose(out))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s", input->name);
	if (ferror(stream))
		return -1;
	return total > OCI_CONFIG_MAX ? too_long(input, err) : 0;
}

/* Reads a pipe that a shell made for <(COMMAND), or a terminal. */
static int read_special(struct input *input, struct mempolicy_error *err)
{
	FILE *stream = fopen(input->path, "re");
	int result;

	if (!stream)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno,
					  "it cannot be read");
	result = read_stream(stream, input, err);
	fclose(stream);
	return result;
}

/* Names the problem without the file, whose name the caller prints before it. */
static int unreadable(const struct input *input, const struct stat *operand,
		      struct mempolicy_error *err)
{
	bool folder = S_ISDIR(operand->st_mode);
	struct stat status;

	if (err->kind != MEMPOLICY_ERROR_NO_INPUT)
		return -1;
	if (err->sys_errno == ENOENT || err->sys_errno == ENOTDIR) {
		mp_error_set(err, err->kind, "", "%s",
			     folder ? "there is no config.json in this directory"
				    : "there is no such file or directory");
		return mp_error_remedy(err, "name a bundle's directory or its config.json");
	}
	if (err->sys_errno)
		return mp_error_set_errno(err, err->kind, err->sys_errno, "it cannot be read");
	return mp_error_set(err, err->kind, "", "it is %s, not a file",
			    stat(input->path, &status) == 0 && S_ISDIR(status.st_mode)
				    ? "a directory"
				    : "a pipe or a device");
}

static int read_operand(const char *operand, struct input *input, struct mempolicy_error *err)
{
	struct stat status = {.st_mode = 0};

	if (strcmp(operand, "-") == 0)
		return read_stream(stdin, input, err);
	if (stat(operand, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)))
		return read_special(input, err);
	if (oci_config_read_file(input->path, &input->text, &input->length, err))
		return unreadable(input, &status, err);
	return 0;
}

/* ---- names ---- */

/* The path of config.json, without "./" at its beginning and extra slashes. */
static char *path_of(const char *operand)
{
	size_t length = strlen(operand);
	struct stat status;

	if (stat(operand, &status) || !S_ISDIR(status.st_mode))
		return strdup(operand);
	while (length > 1 && operand[length - 1] == '/')
		length--;
	if (length == 1 && (*operand == '.' || *operand == '/'))
		return strdup(*operand == '.' ? "config.json" : "/config.json");
	return formatted("%.*s/config.json", (int)length, operand);
}

static bool is_plain(const char *text)
{
	CLEANUP(cleanup_json) json_t *as_json = json_string(text);

	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	/* jansson accepts UTF-8 only. */
	return as_json;
}

static char *name_of(const char *path)
{
	size_t size = 4 * strlen(path) + sizeof("\"...\"");
	char *name;

	if (is_plain(path))
		return strdup(path);
	name = malloc(size);
	if (name)
		mp_error_quote(name, size, path, strlen(path));
	return name;
}

int input_read(const char *operand, struct input *ret, struct mempolicy_error *err)
{
	*ret = (struct input){.path = path_of(operand)};
	ret->name = ret->path ? name_of(ret->path) : NULL;
	if (!ret->name)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", operand);
	if (read_operand(operand, ret, err) ||
	    oci_config_parse(ret->text, ret->length, &ret->config, err))
		return -1;
	if (!ret->config.is_object) {
		mp_error_set(err, MEMPOLICY_ERROR_INVALID, "",
			     "invalid config.json: it must be an object");
		return mp_error_remedy(err, "name a bundle's config.json");
	}
	ret->root = oci_config_value(ret->text, ret->length);
	return 0;
}

void input_drop(struct input *input)
{
	oci_config_drop(&input->config);
	json_decref(input->root);
	free(input->text);
	free(input->path);
	free(input->name);
}
