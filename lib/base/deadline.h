/* SPDX-License-Identifier: Apache-2.0 */
/* Points of time on CLOCK_MONOTONIC by which something must be over. */
#ifndef MEMPOLICY_DEADLINE_H
#define MEMPOLICY_DEADLINE_H

#include <stdbool.h>
#include <time.h>

#define DEADLINE_SECOND 1000000000L /* nanoseconds */

/* So many nanoseconds after a point of time. */
static inline struct timespec deadline_after(struct timespec time, long nanoseconds)
{
	time.tv_sec += nanoseconds / DEADLINE_SECOND;
	time.tv_nsec += nanoseconds % DEADLINE_SECOND;
	if (time.tv_nsec >= DEADLINE_SECOND) {
		time.tv_sec++;
		time.tv_nsec -= DEADLINE_SECOND;
	}
	return time;
}

static inline struct timespec deadline_from_now(long nanoseconds)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return deadline_after(now, nanoseconds);
}

/* How long it is until then. False when it is over. */
static inline bool deadline_remaining(const struct timespec *deadline, struct timespec *ret)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ret->tv_sec = deadline->tv_sec - now.tv_sec;
	ret->tv_nsec = deadline->tv_nsec - now.tv_nsec;
	if (ret->tv_nsec < 0) {
		ret->tv_sec--;
		ret->tv_nsec += DEADLINE_SECOND;
	}
	return ret->tv_sec >= 0;
}

#endif
