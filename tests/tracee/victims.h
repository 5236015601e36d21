/* SPDX-License-Identifier: Apache-2.0 */
/* Starts victims, traces them, and asks them for reports. Any failure ends the test. */
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
	long calls[THREADS_MAX]; /* the system calls they wait in, or -1 */
	/* Signals sent since the last report, and real-time ones sent in total. */
	unsigned int sent[THREADS_MAX][KINDS], sequence[THREADS_MAX][KINDS];
};

/* Starts a victim with the states and options of protocol.h, separated by spaces. */
void victim_start(struct victim *victim, enum linkage linkage, const char *arguments);
/* The same under a policy. */
void victim_start_under(struct victim *victim, enum linkage linkage, const char *arguments,
			const struct mempolicy *policy);
/* Starts another program than the victim, of which only the pid is known. */
void victim_start_program(struct victim *victim, const char *path);

/* Waits until every thread waits in its system call. */
void victim_await_waiting(const struct victim *victim);

/* Checks the victim's report: nothing has changed, all signals sent have arrived, and every thread
 * has the policy. */
void victim_check(struct victim *victim, const struct mempolicy *policy);
/* The same for one of two policies, and for a victim that may have been killed: returns false
 * then. */
bool victim_survived(struct victim *victim, const struct mempolicy *policy,
		     const struct mempolicy *other);

/* The state in /proc: 'S', 'T', ..., or 0 if there is no such process. */
char victim_state(const struct victim *victim);
/* No thread is traced, or stopped because of it. */
void victim_check_not_held(const struct victim *victim);

/* Waits for a victim to die; returns its wait status, as its parent sees it. */
int victim_await_end(const struct victim *victim);
/* The same for a victim that must have died by SIGKILL. Its parent sees this while the tracer
 * lives. */
void victim_await_killed(const struct victim *victim);

/* Kills it and frees everything that belongs to it. */
void victim_end(struct victim *victim);

/* ---- policies ---- */

struct mempolicy make_policy(enum mempolicy_mode mode, unsigned int flags, const char *nodes);
/* BIND and INTERLEAVE of the first node, in turn. */
struct mempolicy some_policy(unsigned int turn);
/* Resolves a policy for the cpuset of the test, which is also that of its victims. */
struct mempolicy_resolution resolve(const struct mempolicy *policy);

struct timespec deadline_in(long milliseconds);

/* Calls mempolicy_apply() with a deadline far away. */
int try_apply(const struct victim *victim, const struct mempolicy *policy,
	      struct mempolicy_error *err);
/* The same; it must succeed in every thread. */
void apply(const struct victim *victim, const struct mempolicy *policy);
/* The same with some_policy() in turn. The victim must get each, and notice nothing. */
void apply_in_turns(struct victim *victim, unsigned int times);

#endif
