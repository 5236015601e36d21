/* SPDX-License-Identifier: Apache-2.0 */
/* The files that engines have in common, and what their own ones say. */
#ifndef CLI_ENGINE_FILES_H
#define CLI_ENGINE_FILES_H

#include "engines.h"

/* A file of configs/, below that; it must be among those of CMakeLists.txt. */
const char *engine_files_template(const char *name);

/* /etc/cdi/oci-mempolicy.json. err: SYSTEM */
int engine_files_cdi(struct plan *plan, const struct engine_site *site,
		     struct mempolicy_error *err);

/* How an engine is told of folders with hooks.d files. */
struct hooks_dir {
	const char *config; /* its configuration */
	const char *folder; /* of files that add to that, with this ending */
	const char *ending;
	const char *file; /* ours, with this template */
	const char *template;
};

/* The hooks.d file, and what names its folder where nothing else does. What others set is not
 * overridden: their hooks would be lost. err: SYSTEM */
int engine_files_hooks(struct plan *plan, const struct engine_site *site,
		       const struct hooks_dir *dir, struct mempolicy_error *err);
/* The same of a user's Podman. err: SYSTEM */
int engine_files_user_hooks(struct plan *plan, const struct engine_site *site,
			    struct mempolicy_error *err);

/* Whether a file, or one of a folder with this ending, but not the one excepted, mentions a word.
 */
bool engine_files_mention(const char *file, const char *folder, const char *ending,
			  const char *except, const char *word);
/* Whether one of those with the ending .toml in a folder, or the file, has enable_cdi = true. */
bool engine_files_enable_cdi(const char *file, const char *folder);
/* Whether the value of a key of TOML has this text in it. */
bool engine_files_has(const char *text, const char *key, const char *value);
bool engine_files_is_true(const char *text, const char *key);

#endif
