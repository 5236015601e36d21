/* SPDX-License-Identifier: Apache-2.0 */
/* Sets and restores the weights of weighted interleaving, which belong to the whole machine. */
#ifndef CONFORMANCE_WEIGHTS_H
#define CONFORMANCE_WEIGHTS_H

#include <jansson.h>
#include <stdbool.h>

bool weights_settable(void);

/* Sets the weights of an object {"0": 3, "1": 1}. Returns false with errno set on failure. */
bool weights_set(const json_t *weights);
/* Restores what weights_set() found; also called at exit. */
void weights_restore(void);

#endif
