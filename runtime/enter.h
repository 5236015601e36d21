/* SPDX-License-Identifier: Apache-2.0 */
/* Sets a policy for this process that a process entering the container's cpuset inherits. */
#ifndef RUNTIME_ENTER_H
#define RUNTIME_ENTER_H

#include "cpuset.h"
#include "mempolicy.h"

/* set_mempolicy(2) for this process. err: UNSUPPORTED, PERMISSION, SYSTEM */
int enter_set_policy(const struct mempolicy *policy, struct mempolicy_error *err);

/*
 * Sets a policy for this process that becomes the wanted one in a process which inherits it and
 * enters the cpuset. A child proves this by doing so first, and checking its effective nodes there.
 * This process stays where it is: it must not be frozen or killed along with the container.
 *
 * here  the nodes that this process may use
 * err   UNSUPPORTED: not possible on this kernel from this process's cpuset; TIMEOUT; as above
 */
int enter_prepare(const struct mempolicy_resolution *wanted,
		  const struct mempolicy_machine *machine, const struct mempolicy_nodes *here,
		  const struct cpuset *cpuset, struct mempolicy_error *err);

#endif
