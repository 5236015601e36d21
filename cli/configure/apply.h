/* SPDX-License-Identifier: Apache-2.0 */
/* Does what a plan says: all of it, or nothing. */
#ifndef CLI_APPLY_H
#define CLI_APPLY_H

#include "plan.h"

/* Where something fails, what was done already is taken back. err: PROGRAM_ERROR_OUTPUT,
 * SYSTEM */
int apply(const struct plan *plan, struct record *record, const char *engine,
	  struct mempolicy_error *err);

/* The same of plan_undo(), for an engine, or for all where that is NULL; folders that were made and
 * are empty are removed, too. What is left to the administrator stays recorded. */
int apply_undo(const struct plan *plan, struct record *record, const char *engine,
	       struct mempolicy_error *err);

#endif
