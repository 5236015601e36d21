/* SPDX-License-Identifier: Apache-2.0 */
#include "settings.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file_text.h"
#include "program.h"

#define OWN_NAME "oci-mempolicy-runtime-"

/* ---- the file ---- */

static int line_error(unsigned int line, const char *what, const char *value,
		      struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	mp_error_set(err, MEMPOLICY_ERROR_INVALID, "", "%s:%u: %s %s", SETTINGS_FILE, line, what,
		     mp_error_quote(quoted, sizeof(quoted), value, strlen(value)));
	return mp_error_remedy(err, "see oci-mempolicy-runtime(8)");
}

static int add_hook_option(const char *value, unsigned int line, struct settings *settings,
			   struct mempolicy_error *err)
{
	size_t count = 0;

	while (settings->hook_args[count])
		count++;
	if (count > SETTINGS_HOOK_OPTIONS)
		return line_error(line, "too many hook-option lines, from", value, err);
	settings->hook_args[count] = value;
	return 0;
}

static int set_strict(const char *value, unsigned int line, struct settings *settings,
		      struct mempolicy_error *err)
{
	settings->strict_exec = strcmp(value, "yes") == 0;
	if (!settings->strict_exec && strcmp(value, "no") != 0)
		return line_error(line, "strict-exec must be yes or no, not", value, err);
	return 0;
}

static int set(const char *key, const char *value, unsigned int line, struct settings *settings,
	       struct mempolicy_error *err)
{
	if (strcmp(key, "oci-runtime") == 0 && *value)
		settings->oci_runtime = value;
	else if (strcmp(key, "hook") == 0 && *value == '/')
		settings->hook = value;
	else if (strcmp(key, "hook") == 0)
		return line_error(line, "hook must be an absolute path, not", value, err);
	else if (strcmp(key, "hook-option") == 0)
		return add_hook_option(value, line, settings, err);
	else if (strcmp(key, "strict-exec") == 0)
		return set_strict(value, line, settings, err);
	else
		return line_error(line, "unknown key, or no value:", key, err);
	return 0;
}

/* Removes spaces from both ends. */
static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return text + strspn(text, " \t");
}

static int read_line(char *text, unsigned int line, struct settings *settings,
		     struct mempolicy_error *err)
{
	char *equals;

	text = trim(text);
	if (!*text || *text == '#')
		return 0;
	equals = strchr(text, '=');
	if (!equals)
		return line_error(line, "not of the form KEY = VALUE:", text, err);
	*equals = '\0';
	return set(trim(text), trim(equals + 1), line, settings, err);
}

/* Reports the first wrong line; the lines after it still count. */
static int read_file(struct settings *settings, struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	unsigned int line = 0;
	int result = 0;
	char *rest;

	settings->text = mp_file_text(SETTINGS_FILE);
	if (!settings->text)
		return errno == ENOENT || errno == ENOTDIR
			       ? 0
			       : mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno,
						    "cannot read %s", SETTINGS_FILE);
	for (char *text = settings->text; text; text = rest) {
		rest = strchr(text, '\n');
		if (rest)
			*rest++ = '\0';
		if (read_line(text, ++line, settings, result ? &ignored : err))
			result = -1;
	}
	return result;
}

/* ---- other sources ---- */

static const char *by_own_name(const char *argv0)
{
	const char *slash = strrchr(argv0, '/'), *name = slash ? slash + 1 : argv0;
	size_t length = strlen(OWN_NAME);

	return strncmp(name, OWN_NAME, length) == 0 && name[length] ? name + length : NULL;
}

/* PREFIX/libexec/oci/hooks.d/oci-mempolicy-hook, if this is PREFIX/bin/oci-mempolicy-runtime. */
static const char *beside_this_program(void)
{
	static char path[PATH_MAX + sizeof("/libexec/oci/hooks.d/" PROGRAM_HOOK)];
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
	char *slash = NULL;

	for (int i = 0; i < 2 && length > 0; i++) {
		path[length] = '\0';
		slash = strrchr(path, '/');
		length = slash ? slash - path : 0;
	}
	if (!slash)
		return "/usr/local/libexec/oci/hooks.d/" PROGRAM_HOOK;
	memcpy(slash, "/libexec/oci/hooks.d/" PROGRAM_HOOK,
	       sizeof("/libexec/oci/hooks.d/" PROGRAM_HOOK));
	return path;
}

static int read_hook_options(struct settings *settings, struct mempolicy_error *err)
{
	char *argv[SETTINGS_HOOK_OPTIONS + 2];
	struct mempolicy_error reason;
	int argc = 0;

	/* getopt(3) reorders them, but does not write to them. */
	for (; settings->hook_args[argc]; argc++)
		argv[argc] = (char *)settings->hook_args[argc];
	argv[argc] = NULL;
	if (hook_options_parse(argc, argv, &settings->hook_options, &reason) == 0 &&
	    settings->hook_options.action == HOOK_OPTIONS_RUN)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, "", "%s: hook-option: %s", SETTINGS_FILE,
		     settings->hook_options.action ? "the hook would do nothing" : reason.message);
	return mp_error_remedy(err, "see oci-mempolicy-hook(8)");
}

int settings_read(const struct arguments *arguments, struct settings *ret,
		  struct mempolicy_error *err)
{
	const char *named = by_own_name(arguments->argv[0]);
	int result;

	*ret = (struct settings){.hook_args = {PROGRAM_HOOK}, .hook_options = HOOK_OPTIONS_DEFAULT};
	result = read_file(ret, err) || read_hook_options(ret, err) ? -1 : 0;
	if (!ret->hook)
		ret->hook = beside_this_program();
	if (named)
		ret->oci_runtime = named;
	if (arguments->oci_runtime)
		ret->oci_runtime = arguments->oci_runtime;
	ret->strict_exec |= arguments->strict_exec;
	return result;
}

void settings_drop(struct settings *settings)
{
	free(settings->text);
}
