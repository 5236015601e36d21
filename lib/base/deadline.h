/* SPDX-License-Identifier: Apache-2.0 */
/* Deadlines: points in time on CLOCK_MONOTONIC. */
#ifndef MEMPOLICY_DEADLINE_H
#define MEMPOLICY_DEADLINE_H

#include <stdbool.h>
#include <time.h>

#define DEADLINE_SECOND 1000000000L /* nanoseconds */

/* The point in time that many nanoseconds later. */
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

/* The time left until the deadline. False when it has passed. */
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
