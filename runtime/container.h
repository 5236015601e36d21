/* SPDX-License-Identifier: Apache-2.0 */
/* Prepares a container before the runtime is executed. */
#ifndef RUNTIME_CONTAINER_H
#define RUNTIME_CONTAINER_H

#include "arguments.h"
#include "settings.h"
#include "wrapped.h"

/*
 * For create and run: puts the hook into config.json if the container requests a policy. If an
 * ordinary user starts crun, no hook can trace init; then this process also takes the policy, for
 * init to inherit.
 */
int container_create(const struct arguments *arguments, const struct settings *settings,
		     const struct wrapped *wrapped, struct mempolicy_error *err);

/*
 * For exec: this process takes the policy, for the executed process to inherit. On failure, the
 * policy of this process is unchanged.
 */
int container_exec(const struct arguments *arguments, const struct settings *settings,
		   const struct wrapped *wrapped, struct mempolicy_error *err);

/* For delete: if the container is marked, waits for the runtime to delete it, and exits as the
 * runtime does: the mark must stay if the container does. Returns 0 if there is nothing to do. */
int container_delete(const struct arguments *arguments, const struct wrapped *wrapped,
		     struct mempolicy_error *err);

#endif
