/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of inspect. */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "inspection.h"
#include "subcommand.h"

enum request_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_PROMETHEUS };

struct request {
	const struct subcommand *subcommand;
	pid_t pid; /* exactly one of pid, state and id is given */
	const char *state, *id, *runtime, *root;
	enum lookup_engine engine; /* of id, if neither runtime nor root is given */
	const char *svg, *output;
	struct inspection_options how;
	enum request_format format;
	double watch;		  /* seconds; 0: once */
	double min_locality;	  /* negative: no check */
	double max_migrated;	  /* pages; negative: no check */
	enum enforcement fail_on; /* fail on this or worse; ENFORCEMENT_STRICT: no check */
};

extern const struct option request_options[];

/* err: USAGE */
int request_parse(const struct subcommand *subcommand, int argc, char **argv, struct request *ret,
		  struct mempolicy_error *err);

#endif
