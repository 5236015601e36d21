/* SPDX-License-Identifier: Apache-2.0 */
/* Reports what was done: to standard error, syslog and the log file. */
#ifndef HOOK_REPORT_H
#define HOOK_REPORT_H

#include "hook_options.h"
#include "place.h"
#include "syslogger.h"

enum outcome {
	OUTCOME_FAILED,
	OUTCOME_NONE,	  /* the container requests no policy */
	OUTCOME_IN_PLACE, /* init already had the policy */
	OUTCOME_APPLIED,
	OUTCOME_UNVERIFIED, /* --after-create-runtime, and config.json could not be read */
};

/* Everything there is to report about one container. Fields that were not reached are zero. */
struct report {
	struct timespec started; /* CLOCK_MONOTONIC */
	const char *id;		 /* NULL: not known yet */
	const char *stage;
	enum outcome outcome;
	bool left_out;	   /* error says why --default-policy was; outcome is OUTCOME_NONE */
	bool has_notation; /* which of the fields below are known */
	bool has_requested;
	bool has_allowed;
	bool has_resolution;
	struct place place;		    /* where it is requested */
	struct mempolicy_notation notation; /* as it is requested there */
	struct mempolicy requested;	    /* the same, a node word being resolved */
	struct mempolicy_nodes allowed;	    /* the container's allowed nodes */
	struct mempolicy_resolution resolution;
	unsigned int threads; /* set and read back */
	struct mempolicy_error error;
};

/* Where to report besides standard error. */
struct channels {
	bool opened;
	struct syslog syslog;
	int log_fd; /* -1: none */
};

/* Connects to syslog and opens the log file, unless that was done already. To be called before this
 * process is confined. Failure is only a warning: a full disk is no reason to refuse a container.
 */
void report_open(const struct hook_options *options, struct channels *channels);

int report_exit_code(const struct report *report);

/* Reports without ever waiting: what cannot be written is lost. */
void report_write(const struct report *report, const struct hook_options *options,
		  struct channels *channels);

#endif
