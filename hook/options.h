/* SPDX-License-Identifier: Apache-2.0 */
/* The hook's command line. */
#ifndef HOOK_OPTIONS_H
#define HOOK_OPTIONS_H

#include "mempolicy.h"

enum syslog_when { SYSLOG_NEVER, SYSLOG_FAILURE, SYSLOG_ALWAYS };

enum options_action { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION };

struct options {
	enum options_action action;
	bool allow_degraded;
	bool after_create_runtime;
	bool require_local;
	bool no_annotations;
	const char *policy;	    /* as text; NULL: none */
	const char *default_policy; /* likewise */
	time_t timeout;		    /* seconds */
	const char *log_file;	    /* NULL: none */
	enum syslog_when syslog;
};

/* Values of struct options where the command line says nothing. */
#define OPTIONS_DEFAULT                                                                            \
	{                                                                                          \
		.timeout = 5, .syslog = SYSLOG_FAILURE                                             \
	}

/* err: USAGE, saying what is wrong with the command line. */
int options_parse(int argc, char **argv, struct options *ret, struct mempolicy_error *err);

/* Writes what --help, --version print to standard output. */
void options_print_help(void);
void options_print_version(void);

#endif
