/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of an OCI runtime, as runc, crun and youki read it. */
#ifndef RUNTIME_ARGUMENTS_H
#define RUNTIME_ARGUMENTS_H

#include <stdbool.h>

#include "mempolicy.h"

enum arguments_command { COMMAND_OTHER, COMMAND_CREATE, COMMAND_RUN, COMMAND_EXEC, COMMAND_DELETE };

/* Texts point into argv, or are NULL if they are not given. */
struct arguments {
	/* This program's own options. */
	const char *oci_runtime;
	bool strict_exec;

	/* The runtime's options, before the subcommand. */
	const char *root;
	const char *log;
	const char *log_format;

	enum arguments_command command;
	/* The subcommand's options. */
	const char *id;
	char **unknown; /* the first unknown option, if a word after it, up to id, may be the
			   container's name instead of a value; otherwise NULL */
	const char *bundle;
	const char *config; /* crun: a name other than config.json */
	const char *cgroup; /* exec: a cgroup below the container's */

	char **argv; /* the remaining words, for the runtime; argv[0] is still this program's */
};

/*
 * Reads argv, and removes this program's own options, which come before the subcommand, from it.
 * Unknown options are left to the runtime. err: USAGE, an own option without its value, or an
 * unknown one that makes it unclear which subcommand it is
 */
int arguments_parse(char **argv, struct arguments *ret, struct mempolicy_error *err);

/* It is unclear which container this is: arguments->unknown is set. Fills *err; returns -1. err:
 * USAGE */
int arguments_unclear(const struct arguments *arguments, struct mempolicy_error *err);

#endif
