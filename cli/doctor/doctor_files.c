/* SPDX-License-Identifier: Apache-2.0 */
/* The files by which engines know of hooks: what is wrong with them, whosoever they are. */
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

/* Is passed each file of a folder, and what it holds. */
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

/* Whether a hook's program is there; if not, what an engine then does is said. */
static bool look_at_program(struct diagnosis *diagnosis, const char *subject, const char *file,
			    const char *program, const char *then, enum severity severity)
{
	if (access(program, X_OK) == 0)
		return true;
	found(diagnosis, severity, subject,
	      program_is_hook(program) ? "oci-mempolicy configure --undo, or install the hook; "
					 "then oci-mempolicy configure"
				       : "install it, or remove the file",
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

/* All hooks of a device's, or of the file's, containerEdits */
static bool look_at_edits(struct diagnosis *diagnosis, const char *path, const json_t *edits)
{
	size_t index;
	json_t *hook;

	json_array_foreach(json_object_get(edits, "hooks"), index, hook)
		if (!look_at_program(diagnosis, "cdi", path, string_of(hook, "path"),
				     "engines start no container with its devices", SEVERITY_ERROR))
			return false;
	return true;
}

/* Of a node's device, whether the machine has the node still. */
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
		      "configure the engine anew: oci-mempolicy configure ENGINE",
		      "%s has a device %s, and node %u has no memory, or is not there", path, name,
		      node);
}

static void look_at_cdi(struct diagnosis *diagnosis, const char *path, const struct former *former)
{
	CLEANUP(cleanup_json) json_t *file = json_loads(former->text ? former->text : "", 0, NULL);
	const json_t *devices = json_object_get(file, "devices");
	bool ours = strcmp(string_of(file, "kind"), CDI_KIND) == 0, good;
	size_t index;
	json_t *device;

	if (!json_is_object(file)) {
		found(diagnosis, SEVERITY_WARNING, "cdi", "mend it, or remove it",
		      "%s is no JSON: no engine knows its devices", path);
		return;
	}
	good = look_at_edits(diagnosis, path, json_object_get(file, "containerEdits"));
	json_array_foreach(devices, index, device) {
		/* One is enough to be told of. */
		good = good &&
		       look_at_edits(diagnosis, path, json_object_get(device, "containerEdits"));
		if (ours)
			look_at_device_node(diagnosis, path, string_of(device, "name"));
	}
	if (!ours || !good)
		return;
	if (diagnosis->has_device)
		found(diagnosis, SEVERITY_ERROR, "cdi", "remove one of both",
		      "%s is a second file of devices " CDI_KIND ": engines know neither of two "
		      "that have one name",
		      path);
	diagnosis->has_device = true;
	found(diagnosis, SEVERITY_OK, "cdi", NULL, "%s offers %zu devices " CDI_KIND, path,
	      json_array_size(devices));
}

void doctor_cdi(struct diagnosis *diagnosis)
{
	struct stat etc, run;

	look_at_folder(diagnosis, "/etc/cdi", look_at_cdi);
	/* Somebody may have linked them. */
	if (stat("/etc/cdi", &etc) || stat("/var/run/cdi", &run) || etc.st_ino != run.st_ino ||
	    etc.st_dev != run.st_dev)
		look_at_folder(diagnosis, "/var/run/cdi", look_at_cdi);
}

/* ---- hooks.d ---- */

/* Whether a key and a value of when.annotations are for ours. */
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

/* A file of ours whose hook is there; what it says of stages and containers */
static bool look_at_ours(struct diagnosis *diagnosis, const char *engine, const char *path,
			 const json_t *file)
{
	if (!has_stage(json_object_get(file, "stages"))) {
		found(diagnosis, SEVERITY_ERROR, engine, "write \"stages\": [\"createRuntime\"]",
		      "%s runs the hook at no stage at which it can serve", path);
		return false;
	}
	if (!is_for_annotation(json_object_get(file, "when"))) {
		found(diagnosis, SEVERITY_WARNING, engine,
		      "write \"when\": {\"annotations\": "
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
		found(diagnosis, SEVERITY_ERROR, engine, "mend it, or remove it",
		      "%s %s: %s may start no container", path,
		      json_is_object(file) ? "names no hook" : "is no JSON", engine);
		return false;
	}
	return look_at_program(diagnosis, engine, path, program,
			       "the file is silently left out, and containers start without it",
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

/* The value of a file, in the place of the former one, if it has one. */
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

/* What an engine goes by: the last file that sets it. NULL: none does. */
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

/* Of ["/one", '/two']: what stands between quotes. NULL after the last. */
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
