/* SPDX-License-Identifier: Apache-2.0 */
/* A policy's way from what the reader found into init. */
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

/* Does it, and fills in the report; on failure with the error. Returns in the tracer only: the
 * reader ends here. */
void serve(struct serving *serving);

#endif
