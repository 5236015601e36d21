/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each of the hook's processes gives up what it does not need: confine-filter.c has the table of
 * what is left. Built without (option CONFINE), nothing is given up.
 */
#ifndef HOOK_CONFINE_H
#define HOOK_CONFINE_H

#include <sys/types.h>

/* What could not be given up, and why. */
struct confine_failure {
	enum confine_step {
		CONFINE_NONE, /* all was */
		CONFINE_LIMITS,
		CONFINE_NEW_PRIVILEGES,
		CONFINE_TRACERS,
		CONFINE_CAPABILITIES,
		CONFINE_FILTER,
		CONFINE_STEPS,
	} step;
	int sys_errno;
};

struct mempolicy_error;

/*
 * The process that parses what others wrote: no capability, no new privileges, about twenty system
 * calls, of which none opens, connects, traces or signals; memory for config.json and what is made
 * of it, and a bounded time; out of reach of others that have no capability either. A failure is
 * for the caller to weigh: *ret says what is left.
 */
void confine_reader(struct confine_failure *ret);

/* The same for a process that has to open config.json itself, and report. */
void confine_alone(struct confine_failure *ret);

/*
 * The process that traces: CAP_SYS_PTRACE alone, where it has it, and only for init and what is
 * younger than init: its threads.
 *
 * init  the container's, as this process's pid namespace numbers it
 */
void confine_tracer(pid_t init, struct confine_failure *ret);

/* Says what could not be given up; returns -1. err: UNSUPPORTED when the kernel has no seccomp
 * filters, else SYSTEM */
int confine_error(const struct confine_failure *failure, struct mempolicy_error *err);

#endif
