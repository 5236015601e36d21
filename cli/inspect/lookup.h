/* SPDX-License-Identifier: Apache-2.0 */
/* Where an engine's runtime keeps a container that a name or an id stands for. */
#ifndef CLI_LOOKUP_H
#define CLI_LOOKUP_H

#include "mempolicy.h"

enum lookup_engine {
	LOOKUP_ANY,
	LOOKUP_PODMAN,
	LOOKUP_DOCKER,
	LOOKUP_CONTAINERD,
	LOOKUP_CRIO,
	LOOKUP_ENGINES
};

/* "podman" and so on; "any". */
const char *lookup_engine_name(enum lookup_engine engine);

/* What to ask for its state: RUNTIME --root ROOT state ID. */
struct lookup_found {
	const char *runtime; /* "runc" or "crun" */
	char *root;
	char *id;
};

/*
 * Finds a container by its whole id; by the name that Podman, Docker or CRI has for it, of which
 * their own programs are asked; by the beginning of an id of 64 digits, as engines give them. With
 * LOOKUP_ANY, in all folders, and by every program that is there. *ret is to be dropped with
 * lookup_drop() in any case.
 *
 * err  NO_INPUT: there is none, or more than one; USAGE: it cannot be a name; SYSTEM
 */
int lookup_container(enum lookup_engine engine, const char *name, struct lookup_found *ret,
		     struct mempolicy_error *err);
void lookup_drop(struct lookup_found *found);

#endif
