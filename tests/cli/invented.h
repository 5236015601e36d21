/* SPDX-License-Identifier: Apache-2.0 */
/* Invented machines, for pure functions. */
#ifndef TESTS_INVENTED_H
#define TESTS_INVENTED_H

#include "machine.h"

#define INVENTED_NODES 8

/* A machine that owns no memory: it must not be freed. */
struct invented {
	struct machine machine;
	struct machine_node nodes[INVENTED_NODES];
	unsigned int distances[INVENTED_NODES * INVENTED_NODES];
};

/*
 * Two sockets with 4 CPUs and 8 GiB each (0, 1; weight 3), and a node without CPUs that is attached
 * to the first of them, as CXL memory is (2; 16 GiB, weight 1). Half of all memory is available, a
 * quarter is free.
 */
void invent_cxl(struct invented *ret);
/* Four nodes of 4 CPUs and 8 GiB, 0 next to 1 and 2 next to 3. */
void invent_four(struct invented *ret);
/* One node of 4 CPUs and 8 GiB. */
void invent_one(struct invented *ret);

#endif
