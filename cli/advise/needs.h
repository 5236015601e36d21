/* SPDX-License-Identifier: Apache-2.0 */
/* What advise knows about a container, from options and from a config.json. */
#ifndef CLI_NEEDS_H
#define CLI_NEEDS_H

#include "advice.h"

/* As on the command line; NULL: not given. */
struct needs_options {
	const char *cpus;   /* "0-3,8" */
	const char *memory; /* "24G" */
	const char *config; /* a bundle, a config.json, or "-" */
};

struct needs {
	struct mempolicy_nodes cpu_nodes, mems;
	struct advice_container container; /* refers to these */
};

/* Options override config.json. err: USAGE; INVALID, NO_INPUT, SYSTEM for config.json */
int needs_read(const struct needs_options *options, const struct machine *machine,
	       struct needs *ret, struct mempolicy_error *err);

#endif
