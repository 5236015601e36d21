/* SPDX-License-Identifier: Apache-2.0 */
/* The files that tell engines of hooks: what is wrong with them, whoever wrote them. */
#include <dirent.h>
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cdi_file.h"
#include "cleanup.h"
#include "diagnosis.h"
#include "formatted.h"
#include "former.h"
#include "place.h"
#include "program.h"
#include "toml.h"

static bool has_ending(const char *name, const char *ending)
{
	size_t length = strlen(name), its = strlen(ending);

	return length > its && strcmp(name + length - its, ending) == 0;
}

/* Called for each file of a folder, with its content. */
typedef void look_at_file(struct diagnosis *diagnosis, const char *path,
			  const struct former *former);

static void look_at_folder(struct diagnosis *diagnosis, const char *folder, look_at_file *look)
{
	CLEANUP(cleanup_dir) DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		CLEANUP(cleanup_free) char *path = formatted("%s/%s", folder, entry->d_name);
		struct former former;

		if (!path || !has_ending(entry->d_name, ".json"))
			continue;
		former_read(path, &former);
		look(diagnosis, path, &former);
		former_drop(&former);
	}
}

/* Whether a hook's program can be executed. then: what an engine does if not. */
static bool look_at_program(struct diagnosis *diagnosis, const char *subject, const char *file,
			    const char *program, const char *then, enum severity severity)
{
	if (access(program, X_OK) == 0)
		return true;
	found(diagnosis, severity, subject,
	      program_is_hook(program) ? "install the hook and run oci-mempolicy configure ENGINE, "
					 "or run oci-mempolicy configure --undo"
				       : "install that hook, or remove the file",
	      "%s names the hook %s, which cannot be executed (%s): %s", file, program,
	      strerror(errno), then);
	return false;
}

/* ---- CDI ---- */

static const char *string_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Checks all hooks of containerEdits, of a device or of the file. */
static bool look_at_edits(struct diagnosis *diagnosis, const char *path, const json_t *edits)
{
	size_t index;
	json_t *hook;

	json_array_foreach(json_object_get(edits, "hooks"), index, hook)
		if (!look_at_program(diagnosis, "cdi", path, string_of(hook, "path"),
				     "engines do not start containers with its devices",
				     SEVERITY_ERROR))
			return false;
	return true;
}

/* Whether the machine still has the node of a bind-N device. */
static void look_at_device_node(struct diagnosis *diagnosis, const char *path, const char *name)
{
	struct mempolicy_machine machine;
	struct mempolicy_error err;
	unsigned int node;
	char *end;

	if (strncmp(name, "bind-", 5) != 0 || mempolicy_machine_read(&machine, &err))
		return;
	node = (unsigned int)strtoul(name + 5, &end, 10);
	if (*end == '\0' && !mempolicy_nodes_has(&machine.with_memory, node))
		found(diagnosis, SEVERITY_WARNING, "cdi",
		      "run oci-mempolicy configure ENGINE again",
		      "%s has the device %s, but node %u does not exist or has no memory", path,
		      name, node);
}

static void look_at_cdi(struct diagnosis *diagnosis, const char *path, const struct former *former)
{
	CLEANUP(cleanup_json) json_t *file = json_loads(former->text ? former->text : "", 0, NULL);
	const json_t *devices = json_object_get(file, "devices");
	bool ours = strcmp(string_of(file, "kind"), CDI_KIND) == 0, good;
	size_t index;
	json_t *device;

	if (!json_is_object(file)) {
		found(diagnosis, SEVERITY_WARNING, "cdi", "fix or remove the file",
		      "%s is not valid JSON: engines ignore its devices", path);
		return;
	}
	good = look_at_edits(diagnosis, path, json_object_get(file, "containerEdits"));
	json_array_foreach(devices, index, device) {
		/* One report is enough. */
		good = good &&
		       look_at_edits(diagnosis, path, json_object_get(device, "containerEdits"));
		if (ours)
			look_at_device_node(diagnosis, path, string_of(device, "name"));
	}
	if (!ours || !good)
		return;
	if (diagnosis->has_device)
		found(diagnosis, SEVERITY_ERROR, "cdi", "remove one of them",
		      "%s is a second file with devices " CDI_KIND ": engines ignore devices that "
		      "two files define",
		      path);
	diagnosis->has_device = true;
	found(diagnosis, SEVERITY_OK, "cdi", NULL, "%s offers %zu devices " CDI_KIND, path,
	      json_array_size(devices));
}

void doctor_cdi(struct diagnosis *diagnosis)
{
	struct stat etc, run;

	look_at_folder(diagnosis, "/etc/cdi", look_at_cdi);
	/* One may be a link to the other. */
	if (stat("/etc/cdi", &etc) || stat("/var/run/cdi", &run) || etc.st_ino != run.st_ino ||
	    etc.st_dev != run.st_dev)
		look_at_folder(diagnosis, "/var/run/cdi", look_at_cdi);
}

/* ---- hooks.d ---- */

/* Whether a "when" matches containers with our annotation. */
static bool is_for_annotation(const json_t *when)
{
	const char *key;
	json_t *value;

	if (json_is_true(json_object_get(when, "always")))
		return true;
	json_object_foreach(json_object_get(when, "annotations"), key, value) {
		regex_t regex;
		bool matches;

		if (regcomp(&regex, key, REG_EXTENDED | REG_NOSUB))
			continue;
		matches = regexec(&regex, PLACE_ANNOTATION_KEY, 0, NULL, 0) == 0;
		regfree(&regex);
		if (matches)
			return true;
	}
	return false;
}

