/* SPDX-License-Identifier: Apache-2.0 */
/* Bundles of containers with the hook in their config.json, and runtimes that run them. */
#ifndef E2E_BUNDLE_H
#define E2E_BUNDLE_H

#include <jansson.h>

#include "command.h"
#include "scratch.h"

#define HOOK_NAME "oci-mempolicy-hook"

enum runtime { RUNC, CRUN, RUNTIMES };

struct bundle {
	enum runtime runtime;
	char id[48];
	char path[80];
	char config_path[96];  /* config.json */
	char log[96];	       /* the file for the hook's log, if a test wants one */
	char hook_stderr[112]; /* the file to which crun connects the standard error of hooks */
	char state_root[96];   /* the runtime's --root, which holds only this container */
	json_t *config;
	struct command command; /* `run`; a test may set uid and terminal before it */
	const char *under[4];	/* a program, with its arguments, that runs the runtime */
};

/*
 * Opens a container that runs /probe in its own namespaces, as `runc spec` would make it, without
 * hooks and policy. bundle_close() must follow.
 *
 * index   the runtime is index % RUNTIMES, so that a test can loop over runtimes and other things
 */
void bundle_open(struct bundle *bundle, int index);
/* The same, started by an ordinary user with a user namespace of one id. */
void bundle_open_rootless(struct bundle *bundle, int index);
/* Deletes the container if it still exists, and frees the bundle. */
void bundle_close(struct bundle *bundle);

/* Sets a value of an object of config.json, or of config.json itself if object is NULL. Takes
 * ownership of the value. */
void bundle_set(struct bundle *bundle, const char *object, const char *key, json_t *value);
/* Does the same with JSON text. */
void bundle_set_text(struct bundle *bundle, const char *object, const char *key, const char *text);
/* Removes a namespace ("pid"). */
void bundle_remove_namespace(struct bundle *bundle, const char *type);
/* Adds a namespace; the container joins the one at path, unless path is NULL. */
void bundle_add_namespace(struct bundle *bundle, const char *type, const char *path);
/* Adds a user namespace whose ids begin at 100000 outside of it. */
void bundle_add_user_namespace(struct bundle *bundle);

/* Appends a hook entry and returns it, borrowed from config.json, for adding to it. */
json_t *bundle_add_hook(struct bundle *bundle, const char *stage, const char *path, json_t *args);
/* Appends the hook under test, with options up to NULL. */
json_t *bundle_hook(struct bundle *bundle, const char *stage, ...) __attribute__((sentinel));

/* Writes config.json. */
void bundle_write(const struct bundle *bundle);
/* Writes config.json and runs the container until it ends or the runtime fails. */
void bundle_run(struct bundle *bundle);
void bundle_start(struct bundle *bundle);
void bundle_finish(struct bundle *bundle);
/* Prepares another command of the runtime, for the caller to run: `--root ROOT VERB ...`. */
void bundle_command(const struct bundle *bundle, struct command *command, const char *verb, ...)
	__attribute__((sentinel));
/* Kills and deletes the containers of tests that failed before they could do so; returns their
 * number. */
size_t bundle_delete_left(void);

#endif
