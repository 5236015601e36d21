/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each of the hook's processes gives up what it does not need: the table in confine-filter.c lists
 * what it keeps. In a build without the option CONFINE, nothing is given up.
 */
#ifndef HOOK_CONFINE_H
#define HOOK_CONFINE_H

#include <sys/types.h>

/* What could not be given up, and why. */
struct confine_failure {
	enum confine_step {
		CONFINE_NONE, /* nothing failed */
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
 * Confines the process that parses untrusted input: no capabilities, no new privileges, about
 * twenty system calls, none of which opens, connects, traces or signals; limited memory and CPU
 * time; and other processes without capabilities cannot trace it. The caller decides what to do
 * about a failure: *ret says what could not be given up.
 */
void confine_reader(struct confine_failure *ret);

/* The same for a process that must also open config.json and report. */
void confine_alone(struct confine_failure *ret);

/*
 * Confines the process that traces: it keeps CAP_SYS_PTRACE only, if it has it, and may trace only
 * init and younger processes, such as init's threads.
 *
 * init  the container's init, by its number in this process's pid namespace
 */
void confine_tracer(pid_t init, struct confine_failure *ret);

/* Fills *err with what could not be given up; returns -1. err: UNSUPPORTED if the kernel has no
 * seccomp filters, otherwise SYSTEM */
int confine_error(const struct confine_failure *failure, struct mempolicy_error *err);

#endif
