/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONFORMANCE_OPTIONS_H
#define CONFORMANCE_OPTIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

struct options {
	char runtime[PATH_MAX]; /* absolute; "" with --list only */
	char hook[PATH_MAX];	/* absolute; "" for a native runtime */
	const char *stages[3];	/* at which the hook is registered, up to NULL */
	const char *stage;	/* as given */
	bool rootless;
	bool userns;
	bool runtime_knows;   /* with a hook: the runtime supports linux.memoryPolicy, too */
	char data[PATH_MAX];  /* the directory with base.json */
	char probe[PATH_MAX]; /* the containers' program */
	char cases[PATH_MAX]; /* a directory */
	const char *profile;  /* "spec" or "strict"; NULL with --list: both */
	const char *known_failures;
	FILE *junit, *matrix; /* or NULL; opened early, so that errors are found at once */
	bool must_run;
	bool list;
	bool json; /* with --list */
	bool keep;
	unsigned int time_limit; /* seconds for each command of the runtime */
	char **wanted;		 /* names, files and tags of cases, up to NULL; none: all */
};

/* Exits after --help and --version, for wrong usage (64), and if a file cannot be opened (74). */
void options_read(int argc, char **argv, struct options *ret);

#endif
