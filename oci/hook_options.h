/* SPDX-License-Identifier: Apache-2.0 */
/* The hook's command line, which is also the args of its entries in config.json. */
#ifndef OCI_HOOK_OPTIONS_H
#define OCI_HOOK_OPTIONS_H

#include <jansson.h>

#include "mempolicy.h"

enum syslog_when { SYSLOG_NEVER, SYSLOG_FAILURE, SYSLOG_ALWAYS };

enum hook_options_action { HOOK_OPTIONS_RUN, HOOK_OPTIONS_HELP, HOOK_OPTIONS_VERSION };

struct hook_options {
	enum hook_options_action action;
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

/* The default values of struct hook_options. */
#define HOOK_OPTIONS_DEFAULT                                                                       \
	{                                                                                          \
		.timeout = 5, .syslog = SYSLOG_FAILURE                                             \
	}

/* Parses a command line. err: USAGE, saying what is wrong with it */
int hook_options_parse(int argc, char **argv, struct hook_options *ret,
		       struct mempolicy_error *err);

/*
 * Parses the args of a hook entry, an array of strings. *ret refers to them. err: as above; SYSTEM
 * if out of memory
 */
int hook_options_of_args(const json_t *args, struct hook_options *ret, struct mempolicy_error *err);

#endif
