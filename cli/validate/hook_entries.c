/* SPDX-License-Identifier: Apache-2.0 */
#include "hook_entries.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "program.h"

/* An entry's path names this program, wherever it is installed. */
static bool is_this_program(const json_t *entry)
{
	return program_is_hook(json_string_value(json_object_get(entry, "path")));
}

static bool has_argument(const json_t *entry, const char *wanted)
{
	const json_t *args = json_object_get(entry, "args");

	for (size_t i = 0; i < json_array_size(args); i++) {
		const char *argument = json_string_value(json_array_get(args, i));

		if (argument && strcmp(argument, wanted) == 0)
			return true;
	}
	return false;
}

static bool runs_this_program(const json_t *entries)
{
	for (size_t i = 0; i < json_array_size(entries); i++)
		if (is_this_program(json_array_get(entries, i)))
			return true;
	return false;
}

void hook_entries_find_errors(const json_t *root, mempolicy_take_error *take, void *data)
{
	static const char option[] = "--after-create-runtime";
	const json_t *hooks = json_object_get(root, "hooks");
	const json_t *entries = json_object_get(hooks, "createContainer");
	struct mempolicy_error err;
	char pointer[sizeof(err.pointer)];

	if (runs_this_program(json_object_get(hooks, "createRuntime")) ||
	    runs_this_program(json_object_get(hooks, "prestart")))
		return;
	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *entry = json_array_get(entries, i);

		if (!is_this_program(entry) || !has_argument(entry, option))
			continue;
		snprintf(pointer, sizeof(pointer), "/hooks/createContainer/%zu/args", i);
		mp_error_set(&err, MEMPOLICY_ERROR_INVALID, pointer,
			     "%s leaves the container to an entry of oci-mempolicy-hook at "
			     "createRuntime, and there is none",
			     option);
		mp_error_remedy(&err, "add that entry, or remove the option");
		take(data, &err);
	}
}
