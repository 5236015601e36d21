/* SPDX-License-Identifier: Apache-2.0 */
#include "oci_remedy.h"

#include "error.h"

#define WIDEN	  "widen linux.resources.cpu.mems"
#define LEAVE_OUT "or let the hook leave such nodes out with --allow-degraded"
#define DOCKER	  " (Docker: --cap-add SYS_NICE)"
#define FOLD	  "or let the kernel fold them with the hook's --allow-degraded"

void oci_remedy_add(struct mempolicy_error *err, bool hook)
{
	static const struct {
		const char *by_config, *by_hook;
	} remedies[] = {
		[MEMPOLICY_REASON_NODE_UNUSABLE] = {NULL, ", " LEAVE_OUT},
		[MEMPOLICY_REASON_NODE_OUTSIDE] = {", or " WIDEN, ", " WIDEN ", " LEAVE_OUT},
		[MEMPOLICY_REASON_POSITION_OUTSIDE] = {", or " WIDEN, ", " WIDEN ", " FOLD},
		[MEMPOLICY_REASON_POSITION_BEYOND] = {NULL, ", " FOLD},
		[MEMPOLICY_REASON_FILTERED] = {DOCKER, DOCKER},
		[MEMPOLICY_REASON_NO_NODE_LEFT] = {", or " WIDEN, ", or " WIDEN},
	};
	const char *remedy = NULL;

	if (err->reason < sizeof(remedies) / sizeof(remedies[0]))
		remedy = hook ? remedies[err->reason].by_hook : remedies[err->reason].by_config;
	if (remedy)
		mp_error_remedy_add(err, remedy);
}
