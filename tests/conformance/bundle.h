/* SPDX-License-Identifier: Apache-2.0 */
/* Bundles: config.json, made of the base and a case's part, and a root file system with the probe.
 */
#ifndef CONFORMANCE_BUNDLE_H
#define CONFORMANCE_BUNDLE_H

#include <jansson.h>
#include <sys/types.h>

#include "options.h"

/* The directory of everything that is created here. */
struct scratch {
	char dir[PATH_MAX / 4]; /* absolute, without symbolic links */
	char hook[PATH_MAX / 2];
	char probe[PATH_MAX / 2];
	uid_t uid; /* the user who runs the runtime; 0: the same as this process */
	size_t bundles;
};

struct bundle {
	char id[64];
	char dir[PATH_MAX / 2];
	char state_root[PATH_MAX / 2 + 16];  /* the runtime's --root */
	char hook_stderr[PATH_MAX / 2 + 16]; /* where crun writes the hooks' standard error */
	json_t *fragment;		     /* what the case adds to the base */
};

/* Exits if that fails. */
void scratch_make(const struct options *options, struct scratch *ret);
void scratch_remove(const struct scratch *scratch);

/*
 * Makes a bundle, which the caller drops with bundle_drop(). resolved is the case, with its symbols
 * resolved, or NULL for a container of the base alone. Exits if that fails.
 */
void bundle_make(struct scratch *scratch, const struct options *options, const json_t *resolved,
		 struct bundle *ret);
void bundle_drop(struct bundle *bundle);

#endif
