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
	char log[96];	       /* where a test lets the hook write its log */
	char hook_stderr[112]; /* where crun puts what hooks write there */
	char state_root[96];   /* the runtime's --root, which holds this container only */
	json_t *config;
	struct command command; /* `run`; uid and terminal may be set beforehand */
	const char *under[4];	/* a program and its arguments that the runtime is run by */
};

/*
 * A container that runs /probe in namespaces of its own, as `runc spec` would make it, without
 * hooks and policy. bundle_close() must follow.
 *
 * index   the runtime is index % RUNTIMES, so that a test can loop over runtimes and other things
 */
void bundle_open(struct bundle *bundle, int index);
/* The same, started by an ordinary user with a user namespace of one id. */
void bundle_open_rootless(struct bundle *bundle, int index);
/* Deletes the container, if it is still there, and drops the bundle. */
void bundle_close(struct bundle *bundle);

/* Sets a value of an object of config.json, or of all of it where object is NULL; takes it over. */
void bundle_set(struct bundle *bundle, const char *object, const char *key, json_t *value);
/* The same from JSON text. */
void bundle_set_text(struct bundle *bundle, const char *object, const char *key, const char *text);
/* Leaves out a namespace ("pid"). */
void bundle_remove_namespace(struct bundle *bundle, const char *type);
/* Adds one, to be joined where path is not NULL. */
void bundle_add_namespace(struct bundle *bundle, const char *type, const char *path);
/* A user namespace in which ids begin at 100000 outside. */
void bundle_add_user_namespace(struct bundle *bundle);

/* Appends a hook entry; the result is config.json's, to be added to. */
json_t *bundle_add_hook(struct bundle *bundle, const char *stage, const char *path, json_t *args);
/* Appends the hook under test with its options, up to NULL. */
json_t *bundle_hook(struct bundle *bundle, const char *stage, ...) __attribute__((sentinel));

/* Writes config.json. */
void bundle_write(const struct bundle *bundle);
/* Writes config.json and runs the container to its end, or until the runtime fails. */
void bundle_run(struct bundle *bundle);
void bundle_start(struct bundle *bundle);
void bundle_finish(struct bundle *bundle);
/* Prepares another command of the runtime, which is to be run: `--root ROOT VERB ...`. */
void bundle_command(const struct bundle *bundle, struct command *command, const char *verb, ...)
	__attribute__((sentinel));
/* Kills and deletes the containers of tests that failed before they could; returns how many. */
size_t bundle_delete_left(void);

#endif
