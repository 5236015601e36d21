/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of nodes that advice is about; all of them have memory, and are in the container's cpuset.
 */
#ifndef CLI_ADVICE_NODES_H
#define CLI_ADVICE_NODES_H

#include "advice.h"

/* Those that the container may use. */
struct mempolicy_nodes advice_usable(const struct machine *machine,
				     const struct advice_container *container);

/* Where its CPUs find memory nearest: all nodes that are equally near. */
struct mempolicy_nodes advice_near(const struct machine *machine,
				   const struct advice_container *container);

/* advice_near(), and the nodes without CPUs to which no others are nearer than its own. */
struct mempolicy_nodes advice_attached(const struct machine *machine,
				       const struct advice_container *container);

/* Those of the lowest tier among these; of them, those with CPUs, if there are any: a node without
 * may be in their tier only because the firmware does not tell how slow it is. */
struct mempolicy_nodes advice_fast(const struct machine *machine,
				   const struct mempolicy_nodes *among);

/* Of those that may be used and are not among these, the nearest to them: one, or none. */
struct mempolicy_nodes advice_next(const struct machine *machine,
				   const struct advice_container *container,
				   const struct mempolicy_nodes *nodes);

#endif
