/* SPDX-License-Identifier: Apache-2.0 */
/* Replaces confine.c in builds that do more than the filters allow: sanitizers, coverage. */
#include "confine.h"

static const struct confine_failure none = {CONFINE_NONE, 0};

void confine_reader(struct confine_failure *ret)
{
	*ret = none;
}

void confine_alone(struct confine_failure *ret)
{
	*ret = none;
}

void confine_tracer(pid_t init, struct confine_failure *ret)
{
	(void)init;
	*ret = none;
}
