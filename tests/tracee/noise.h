/* SPDX-License-Identifier: Apache-2.0 */
/* Signals that rain upon a victim while it is traced. */
#ifndef TRACEE_NOISE_H
#define TRACEE_NOISE_H

#include <pthread.h>
#include <stdatomic.h>

#include "victims.h"

struct noise {
	struct victim *victim;
	unsigned int kinds; /* bits of enum signal_kind */
	unsigned int seed;
	_Atomic bool stops;
	pthread_t thread;
};

/* Sends signals of those kinds to all threads of the victim by turns, until noise_end(). Nothing
 * may be asked of the victim meanwhile. */
void noise_begin(struct noise *noise, struct victim *victim, unsigned int kinds, unsigned int seed);
void noise_end(struct noise *noise);

#endif
