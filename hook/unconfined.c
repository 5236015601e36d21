/* SPDX-License-Identifier: Apache-2.0 */
/* In place of confine.c for builds that do more than the filter allows: sanitizers, coverage. */
#include "confine.h"

int confine(struct mempolicy_error *err)
{
	(void)err;
	return 0;
}

int confine_to_tracing(struct mempolicy_error *err)
{
	(void)err;
	return 0;
}
