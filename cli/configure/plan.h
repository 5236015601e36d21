/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be done to files, before any is touched: what is shown is what is done. */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include <jansson.h>
#include <stdbool.h>

#include "record.h"

struct plan {
	const struct record *record;
	json_t *changes;  /* of {path, before, after}, in order; null: there is no such file */
	json_t *left;	  /* of {path, reason, remedy}: what is left to the administrator */
	json_t *restarts; /* of {service, stops} */
	json_t *notes;	  /* sentences */
	json_t *uses;	  /* paths that the engine is to have, whether they change or not */
	bool lost;	  /* memory ran out */
};

/* An empty one; false when out of memory. To be dropped with plan_drop() in any case. */
bool plan_new(const struct record *record, struct plan *ret);
void plan_drop(struct plan *plan);

/*
 * A file of our own. It is added, or changed where it is as configure wrote it; one that somebody
 * else wrote, or changed, is left.
 */
void plan_own(struct plan *plan, const char *path, const char *text);
/* A file of somebody else's, which is changed from before, or made; it is copied to PATH with
 * the ending .before-oci-mempolicy. */
void plan_change(struct plan *plan, const char *path, const char *before, const char *after);
/* That a path, which stays as it is, is the engine's, too, if it is recorded. */
void plan_use(struct plan *plan, const char *path);
void plan_left(struct plan *plan, const char *path, const char *reason, const char *remedy);
void plan_restart(struct plan *plan, const char *service, const char *stops);
void plan_note(struct plan *plan, const char *sentence);

/* The change of this path; NULL if there is none. */
const json_t *plan_find(const struct plan *plan, const char *path);

/* To take back what is recorded for an engine, or for all where that is NULL. */
void plan_undo(struct plan *plan, const char *engine);

#endif
