/* SPDX-License-Identifier: Apache-2.0 */
/* A policy that this process passes on to one that enters the container's cpuset. */
#ifndef RUNTIME_ENTER_H
#define RUNTIME_ENTER_H

#include "cpuset.h"
#include "mempolicy.h"

/* set_mempolicy(2) for this process. err: UNSUPPORTED, PERMISSION, SYSTEM */
int enter_set_policy(const struct mempolicy *policy, struct mempolicy_error *err);

/*
 * Sets the policy of this process so that it becomes the one wanted in whoever inherits it and
 * enters the cpuset. That is proven by a child that does so first, and looks at which nodes are in
 * force there; this process itself stays where it is: what holds or kills the container must not
 * meet it.
 *
 * here  the nodes that this process may use
 * err   UNSUPPORTED: on this kernel, from this process's cpuset, it cannot be had; as above,
 * TIMEOUT
 */
int enter_prepare(const struct mempolicy_resolution *wanted,
		  const struct mempolicy_machine *machine, const struct mempolicy_nodes *here,
		  const struct cpuset *cpuset, struct mempolicy_error *err);

#endif
