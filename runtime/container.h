/* SPDX-License-Identifier: Apache-2.0 */
/* What is done for a container before the runtime gets to work. */
#ifndef RUNTIME_CONTAINER_H
#define RUNTIME_CONTAINER_H

#include "arguments.h"
#include "settings.h"
#include "wrapped.h"

/*
 * create and run: puts the hook into config.json if the container asks for a policy. For crun,
 * started by an ordinary user, whose init no hook can trace, this process takes the policy, too,
 * for init to inherit.
 */
int container_create(const struct arguments *arguments, const struct settings *settings,
		     const struct wrapped *wrapped, struct mempolicy_error *err);

/*
 * exec: this process takes the policy, for the one that is executed to inherit. On failure this
 * process has no part of it.
 */
int container_exec(const struct arguments *arguments, const struct settings *settings,
		   const struct wrapped *wrapped, struct mempolicy_error *err);

/* delete: if the container asks for a policy, has the runtime delete it, and ends as that does; so
 * that it is not forgotten where it lives on. Returns 0 where there is nothing to do. */
int container_delete(const struct arguments *arguments, const struct wrapped *wrapped,
		     struct mempolicy_error *err);

#endif
