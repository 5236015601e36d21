/* SPDX-License-Identifier: Apache-2.0 */
/* The files that engines have in common, and questions about their own files. */
#ifndef CLI_ENGINE_FILES_H
#define CLI_ENGINE_FILES_H

#include "engines.h"

/* A file of configs/, by its path there; CMakeLists.txt must list it. */
const char *engine_files_template(const char *name);

/* Plans /etc/cdi/oci-mempolicy.json. err: SYSTEM */
int engine_files_cdi(struct plan *plan, const struct engine_site *site,
		     struct mempolicy_error *err);

/* How an engine learns of directories with hooks.d files. */
struct hooks_dir {
	const char *config; /* its configuration */
	const char *folder; /* of files with this ending that add to it */
	const char *ending;
	const char *file; /* ours, with this template */
	const char *template;
};

/* Plans the hooks.d file, and a file that names its directory if no other does. What others set is
 * not overridden, because their hooks would be lost. err: SYSTEM */
int engine_files_hooks(struct plan *plan, const struct engine_site *site,
		       const struct hooks_dir *dir, struct mempolicy_error *err);
/* The same for a user's Podman. err: SYSTEM */
int engine_files_user_hooks(struct plan *plan, const struct engine_site *site,
			    struct mempolicy_error *err);

/* Whether a word occurs in a file, or in a file with this ending in a folder, except one. */
bool engine_files_mention(const char *file, const char *folder, const char *ending,
			  const char *except, const char *word);
/* Whether a file, or a .toml file in a folder, has enable_cdi = true. */
bool engine_files_enable_cdi(const char *file, const char *folder);
/* Whether the value of a TOML key contains this text. */
bool engine_files_has(const char *text, const char *key, const char *value);
bool engine_files_is_true(const char *text, const char *key);

#endif