static bool has_stage(const json_t *stages)
{
	static const char *const good[] = {"createRuntime", "createContainer", "prestart"};
	size_t index;
	json_t *stage;

	json_array_foreach(stages, index, stage)
		for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
			if (json_is_string(stage) && strcmp(json_string_value(stage), good[i]) == 0)
				return true;
	return false;
}

/* Checks the stages and conditions of a file that runs our hook. */
static bool look_at_ours(struct diagnosis *diagnosis, const char *engine, const char *path,
			 const json_t *file)
{
	if (!has_stage(json_object_get(file, "stages"))) {
		found(diagnosis, SEVERITY_ERROR, engine, "set \"stages\": [\"createRuntime\"]",
		      "%s does not run the hook at a stage where it can work", path);
		return false;
	}
	if (!is_for_annotation(json_object_get(file, "when"))) {
		found(diagnosis, SEVERITY_WARNING, engine,
		      "set \"when\": {\"annotations\": "
		      "{\"^io\\\\.github\\\\.oci-mempolicy\\\\.policy$\": \".*\"}}",
		      "%s does not run the hook for containers with the annotation " PLACE_ANNOTATION_KEY,
		      path);
		return false;
	}
	found(diagnosis, SEVERITY_OK, engine, NULL,
	      "%s runs the hook for containers with the annotation " PLACE_ANNOTATION_KEY, path);
	return true;
}

static bool look_at_hook_file(struct diagnosis *diagnosis, const char *engine, const char *path)
{
	CLEANUP(cleanup_json) json_t *file = NULL;
	struct former former;
	const char *program;

	former_read(path, &former);
	file = json_loads(former.text ? former.text : "", 0, NULL);
	former_drop(&former);
	program = string_of(json_object_get(file, "hook"), "path");
	if (!program[0]) {
		found(diagnosis, SEVERITY_ERROR, engine, "fix or remove the file",
		      "%s %s: %s may refuse to start containers", path,
		      json_is_object(file) ? "names no hook" : "is not valid JSON", engine);
		return false;
	}
	return look_at_program(
		       diagnosis, engine, path, program,
		       "the engine silently ignores the file, and containers start without the hook",
		       program_is_hook(program) ? SEVERITY_ERROR : SEVERITY_WARNING) &&
	       program_is_hook(program) && look_at_ours(diagnosis, engine, path, file);
}

static bool look_at_hooks_folder(struct diagnosis *diagnosis, const char *engine,
				 const char *folder)
{
	CLEANUP(cleanup_dir) DIR *dir = opendir(folder);
	const struct dirent *entry;
	bool runs = false;

	while (dir && (entry = readdir(dir))) {
		CLEANUP(cleanup_free) char *path = formatted("%s/%s", folder, entry->d_name);

		if (path && has_ending(entry->d_name, ".json") &&
		    look_at_hook_file(diagnosis, engine, path))
			runs = true;
	}
	return runs;
}

/* Replaces the value by that of a file, if the file sets it. */
static void take_hooks_dir(const char *path, char **value)
{
	struct former former;
	char *its;

	former_read(path, &former);
	its = former.text ? toml_value(former.text, "hooks_dir") : NULL;
	former_drop(&former);
	if (!its)
		return;
	free(*value);
	*value = its;
}

static void take_hooks_dirs(const char *folder, const char *ending, char **value)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		CLEANUP(cleanup_free) char *path = formatted("%s/%s", folder, entries[i]->d_name);

		if (path && has_ending(entries[i]->d_name, ending))
			take_hooks_dir(path, value);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* The hooks_dir in effect for an engine: the last file that sets it counts. NULL: none does. */
static char *hooks_dir_of(const char *engine)
{
	const char *home = getenv("HOME");
	CLEANUP(cleanup_free) char *users = NULL;
	CLEANUP(cleanup_free) char *folder = NULL;
	char *value = NULL;

	if (strcmp(engine, "crio") == 0) {
		take_hooks_dir("/etc/crio/crio.conf", &value);
		take_hooks_dirs("/etc/crio/crio.conf.d", "", &value);
		return value;
	}
	take_hooks_dir("/usr/share/containers/containers.conf", &value);
	take_hooks_dir("/etc/containers/containers.conf", &value);
	take_hooks_dirs("/etc/containers/containers.conf.d", ".conf", &value);
	if (geteuid() == 0)
		return value;
	users = formatted("%s/.config/containers/containers.conf", home ? home : "");
	folder = formatted("%s/.config/containers/containers.conf.d", home ? home : "");
	if (users && folder) {
		take_hooks_dir(users, &value);
		take_hooks_dirs(folder, ".conf", &value);
	}
	return value;
}

/* The next quoted string of ["/one", '/two']; NULL after the last. */
static char *next_quoted(char **rest)
{
	return strsep(rest, "\"'") ? strsep(rest, "\"'") : NULL;
}

bool doctor_hooks(struct diagnosis *diagnosis, const char *engine)
{
	CLEANUP(cleanup_free) char *value = hooks_dir_of(engine);
	char *rest = value, *folder;
	bool runs = false;

	if (!value)
		return geteuid() == 0 &&
		       look_at_hooks_folder(diagnosis, engine, "/usr/share/containers/oci/hooks.d");
	while ((folder = next_quoted(&rest))) {
		if (look_at_hooks_folder(diagnosis, engine, folder))
			runs = true;
	}
	return runs;
}
