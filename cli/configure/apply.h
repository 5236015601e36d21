/* SPDX-License-Identifier: Apache-2.0 */
/* Carries out a plan: all of it, or nothing. */
#ifndef CLI_APPLY_H
#define CLI_APPLY_H

#include "plan.h"

/* If something fails, what was done before is undone. err: PROGRAM_ERROR_OUTPUT, SYSTEM */
int apply(const struct plan *plan, struct record *record, const char *engine,
	  struct mempolicy_error *err);

/* Carries out plan_undo() for an engine; NULL: for all. Also removes the folders that were made, if
 * they are empty. What is left to the administrator stays recorded. */
int apply_undo(const struct plan *plan, struct record *record, const char *engine,
	       struct mempolicy_error *err);

#endif
