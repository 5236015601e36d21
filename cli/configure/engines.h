/* SPDX-License-Identifier: Apache-2.0 */
/* What each engine needs, by the files of configs/. */
#ifndef CLI_ENGINES_H
#define CLI_ENGINES_H

#include "cdi_file.h"
#include "plan.h"

/* What to configure, and where. */
struct engine_site {
	const char *hook;	    /* its path, as engines see it */
	struct cdi_machine machine; /* no nodes if containers will run on another machine */
	const char *user_folder;    /* ~/.config/containers of a user; NULL: the machine's files */
	bool elsewhere;		    /* below --root: its programs cannot be run */
};

struct engine {
	const char *name;
	bool has_users; /* a user can configure it without root */
	/* Adds to a plan. err: SYSTEM */
	int (*plan)(struct plan *plan, const struct engine_site *site, struct mempolicy_error *err);
};

/* Adds the services that must be restarted for what changes. */
void engines_restart(struct plan *plan);

/* Finds an engine by name; NULL if there is none. */
const struct engine *engine_find(const char *name);
/* The engine with this number, counted from 0; NULL after the last. */
const struct engine *engine_number(size_t number);

#endif
