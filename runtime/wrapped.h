/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime that does the work. */
#ifndef RUNTIME_WRAPPED_H
#define RUNTIME_WRAPPED_H

#include <limits.h>

#include "arguments.h"
#include "settings.h"

struct wrapped {
	char path[PATH_MAX];
	bool is_crun; /* by its file's name */
};

/* Finds it: by its path, or by its name in PATH. err: USAGE */
int wrapped_find(const struct settings *settings, struct wrapped *ret, struct mempolicy_error *err);

/* What this process does with signals, which the runtime is not to inherit. */
void wrapped_settle_signals(void);

/* Becomes it. Returns -1 if that fails. err: SYSTEM */
int wrapped_execute(const struct wrapped *wrapped, const struct arguments *arguments,
		    struct mempolicy_error *err);

/* Has a child become it, passes on signals that come, and waits for its end: *ret_status is as of
 * waitpid(2). err: SYSTEM */
int wrapped_supervise(const struct wrapped *wrapped, const struct arguments *arguments,
		      int *ret_status, struct mempolicy_error *err);
_Noreturn void wrapped_end_as(int status);

/*
 * What it tells of a container, `state ID`, as JSON. *ret_text is to be freed; it is NULL where the
 * runtime knows of none (exit code 1). Its own words are not passed on. err: SYSTEM
 */
int wrapped_state(const struct wrapped *wrapped, const struct arguments *arguments, char **ret_text,
		  size_t *ret_length, struct mempolicy_error *err);

#endif
