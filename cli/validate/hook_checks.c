/* SPDX-License-Identifier: Apache-2.0 */
#include "hook_checks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "nearest.h"
#include "program.h"

#define INVALID MEMPOLICY_ERROR_INVALID
#define WARNING MEMPOLICY_ERROR_NONE
#define POINTER sizeof(((struct mempolicy_error *)0)->pointer)

/* A hook entry, and where it is. */
struct entry {
	const struct listener *listener;
	const json_t *json;
	const char *path, *stage;
	size_t number;
};

static const char *pointer_of(const struct entry *entry, const char *member, char buf[POINTER])
{
	snprintf(buf, POINTER, "/hooks/%s/%zu%s", entry->stage, entry->number, member);
	return buf;
}

/* ---- one entry ---- */

static void check_stage(const struct entry *entry)
{
	static const struct {
		const char *stage, *why;
	} wrong[] = {
		{"poststart", "user code is already running: the hook refuses the container"},
		{"poststop", "user code has already ended: the hook refuses the container"},
		{"startContainer",
		 "runtimes look for the hook inside the container's root file system"},
	};
	char pointer[POINTER];
	struct mempolicy_error what;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (strcmp(entry->stage, wrong[i].stage) != 0)
			continue;
		mp_error_set(&what, INVALID, pointer_of(entry, "", pointer), "at %s, %s",
			     entry->stage, wrong[i].why);
		mp_error_remedy(&what, "move the entry to createContainer");
		tell(entry->listener, RULE_HOOK_STAGE, &what);
	}
}

static void check_path(const struct entry *entry)
{
	char pointer[POINTER], quoted[ERROR_QUOTED];
	struct mempolicy_error what;

	if (entry->path[0] == '/')
		return;
	mp_error_set(&what, INVALID, pointer_of(entry, "/path", pointer),
		     "a hook's path must be absolute, not %s",
		     mp_error_quote(quoted, sizeof(quoted), entry->path, strlen(entry->path)));
	mp_error_remedy(&what, "write the whole path of the installed hook, such as "
			       "/usr/local/libexec/oci/hooks.d/" PROGRAM_HOOK);
	tell(entry->listener, RULE_HOOK_ENTRY, &what);
}

/* Why a path cannot be executed, or NULL. For root, access(2) fails only if nobody may execute it,
 * as execve(2) does. */
static const char *why_no_program(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "it is not a regular file";
	return access(path, X_OK) ? "it is not executable" : NULL;
}

static void check_file(const struct entry *entry)
{
	const char *why = entry->path[0] == '/' ? why_no_program(entry->path) : NULL;
	char pointer[POINTER], quoted[ERROR_QUOTED];
	struct mempolicy_error what;

	if (!why)
		return;
	mp_error_set(&what, INVALID, pointer_of(entry, "/path", pointer),
		     "this machine cannot run %s: %s",
		     mp_error_quote(quoted, sizeof(quoted), entry->path, strlen(entry->path)), why);
	mp_error_remedy(&what, "install the program there, or correct the path");
	tell(entry->listener, RULE_HOOK_FILE, &what);
}

/* Whether the path is one of this machine, and no container starts if the program does not. */
static bool must_run(const struct entry *entry)
{
	static const char *const stages[] = {"prestart", "createRuntime", "createContainer"};

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (strcmp(entry->stage, stages[i]) == 0)
			return true;
	return false;
}

/* For the programs of others. */
static void check_exists(const struct entry *entry)
{
	struct stat status;

	if (must_run(entry) && stat(entry->path, &status) && (errno == ENOENT || errno == ENOTDIR))
		check_file(entry);
}

static bool all_strings(const json_t *args)
{
	for (size_t i = 0; i < json_array_size(args); i++)
		if (!json_is_string(json_array_get(args, i)))
			return false;
	return true;
}

static int check_options(const json_t *args, struct hook_options *ret, struct mempolicy_error *what)
{
	if ((args && !json_is_array(args) && !json_is_null(args)) || !all_strings(args)) {
		mp_error_set(what, INVALID, "", "args must be an array of strings");
		return mp_error_remedy(what, "write it as [\"" PROGRAM_HOOK "\"]");
	}
	if (json_array_size(args) == 0 || hook_options_of_args(args, ret, what) == 0)
		return 0;
	what->kind = INVALID;
	return -1;
}

