/* SPDX-License-Identifier: Apache-2.0 */
/* Finds where an engine's runtime keeps the container with a name or an id. */
#ifndef CLI_LOOKUP_H
#define CLI_LOOKUP_H

#include "mempolicy.h"

/* How long a runtime or an engine's program may take to answer. */
#define LOOKUP_SECONDS 30

enum lookup_engine {
	LOOKUP_ANY,
	LOOKUP_PODMAN,
	LOOKUP_DOCKER,
	LOOKUP_CONTAINERD,
	LOOKUP_CRIO,
	LOOKUP_ENGINES
};

/* "podman" and so on, or "any". */
const char *lookup_engine_name(enum lookup_engine engine);

/* How to ask for its state: RUNTIME --root ROOT state ID. */
struct lookup_found {
	const char *runtime; /* "runc" or "crun" */
	char *root;
	char *id;
};

/*
 * Finds a container by its full id; by its name in Podman, Docker or CRI, for which their own
 * programs are asked; by its name in nerdctl, which keeps them in files; or by the beginning of an
 * id of 64 digits, as engines give them. LOOKUP_ANY searches all folders and asks every program
 * that is installed. The caller drops *ret with lookup_drop() in any case.
 *
 * err  NO_INPUT: there is no such container, or more than one; USAGE: it cannot be a name; SYSTEM
 */
int lookup_container(enum lookup_engine engine, const char *name, struct lookup_found *ret,
		     struct mempolicy_error *err);
void lookup_drop(struct lookup_found *found);

#endif
