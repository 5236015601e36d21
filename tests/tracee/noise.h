/* SPDX-License-Identifier: Apache-2.0 */
/* Signals sent to a victim all the time while it is traced. */
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

/* Sends signals of those kinds to all threads of the victim in turn, until noise_end(). The victim
 * must not be asked for a report meanwhile. */
void noise_begin(struct noise *noise, struct victim *victim, unsigned int kinds, unsigned int seed);
void noise_end(struct noise *noise);

#endif
