/* SPDX-License-Identifier: Apache-2.0 */
/* Telling what was done: standard error, syslog, and the log file. */
#ifndef HOOK_REPORT_H
#define HOOK_REPORT_H

#include "options.h"

enum outcome {
	OUTCOME_FAILED,
	OUTCOME_NONE,	  /* the container asks for no policy */
	OUTCOME_IN_PLACE, /* init had it already */
	OUTCOME_APPLIED,
};

/* Everything there is to tell of one container. Fields that were not reached are zero. */
struct report {
	struct timespec started; /* CLOCK_MONOTONIC */
	const char *id;		 /* NULL while it is not known */
	const char *stage;
	enum outcome outcome;
	bool has_requested; /* whether these are known */
	bool has_allowed;
	bool has_resolution;
	struct mempolicy requested;
	struct mempolicy_nodes allowed; /* the container's cpuset */
	struct mempolicy_resolution resolution;
	unsigned int threads; /* set and read back */
	struct mempolicy_error error;
};

/* Connects to syslog, and opens the log file: a descriptor, or -1 if there is none to be had, which
 * is only warned about: a full disk is no reason to refuse a container. */
int report_open(const struct options *options);

/* Tells; log_fd may be -1. Returns the exit code. */
int report_write(const struct report *report, const struct options *options, int log_fd);

#endif
