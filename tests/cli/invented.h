/* SPDX-License-Identifier: Apache-2.0 */
/* Machines that are not there, for what is pure. */
#ifndef TESTS_INVENTED_H
#define TESTS_INVENTED_H

#include "machine.h"

#define INVENTED_NODES 8

/* One that owns nothing: it is not to be dropped. */
struct invented {
	struct machine machine;
	struct machine_node nodes[INVENTED_NODES];
	unsigned int distances[INVENTED_NODES * INVENTED_NODES];
};

/*
 * Two sockets with 4 CPUs and 8 GiB each (0, 1; weight 3), and a node without CPUs that is attached
 * to the first of them, as CXL memory is (2; 16 GiB, weight 1). Half of all memory is
 * available, a quarter free.
 */
void invent_cxl(struct invented *ret);
/* Four nodes of 4 CPUs and 8 GiB, 0 beside 1 and 2 beside 3. */
void invent_four(struct invented *ret);
/* One node of 4 CPUs and 8 GiB. */
void invent_one(struct invented *ret);

#endif
