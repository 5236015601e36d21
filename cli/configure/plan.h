/* SPDX-License-Identifier: Apache-2.0 */
/* The changes to files, before any is touched: what is shown is what is done. */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include <jansson.h>
#include <stdbool.h>

#include "record.h"

struct plan {
	const struct record *record;
	json_t *changes;  /* of {path, before, after}, in order; null: no file */
	json_t *left;	  /* of {path, reason, remedy}: left to the administrator */
	json_t *restarts; /* of {service, stops} */
	json_t *notes;	  /* sentences */
	json_t *uses;	  /* paths that the engine needs, changed or not */
	bool lost;	  /* memory ran out */
};

/* Makes an empty plan; returns false when out of memory. Must be freed with plan_drop() either way.
 */
bool plan_new(const struct record *record, struct plan *ret);
void plan_drop(struct plan *plan);

/*
 * Plans a file of our own: it is added, or changed if it is as configure wrote it. A file that
 * someone else wrote or changed is left.
 */
void plan_own(struct plan *plan, const char *path, const char *text);
/* Plans a change of someone else's file, or makes it; the old one is copied to
 * PATH.before-oci-mempolicy. */
void plan_change(struct plan *plan, const char *path, const char *before, const char *after);
/* Notes that the engine needs a path that stays as it is, if that is recorded. */
void plan_use(struct plan *plan, const char *path);
void plan_left(struct plan *plan, const char *path, const char *reason, const char *remedy);
void plan_restart(struct plan *plan, const char *service, const char *stops);
void plan_note(struct plan *plan, const char *sentence);

/* Finds the change of a path; NULL if there is none. */
const json_t *plan_find(const struct plan *plan, const char *path);

/* Plans to undo what is recorded for an engine; NULL: for all. */
void plan_undo(struct plan *plan, const char *engine);

#endif