static void check_args(const struct entry *entry)
{
	const json_t *args = json_object_get(entry->json, "args");
	const char *name = json_string_value(json_array_get(args, 0));
	struct hook_options options = HOOK_OPTIONS_DEFAULT;
	struct mempolicy_error what;

	if (check_options(args, &options, &what)) {
		pointer_of(entry, "/args", what.pointer);
		tell(entry->listener, RULE_HOOK_ENTRY, &what);
	} else if (name && strstr(name, " -")) {
		mp_error_set(&what, WARNING, "",
			     "the program's name and its options are one string: the hook does not "
			     "see the options");
		pointer_of(entry, "/args", what.pointer);
		mp_error_remedy(&what, "write each of them as a string of its own");
		tell(entry->listener, RULE_HOOK_IDLE, &what);
	} else if (options.action != HOOK_OPTIONS_RUN) {
		mp_error_set(&what, WARNING, "",
			     "with --help or --version, the hook only prints text and applies no "
			     "policy");
		pointer_of(entry, "/args", what.pointer);
		mp_error_remedy(&what, "remove the option");
		tell(entry->listener, RULE_HOOK_IDLE, &what);
	}
}

/* runc kills a hook with a timeout of 0 before it begins. */
static void check_timeout(const struct entry *entry)
{
	const json_t *timeout = json_object_get(entry->json, "timeout");
	struct mempolicy_error what;
	char pointer[POINTER];

	if (!timeout || json_is_null(timeout) || json_number_value(timeout) > 0)
		return;
	mp_error_set(&what, INVALID, pointer_of(entry, "/timeout", pointer),
		     "a hook's timeout must be a number of seconds greater than 0");
	mp_error_remedy(&what, "set it to 10, which leaves the hook enough time to report an "
			       "error, or remove it");
	tell(entry->listener, RULE_HOOK_ENTRY, &what);
}

/* Whether a program's name resembles the hook's, as that of the command, oci-mempolicy, does. */
static bool is_much_like_it(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct nearest nearest = {.word = slash ? slash + 1 : path};

	nearest_offer(&nearest, PROGRAM_HOOK);
	return nearest.name && strlen(nearest.word) > strlen("oci-hook") &&
	       (strstr(nearest.word, "mem") || strstr(nearest.word, "pol"));
}

static void check_name(const struct entry *entry)
{
	char pointer[POINTER], quoted[ERROR_QUOTED];
	struct mempolicy_error what;

	if (!is_much_like_it(entry->path))
		return;
	mp_error_set(&what, WARNING, pointer_of(entry, "/path", pointer),
		     "%s is not the name of the hook",
		     mp_error_quote(quoted, sizeof(quoted), entry->path, strlen(entry->path)));
	mp_error_remedy(&what, "did you mean " PROGRAM_HOOK "?");
	tell(entry->listener, RULE_HOOK_NAME, &what);
}

/* "/.../oci-mempolicy-hook --policy bind:0" */
static bool has_arguments_behind_it(const char *path)
{
	const char *name = strstr(path, PROGRAM_HOOK " ");

	return name && (name == path || name[-1] == '/');
}

static void tell_shape(const struct entry *entry, const char *what_it_is, const char *remedy)
{
	char pointer[POINTER];
	struct mempolicy_error what;

	mp_error_set(&what, INVALID, pointer_of(entry, "", pointer), "%s", what_it_is);
	mp_error_remedy(&what, "%s", remedy);
	tell(entry->listener, RULE_HOOK_ENTRY, &what);
}

static void check_entry(const struct entry *entry, bool files)
{
	if (!json_is_object(entry->json))
		tell_shape(entry, "a hook entry must be an object",
			   "write it as {\"path\": \"/...\", \"args\": [\"...\"]}");
	if (!entry->path)
		return;
	if (has_arguments_behind_it(entry->path))
		tell_shape(entry, "a hook's path must name a program, without arguments",
			   "move the arguments to args, after the program's name");
	if (!program_is_hook(entry->path)) {
		check_name(entry);
		if (files)
			check_exists(entry);
		return;
	}
	check_stage(entry);
	check_path(entry);
	check_args(entry);
	check_timeout(entry);
	if (files)
		check_file(entry);
}

