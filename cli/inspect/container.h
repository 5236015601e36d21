/* SPDX-License-Identifier: Apache-2.0 */
/* The container that a command line names, as its runtime describes it. */
#ifndef CLI_CONTAINER_H
#define CLI_CONTAINER_H

#include "lookup.h"
#include "oci.h"

struct container {
	struct oci_state state; /* id is NULL for a process given by --pid */
	struct oci_config config;
	char *text;   /* of config.json */
	json_t *root; /* all of it; NULL if jansson cannot parse it */
	pid_t init;
};

/*
 * All of these fill in *ret, which the caller drops with container_drop() in any case.
 *
 * err  NO_INPUT (no such container, process or bundle; or it has no process), INVALID, SYSTEM
 */

/* Reads what `RUNTIME [--root ROOT] state ID` prints. root may be NULL. err: also SYSTEM, when the
 * runtime cannot be run. */
int container_ask(const char *runtime, const char *root, const char *id, struct container *ret,
		  struct mempolicy_error *err);
/* Finds a container of an engine, see lookup_container(). */
int container_find(enum lookup_engine engine, const char *name, struct container *ret,
		   struct mempolicy_error *err);
/* Reads an OCI state from a file, or from standard input if path is "-". */
int container_read(const char *path, struct container *ret, struct mempolicy_error *err);
/* Takes a process, whose requested policy is not known. */
int container_of_pid(pid_t pid, struct container *ret, struct mempolicy_error *err);

void container_drop(struct container *container);

#endif
