/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of nodes; all nodes in them have memory and are in the container's cpuset. */
#ifndef CLI_ADVICE_NODES_H
#define CLI_ADVICE_NODES_H

#include "advice.h"

/* The nodes that the container may use. */
struct mempolicy_nodes advice_usable(const struct machine *machine,
				     const struct advice_container *container);

/* The nodes with the memory nearest to its CPUs; several if they are equally near. */
struct mempolicy_nodes advice_near(const struct machine *machine,
				   const struct advice_container *container);

/* advice_near(), and the nodes without CPUs that are as near to its CPUs as to any others. */
struct mempolicy_nodes advice_attached(const struct machine *machine,
				       const struct advice_container *container);

/* The nodes of the fastest tier among these; only those with CPUs, if there are any: a node without
 * CPUs may be in their tier only because the firmware does not report how slow it is. */
struct mempolicy_nodes advice_fast(const struct machine *machine,
				   const struct mempolicy_nodes *among);

/* The usable node nearest to these and not among them; none if there is no other. */
struct mempolicy_nodes advice_next(const struct machine *machine,
				   const struct advice_container *container,
				   const struct mempolicy_nodes *nodes);

#endif
