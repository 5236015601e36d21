/* SPDX-License-Identifier: Apache-2.0 */
/* Serves a container: takes a policy from the reader's records into init. */
#ifndef HOOK_SERVE_H
#define HOOK_SERVE_H

#include "reading.h"
#include "report.h"
#include "target.h"

struct serving {
	const struct hook_options *options;
	struct timespec deadline; /* CLOCK_MONOTONIC */
	struct channels channels;
	struct reading reading;
	struct state_record state;
	struct config_record config;
	struct target target;
	struct report report;
};

/* Serves the container, and fills in the report, which on failure holds the error. Returns in the
 * tracer only: the reader ends here. */
void serve(struct serving *serving);

#endif
