/* SPDX-License-Identifier: Apache-2.0 */
/* What each engine needs, by the files of configs/. */
#ifndef CLI_ENGINES_H
#define CLI_ENGINES_H

#include "cdi_file.h"
#include "plan.h"

/* Whom it is for, and where. */
struct engine_site {
	const char *hook;	    /* its path, as engines see it */
	struct cdi_machine machine; /* without nodes where containers will run on another */
	const char *user_folder;    /* of a user: ~/.config/containers; NULL: of the machine */
	bool elsewhere;		    /* below --root: programs cannot be asked */
};

struct engine {
	const char *name;
	bool has_users; /* can be configured by a user for himself */
	/* Adds to a plan. err: SYSTEM */
	int (*plan)(struct plan *plan, const struct engine_site *site, struct mempolicy_error *err);
};

/* Adds which services read what changes, and when. */
void engines_restart(struct plan *plan);

/* NULL: there is none of this name. */
const struct engine *engine_find(const char *name);
/* The one of that number, counted from 0; NULL after the last. */
const struct engine *engine_number(size_t number);

#endif
