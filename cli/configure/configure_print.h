/* SPDX-License-Identifier: Apache-2.0 */
/* Prints a plan. */
#ifndef CLI_CONFIGURE_PRINT_H
#define CLI_CONFIGURE_PRINT_H

#include "plan.h"

struct configured {
	const char *engine; /* NULL: all */
	bool undo, dry_run, json;
};

/* Before anything is done: prints the differences, unless the output is JSON. */
void configure_print_before(const struct configured *configured, const struct plan *plan);
/* When everything is done: prints the rest, or JSON. Returns the exit code: 1 if something is left
 * to do by hand; -1 with *err: SYSTEM. */
int configure_print_after(const struct configured *configured, const struct plan *plan,
			  struct mempolicy_error *err);

#endif
