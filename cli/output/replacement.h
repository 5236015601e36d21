/* SPDX-License-Identifier: Apache-2.0 */
/* A file that is written anew: who reads it meanwhile finds the former one, or all of this one. */
#ifndef CLI_REPLACEMENT_H
#define CLI_REPLACEMENT_H

#include <stdio.h>

#include "mempolicy.h"

struct replacement {
	FILE *file;	  /* to write to */
	const char *path; /* as the user named it */
	char *target;	  /* the file that is replaced, symbolic links resolved; NULL for what is no
			     regular file, such as /dev/stdout, which is written to as it is */
	char *temporary;  /* beside it */
};

/* Opens it; path must outlive ret. A new file gets the mode that open(2) gives, another keeps its
 * own. err: PROGRAM_ERROR_OUTPUT */
int replacement_open(const char *path, struct replacement *ret, struct mempolicy_error *err);
/* Puts it in place, if all of it could be written and keep says so; else the former file stays.
 * Returns 0 also where keep is false. err: PROGRAM_ERROR_OUTPUT */
int replacement_close(struct replacement *replacement, bool keep, struct mempolicy_error *err);

#endif
