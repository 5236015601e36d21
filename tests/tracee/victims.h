/* SPDX-License-Identifier: Apache-2.0 */
/* Starting victims, tracing them, and asking them how they are. Whatever goes wrong ends the test.
 */
#ifndef TRACEE_VICTIMS_H
#define TRACEE_VICTIMS_H

#include <stdbool.h>
#include <sys/types.h>

#include "mempolicy.h"
#include "protocol.h"

/* How victims are linked. */
enum linkage { STATIC, DYNAMIC };

struct victim {
	char what[256]; /* for messages */
	pid_t pid;
	int commands, reports, keeper; /* descriptors */
	pid_t keeper_pid;
	size_t count;
	pid_t tids[THREADS_MAX];
	long calls[THREADS_MAX]; /* what they wait in, or -1 */
	/* Signals sent since the last report, and real-time ones ever sent. */
	unsigned int sent[THREADS_MAX][KINDS], sequence[THREADS_MAX][KINDS];
};

/* The states and options of protocol.h, with spaces between them. */
void victim_start(struct victim *victim, enum linkage linkage, const char *arguments);
/* The same under a policy. */
void victim_start_under(struct victim *victim, enum linkage linkage, const char *arguments,
			const struct mempolicy *policy);
/* Another program than the victim; nothing of it is known but pid. */
void victim_start_program(struct victim *victim, const char *path);

/* Waits until every thread waits in its call. */
void victim_await_waiting(const struct victim *victim);

/* What a victim must say: nothing has changed, all signals sent have come, and every thread has
 * the policy. */
void victim_check(struct victim *victim, const struct mempolicy *policy);
/* The same, with one of two policies, of a victim that may have been killed: false then. */
bool victim_survived(struct victim *victim, const struct mempolicy *policy,
		     const struct mempolicy *other);

/* State in /proc: 'S', 'T', ..., or 0 if there is no such process. */
char victim_state(const struct victim *victim);
/* No thread is traced, or stopped for it. */
void victim_check_not_held(const struct victim *victim);

/* Waits for a victim that is to die; its wait status, as its parent sees it. */
int victim_await_end(const struct victim *victim);
/* Likewise, of one that must have died by SIGKILL. Its parent sees it while the tracer lives on. */
void victim_await_killed(const struct victim *victim);

/* Kills it and frees all that belongs to it. */
void victim_end(struct victim *victim);

/* ---- policies ---- */

struct mempolicy make_policy(enum mempolicy_mode mode, unsigned int flags, const char *nodes);
/* BIND and INTERLEAVE of the first node, to be used by turns. */
struct mempolicy some_policy(unsigned int turn);
/* For the cpuset of the test, in which victims are, too. */
struct mempolicy_resolution resolve(const struct mempolicy *policy);

struct timespec deadline_in(long milliseconds);

/* mempolicy_apply() with a deadline far away. */
int try_apply(const struct victim *victim, const struct mempolicy *policy,
	      struct mempolicy_error *err);
/* The same, which must succeed in every thread. */
void apply(const struct victim *victim, const struct mempolicy *policy);
/* The same with some_policy() by turns; the victim has each, and has noticed nothing. */
void apply_in_turns(struct victim *victim, unsigned int times);

#endif