/* ---- all entries ---- */

/* Whether a stage of this name exists. */
static bool check_stage_name(const char *stage, const struct listener *listener)
{
	static const char *const stages[] = {"prestart",       "createRuntime", "createContainer",
					     "startContainer", "poststart",	"poststop"};
	struct nearest nearest = {.word = stage};
	char quoted[ERROR_QUOTED];
	struct mempolicy_error what;

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		if (strcmp(stage, stages[i]) == 0)
			return true;
		nearest_offer(&nearest, stages[i]);
	}
	mp_error_set(&what, WARNING, "/hooks", "there is no stage %s: no runtime runs these hooks",
		     mp_error_quote(quoted, sizeof(quoted), stage, strlen(stage)));
	if (nearest.name)
		mp_error_remedy(&what, "did you mean %s?", nearest.name);
	else
		mp_error_remedy(&what, "the hook's usual stage is createContainer");
	tell(listener, RULE_UNKNOWN_KEY, &what);
	return false;
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

static void check_after_create_runtime(const json_t *hooks, const struct listener *listener)
{
	static const char option[] = "--after-create-runtime", stage[] = "createContainer";
	const json_t *list = json_object_get(hooks, stage);
	struct mempolicy_error what;

	for (size_t i = 0; i < json_array_size(list); i++) {
		struct entry entry = {.json = json_array_get(list, i), .stage = stage, .number = i};
		char pointer[POINTER];

		entry.path = json_string_value(json_object_get(entry.json, "path"));
		if (!program_is_hook(entry.path) || !has_argument(entry.json, option))
			continue;
		mp_error_set(&what, INVALID, pointer_of(&entry, "/args", pointer),
			     "%s relies on an entry of " PROGRAM_HOOK
			     " at createRuntime, but there is none",
			     option);
		mp_error_remedy(&what, "add that entry, or remove the option");
		tell(listener, RULE_HOOK_ENTRY, &what);
	}
}

/* Whether the hooks of a stage are an array, or null, which Go writes for an empty list. */
static bool check_list(const char *stage, const json_t *list, const struct listener *listener)
{
	struct mempolicy_error what;
	char pointer[POINTER];

	if (json_is_array(list) || json_is_null(list))
		return true;
	snprintf(pointer, sizeof(pointer), "/hooks/%s", stage);
	mp_error_set(&what, INVALID, pointer, "the hooks of a stage must be an array of objects");
	mp_error_remedy(&what, "put them between [ and ]");
	tell(listener, RULE_HOOK_ENTRY, &what);
	return false;
}

static void check_shape(const json_t *hooks, const struct listener *listener)
{
	struct mempolicy_error what;

	if (!hooks || json_is_object(hooks) || json_is_null(hooks))
		return;
	mp_error_set(&what, INVALID, "/hooks",
		     "hooks must be an object with an array for each stage");
	mp_error_remedy(&what, "write it as {\"createContainer\": [...]}");
	tell(listener, RULE_HOOK_ENTRY, &what);
}

void hook_checks_find(const json_t *root, bool files, const struct listener *listener)
{
	const json_t *hooks = json_object_get(root, "hooks");
	struct hook_entries entries;
	const char *stage;
	json_t *list;

	check_shape(hooks, listener);
	json_object_foreach((json_t *)hooks, stage, list) {
		struct entry entry = {.listener = listener, .stage = stage};

		if (!check_stage_name(stage, listener) || !check_list(stage, list, listener))
			continue;
		for (; entry.number < json_array_size(list); entry.number++) {
			entry.json = json_array_get(list, entry.number);
			entry.path = json_string_value(json_object_get(entry.json, "path"));
			check_entry(&entry, files);
		}
	}
	hook_entries_read(root, &entries);
	if (!entries.at[PLACE_CREATE_RUNTIME] && !entries.at[PLACE_PRESTART])
		check_after_create_runtime(hooks, listener);
}
