/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "error.h"

static int too_long(struct input *input, struct mempolicy_error *err)
{
	free(input->text);
	input->text = NULL;
	return mp_error_set(err, MEMPOLICY_ERROR_INVALID, "",
			    "invalid config.json: standard input is longer than %lu bytes",
			    OCI_CONFIG_MAX);
}

/* Not by mp_file_text_read(): it may be any length up to 64 MiB, and does not tell beforehand. */
static int read_stdin(struct input *input, struct mempolicy_error *err)
{
	FILE *out = open_memstream(&input->text, &input->length);
	size_t total = 0, got;
	char part[65536];

	if (!out)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "standard input");
	while (total <= OCI_CONFIG_MAX && (got = fread(part, 1, sizeof(part), stdin)) > 0)
		total += fwrite(part, 1, got, out);
	if (fclose(out))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "standard input");
	if (ferror(stdin))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno,
					  "cannot read standard input");
	return total > OCI_CONFIG_MAX ? too_long(input, err) : 0;
}

static char *path_of(const char *operand)
{
	struct stat status;
	char *path;

	if (stat(operand, &status) || !S_ISDIR(status.st_mode))
		return strdup(operand);
	return asprintf(&path, "%s/config.json", operand) < 0 ? NULL : path;
}

static bool is_plain(const char *text)
{
	CLEANUP(cleanup_json) json_t *as_json = json_string(text);

	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	/* jansson takes UTF-8 only. */
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

/* Without a policy, only this is looked at in the rest: see hook_entries_find_errors(). */
static bool has_hook_option(const struct input *input)
{
	static const char option[] = "\"--after-create-runtime\"";

	return memmem(input->text, input->length, option, sizeof(option) - 1);
}

/* The name is printed before the message. */
static int cannot_read(const struct input *input, struct mempolicy_error *err)
{
	if (err->kind != MEMPOLICY_ERROR_NO_INPUT || !input->path || !err->sys_errno)
		return -1;
	mp_error_set(err, MEMPOLICY_ERROR_NO_INPUT, "", "%s", strerror(err->sys_errno));
	return mp_error_remedy(err, "name a bundle, or its config.json");
}

int input_read(const char *operand, struct input *ret, struct mempolicy_error *err)
{
	int result;

	*ret = (struct input){.path = path_of(operand)};
	ret->name = ret->path ? name_of(ret->path) : NULL;
	if (!ret->name)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", operand);
	if (strcmp(operand, "-") == 0)
		result = read_stdin(ret, err);
	else
		result = oci_config_read_file(ret->path, &ret->text, &ret->length, err);
	if (result)
		return cannot_read(ret, err);
	if (oci_config_parse(ret->text, ret->length, &ret->config, err))
		return -1;
	if (!ret->config.is_object) {
		mp_error_set(err, MEMPOLICY_ERROR_INVALID, "",
			     "invalid config.json: it must be an object");
		return mp_error_remedy(err, "name a bundle's config.json");
	}
	if (ret->config.memory_policy || has_hook_option(ret))
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
