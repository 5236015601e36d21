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
	bool runtime_knows;   /* linux.memoryPolicy itself: found out, with the hook given */
	char data[PATH_MAX];  /* the directory with base.json */
	char probe[PATH_MAX]; /* the containers' program */
	char cases[PATH_MAX]; /* a directory */
	const char *profile;  /* "spec" or "strict"; NULL with --list: both */
	const char *known_failures;
	FILE *junit, *matrix; /* open, so that what cannot be written is known at once; or NULL */
	bool must_run;
	bool list;
	bool json; /* with --list */
	bool keep;
	unsigned int time_limit; /* seconds for each command of the runtime */
	char **wanted;		 /* names, files and tags of cases, up to NULL; none: all */
};

/* Exits by itself for --help, --version, what is wrong (64), and files that cannot be written (74).
 */
void options_read(int argc, char **argv, struct options *ret);

#endif
