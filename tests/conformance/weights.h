/* SPDX-License-Identifier: Apache-2.0 */
/* The weights of weighted interleaving, which belong to the whole machine: set, and put back. */
#ifndef CONFORMANCE_WEIGHTS_H
#define CONFORMANCE_WEIGHTS_H

#include <jansson.h>
#include <stdbool.h>

bool weights_settable(void);

/* Sets the weights of an object {"0": 3, "1": 1}. False, with what was wrong in errno. */
bool weights_set(const json_t *weights);
/* Puts back what weights_set() found; also called at exit. */
void weights_restore(void);

#endif
