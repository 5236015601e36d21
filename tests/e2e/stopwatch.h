/* SPDX-License-Identifier: Apache-2.0 */
/* How long something takes. */
#ifndef E2E_STOPWATCH_H
#define E2E_STOPWATCH_H

#include <time.h>

static inline struct timespec stopwatch_start(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now;
}

static inline long stopwatch_ms(const struct timespec *started)
{
	struct timespec now = stopwatch_start();

	return (now.tv_sec - started->tv_sec) * 1000 + (now.tv_nsec - started->tv_nsec) / 1000000;
}

#endif
