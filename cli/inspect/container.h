/* SPDX-License-Identifier: Apache-2.0 */
/* The container that a command line names, as its runtime tells of it. */
#ifndef CLI_CONTAINER_H
#define CLI_CONTAINER_H

#include "lookup.h"
#include "oci.h"

struct container {
	struct oci_state state; /* id is NULL for a process that was named by its number */
	struct oci_config config;
	char *text;   /* of config.json */
	json_t *root; /* all of it; NULL where jansson cannot read it */
	pid_t init;
};

/*
 * All of these fill *ret, which is to be dropped with container_drop() in any case.
 *
 * err  NO_INPUT (no such container, process or bundle; or it has no process), INVALID, SYSTEM
 */

/* What `RUNTIME [--root ROOT] state ID` prints. root may be NULL. err: also SYSTEM, when the
 * runtime cannot be run. */
int container_ask(const char *runtime, const char *root, const char *id, struct container *ret,
		  struct mempolicy_error *err);
/* One that an engine made, see lookup_container(). */
int container_find(enum lookup_engine engine, const char *name, struct container *ret,
		   struct mempolicy_error *err);
/* An OCI state in a file, or on standard input where path is "-". */
int container_read(const char *path, struct container *ret, struct mempolicy_error *err);
/* A process: what was asked for is not known. */
int container_of_pid(pid_t pid, struct container *ret, struct mempolicy_error *err);

void container_drop(struct container *container);

#endif
