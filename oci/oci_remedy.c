/* SPDX-License-Identifier: Apache-2.0 */
#include "oci_remedy.h"

#include "error.h"

#define WIDEN	  "widen linux.resources.cpu.mems"
#define LEAVE_OUT "or let the hook leave such nodes out with --allow-degraded"

void oci_remedy_add(struct mempolicy_error *err)
{
	static const char *const remedies[] = {
		[MEMPOLICY_REASON_NODE_UNUSABLE] = ", " LEAVE_OUT,
		[MEMPOLICY_REASON_NODE_OUTSIDE] = ", " WIDEN ", " LEAVE_OUT,
		[MEMPOLICY_REASON_POSITION_OUTSIDE] =
			", " WIDEN ", or let the kernel fold them with the hook's --allow-degraded",
		[MEMPOLICY_REASON_NO_NODE_LEFT] = ", or " WIDEN,
	};

	if (err->reason < sizeof(remedies) / sizeof(remedies[0]) && remedies[err->reason])
		mp_error_remedy_add(err, remedies[err->reason]);
}
