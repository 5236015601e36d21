/* SPDX-License-Identifier: Apache-2.0 */
#include "remedy.h"

#include "error.h"
#include "oci_remedy.h"

void remedy_add(struct mempolicy_error *err, bool inside)
{
	switch (err->reason) {
	case MEMPOLICY_REASON_NOT_STOPPED:
		mp_error_remedy_add(err, ", or allow more time with --timeout");
		break;
	case MEMPOLICY_REASON_NOT_TRACEABLE:
		if (inside)
			mp_error_remedy(err,
					"in a user namespace, init can only be traced from "
					"outside: if root started the runtime, register the hook "
					"at createRuntime as well; otherwise start the runtime "
					"itself under the policy, with numactl(8)");
		else
			mp_error_remedy_add(err,
					    "; if that is not possible, start the runtime "
					    "itself under the policy, with numactl(8), and the "
					    "hook verifies it at createContainer");
		break;
	case MEMPOLICY_REASON_OTHER_PROGRAM:
		mp_error_remedy_add(err, ": use such an OCI runtime");
		break;
	default:
		oci_remedy_add(err, true);
	}
}
