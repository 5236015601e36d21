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

/* Finds it, by its path or by its name in PATH. err: USAGE */
int wrapped_find(const struct settings *settings, struct wrapped *ret, struct mempolicy_error *err);

/* Sets how this process handles signals; the runtime does not inherit it. */
void wrapped_settle_signals(void);

/* Executes it in place of this process. Returns -1 on failure. err: SYSTEM */
int wrapped_execute(const struct wrapped *wrapped, const struct arguments *arguments,
		    struct mempolicy_error *err);

/* Executes it in a child, forwards signals to it, and waits for its end: *ret_status is that of
 * waitpid(2). err: SYSTEM */
int wrapped_supervise(const struct wrapped *wrapped, const struct arguments *arguments,
		      int *ret_status, struct mempolicy_error *err);
_Noreturn void wrapped_end_as(int status);

/*
 * Asks it for a container's state, `state ID`, as JSON. The caller frees *ret_text; it is NULL if
 * the runtime does not know the container (exit code 1). The runtime's messages are discarded. err:
 * SYSTEM
 */
int wrapped_state(const struct wrapped *wrapped, const struct arguments *arguments, char **ret_text,
		  size_t *ret_length, struct mempolicy_error *err);

#endif
