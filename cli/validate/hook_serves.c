/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the hook entries serve the policy that a container requests. Pure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "hook_checks.h"
#include "pointers.h"
#include "program.h"

#define WARNING MEMPOLICY_ERROR_NONE

/* Whether a hook entry names the hook, even through another program: a shell, a wrapper. */
static bool mentions_hook(const json_t *value)
{
	const char *key, *text = json_string_value(value);
	json_t *member;

	if (text)
		return strstr(text, PROGRAM_HOOK);
	for (size_t i = 0; i < json_array_size(value); i++)
		if (mentions_hook(json_array_get(value, i)))
			return true;
	json_object_foreach((json_t *)value, key, member) {
		if (mentions_hook(member))
			return true;
	}
	return false;
}

/* Whether config.json is of a runtime-spec before 1.3, which does not have memoryPolicy. */
static bool is_older(const json_t *root)
{
	const char *version = json_string_value(json_object_get(root, "ociVersion"));
	char *end;
	unsigned long major, minor;

	if (!version)
		return false;
	major = strtoul(version, &end, 10);
	minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;
	return major < 1 || (major == 1 && minor < 3);
}

static void check_hook_is_there(const json_t *root, const struct listener *listener)
{
	struct mempolicy_error what;
	bool older = is_older(root);
	char quoted[ERROR_QUOTED];
	const char *version = json_string_value(json_object_get(root, "ociVersion"));

	if (older)
		mp_error_set(&what, WARNING, POINTER_POLICY,
			     "no hook entry runs " PROGRAM_HOOK ", and runtimes for ociVersion %s "
			     "ignore memoryPolicy: the container starts without the policy",
			     mp_error_quote(quoted, sizeof(quoted), version, strlen(version)));
	else
		mp_error_set(&what, WARNING, POINTER_POLICY,
			     "no hook entry runs " PROGRAM_HOOK ": a runtime without native "
			     "support for memoryPolicy starts the container without the policy");
	mp_error_remedy(&what,
			"add the hook to hooks.createContainer, unless the runtime applies "
			"the policy itself, as runc 1.4, crun 1.24, youki 0.6 and newer ones do");
	tell(listener, older ? RULE_HOOK_MISSING : RULE_NATIVE_ONLY, &what);
}

static void check_annotation_is_read(const struct hook_entries *entries,
				     const struct listener *listener)
{
	struct mempolicy_error what;

	mp_error_set(&what, WARNING, POINTER_ANNOTATION,
		     entries->count ? "every entry of " PROGRAM_HOOK " has --no-annotations: the "
				      "annotation is ignored"
				    : "no hook entry runs " PROGRAM_HOOK ", and nothing else reads "
				      "the annotation: the container starts without the policy");
	mp_error_remedy(&what,
			entries->count
				? "remove the option, or the annotation"
				: "add the hook to hooks.createContainer, or have the engine "
				  "add it");
	tell(listener, RULE_ANNOTATION_UNREAD, &what);
}

/* ---- the stage ---- */

/* A namespace in config.json; NULL if the container neither gets a new one nor joins one. */
static const json_t *namespace_of(const json_t *root, const char *wanted)
{
	const json_t *list = json_object_get(json_object_get(root, "linux"), "namespaces");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		const char *type = json_string_value(json_object_get(entry, "type"));

		if (type && strcmp(type, wanted) == 0)
			return entry;
	}
	return NULL;
}

/* Whether the container is rootless: an unprivileged user can map only the user's own id. */
static bool is_rootless(const json_t *root)
{
	const json_t *maps = json_object_get(json_object_get(root, "linux"), "uidMappings");

	for (size_t i = 0; i < json_array_size(maps); i++) {
		const json_t *map = json_array_get(maps, i);

		if (json_number_value(json_object_get(map, "hostID")) > 0 &&
		    json_number_value(json_object_get(map, "size")) == 1)
			return true;
	}
	return false;
}

static void check_user_namespace(const json_t *root, const struct listener *listener)
{
	struct mempolicy_error what;

	if (!namespace_of(root, "user") || is_rootless(root))
		return;
	mp_error_set(
		&what, WARNING, "/hooks/createContainer",
		"root's runtime makes a user namespace for the container: at createContainer the "
		"hook runs inside it, is not allowed to trace the container's init from there, and "
		"refuses the container");
	mp_error_remedy(&what, "add the hook to createRuntime as well, and "
			       "--after-create-runtime to the args of this entry");
	tell(listener, RULE_USER_NAMESPACE, &what);
}

static void check_pid_namespace(const json_t *root, const struct listener *listener)
{
	const json_t *list = json_object_get(json_object_get(root, "linux"), "namespaces");
	const json_t *pid = namespace_of(root, "pid");
	const char *path = json_string_value(json_object_get(pid, "path"));
	struct mempolicy_error what;

	if (!json_is_array(list) || (pid && !(path && *path)))
		return;
	mp_error_set(&what, WARNING, "/hooks/createContainer",
		     "the container has no pid namespace of its own, and at createContainer crun "
		     "does not say which process is its init: with crun, the hook refuses the "
		     "container");
	mp_error_remedy(&what, "for crun, add the hook to createRuntime as well; for runc, "
			       "nothing is needed");
	tell(listener, RULE_PID_NAMESPACE, &what);
}

void hook_checks_serve(const json_t *root, const struct hook_entries *entries,
		       const struct place *asked, const struct listener *listener)
{
	const json_t *annotation =
		json_object_get(json_object_get(root, "annotations"), PLACE_ANNOTATION_KEY);
	bool mentioned = mentions_hook(json_object_get(root, "hooks"));

	if (asked->kind == PLACE_OBJECT && !entries->count && !mentioned)
		check_hook_is_there(root, listener);
	if ((json_is_string(annotation) && entries->options.no_annotations) ||
	    (asked->kind == PLACE_ANNOTATION && !entries->count && !mentioned))
		check_annotation_is_read(entries, listener);
	if (asked->kind == PLACE_NONE || !entries->at[PLACE_CREATE_CONTAINER] ||
	    entries->at[PLACE_CREATE_RUNTIME] || entries->at[PLACE_PRESTART])
		return;
	check_user_namespace(root, listener);
	check_pid_namespace(root, listener);
}
