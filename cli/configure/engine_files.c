/* SPDX-License-Identifier: Apache-2.0 */
#include "engine_files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "formatted.h"
#include "former.h"
#include "templates.h"
#include "toml.h"

#define HOOK	   "/usr/local/libexec/oci/hooks.d/oci-mempolicy-hook" /* in configs/ */
#define CDI_FILE   "/etc/cdi/oci-mempolicy.json"
#define HOOKS	   "/etc/containers/oci/hooks.d"
#define HOOKS_FILE "oci-mempolicy.json"

static int out_of_memory(struct mempolicy_error *err)
{
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot plan");
}

/* ---- texts ---- */

const char *engine_files_template(const char *name)
{
	const struct template *template = templates;

	while (template->name && strcmp(template->name, name) != 0)
		template ++;
	return template->text;
}

/* Replaces the first occurrence of a text; NULL when out of memory. */
static char *with(const char *text, const char *what, const char *instead)
{
	const char *place = strstr(text, what);

	if (!place)
		return strdup(text);
	return formatted("%.*s%s%s", (int)(place - text), text, instead, place + strlen(what));
}

static bool has_ending(const char *name, const char *ending)
{
	size_t length = strlen(name), its = strlen(ending);

	return name[0] != '.' && length > its && strcmp(name + length - its, ending) == 0;
}

bool engine_files_has(const char *text, const char *key, const char *value)
{
	CLEANUP(cleanup_free) char *its = toml_value(text, key);

	return its && strstr(its, value);
}

bool engine_files_is_true(const char *text, const char *key)
{
	CLEANUP(cleanup_free) char *its = toml_value(text, key);

	return its && strncmp(its, "true", 4) == 0;
}

/* ---- what others have written ---- */

/* Called for each file; true ends the search. */
typedef bool take_file(void *data, const char *path, const char *text);

static bool visit_file(const char *path, take_file *take, void *data)
{
	struct former former;
	bool done;

	former_read(path, &former);
	done = former.text && take(data, path, former.text);
	former_drop(&former);
	return done;
}

static bool visit(const char *file, const char *folder, const char *ending, const char *except,
		  take_file *take, void *data)
{
	CLEANUP(cleanup_dir) DIR *dir = opendir(folder);
	const struct dirent *entry;

	if (visit_file(file, take, data))
		return true;
	while (dir && (entry = readdir(dir))) {
		CLEANUP(cleanup_free) char *path = formatted("%s/%s", folder, entry->d_name);

		if (path && has_ending(entry->d_name, ending) && strcmp(path, except) != 0 &&
		    visit_file(path, take, data))
			return true;
	}
	return false;
}

static bool mentions(void *data, const char *path, const char *text)
{
	(void)path;
	return toml_mentions(text, data);
}

bool engine_files_mention(const char *file, const char *folder, const char *ending,
			  const char *except, const char *word)
{
	return visit(file, folder, ending, except, mentions, (void *)word);
}

static bool enables_cdi(void *data, const char *path, const char *text)
{
	(void)data;
	(void)path;
	return engine_files_is_true(text, "enable_cdi");
}

bool engine_files_enable_cdi(const char *file, const char *folder)
{
	return visit(file, folder, ".toml", "", enables_cdi, NULL);
}

/* ---- CDI ---- */

int engine_files_cdi(struct plan *plan, const struct engine_site *site, struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *file = cdi_file(&site->machine, site->hook, NULL, 0, err);
	CLEANUP(cleanup_free) char *text = file ? json_dumps(file, JSON_INDENT(2)) : NULL;
	CLEANUP(cleanup_free) char *lines = text ? formatted("%s\n", text) : NULL;

	if (!file)
		return -1;
	if (!lines)
		return out_of_memory(err);
	plan_own(plan, CDI_FILE, lines);
	return 0;
}

/* ---- hooks.d ---- */

/* The file of others that sets hooks_dir. */
struct setter {
	const char *folder; /* that it must contain */
	char path[PATH_MAX];
	bool names_it;
};

static bool find_setter(void *data, const char *path, const char *text)
{
	struct setter *setter = data;
	CLEANUP(cleanup_free) char *value = toml_value(text, "hooks_dir");

	if (!value)
		return false;
	snprintf(setter->path, sizeof(setter->path), "%s", path);
	setter->names_it = strstr(value, setter->folder);
	return true;
}

static int plan_hooks_file(struct plan *plan, const char *hook, const char *folder,
			   struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *path = formatted("%s/" HOOKS_FILE, folder);
	CLEANUP(cleanup_free)
	char *text = with(engine_files_template("podman/hooks.d/oci-mempolicy.json"), HOOK, hook);

	if (!path || !text)
		return out_of_memory(err);
	plan_own(plan, path, text);
	return 0;
}

static void leave_to_setter(struct plan *plan, const struct setter *setter)
{
	CLEANUP(cleanup_free)
	char *remedy = formatted(
		"add \"%s\" to it by hand, so that policies can be requested by annotations",
		setter->folder);

	if (!setter->names_it)
		plan_left(plan, setter->path, "its hooks_dir names other directories", remedy);
}

int engine_files_hooks(struct plan *plan, const struct engine_site *site,
		       const struct hooks_dir *dir, struct mempolicy_error *err)
{
	struct setter setter = {.folder = HOOKS};

	if (plan_hooks_file(plan, site->hook, HOOKS, err))
		return -1;
	if (visit(dir->config, dir->folder, dir->ending, dir->file, find_setter, &setter))
		leave_to_setter(plan, &setter);
	else
		plan_own(plan, dir->file, engine_files_template(dir->template));
	return 0;
}

/* ---- a user's ---- */

/* Names the machine's directories and the user's. */
static char *user_config(const char *hooks)
{
	const char *text = engine_files_template("podman/containers.conf.d/oci-mempolicy.conf");
	CLEANUP(cleanup_free) char *list = formatted("\"" HOOKS "\", \"%s\"]", hooks);

	return list ? with(text, "\"" HOOKS "\"]", list) : NULL;
}

int engine_files_user_hooks(struct plan *plan, const struct engine_site *site,
			    struct mempolicy_error *err)
{
	const char *home = site->user_folder;
	CLEANUP(cleanup_free) char *hooks = formatted("%s/oci/hooks.d", home);
	CLEANUP(cleanup_free) char *config = formatted("%s/containers.conf", home);
	CLEANUP(cleanup_free) char *folder = formatted("%s/containers.conf.d", home);
	CLEANUP(cleanup_free) char *ours = formatted("%s/oci-mempolicy.conf", folder);
	CLEANUP(cleanup_free) char *text = user_config(hooks);
	struct setter setter = {.folder = hooks};

	if (!hooks || !config || !folder || !ours || !text)
		return out_of_memory(err);
	if (plan_hooks_file(plan, site->hook, hooks, err))
		return -1;
	if (visit(config, folder, ".conf", ours, find_setter, &setter))
		leave_to_setter(plan, &setter);
	else
		plan_own(plan, ours, text);
	plan_note(plan,
		  "CDI devices belong to the machine: run `oci-mempolicy configure podman` as root "
		  "to add them");
	return 0;
}
