/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "confine.h"
#include "error.h"

int confine_error(const struct confine_failure *failure, struct mempolicy_error *err)
{
	static const char *const what[CONFINE_STEPS] = {
		[CONFINE_LIMITS] = "limiting memory and time",
		[CONFINE_NEW_PRIVILEGES] = "giving up new privileges",
		[CONFINE_TRACERS] = "keeping others from tracing this process",
		[CONFINE_CAPABILITIES] = "giving up capabilities",
		[CONFINE_FILTER] = "loading a seccomp filter",
	};
	int sys_errno = failure->sys_errno;

	if (failure->step != CONFINE_FILTER || (sys_errno != ENOSYS && sys_errno != EINVAL))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "%s",
					  what[failure->step]);
	mp_error_set_errno(err, MEMPOLICY_ERROR_UNSUPPORTED, sys_errno, "%s", what[failure->step]);
	return mp_error_remedy(err, "use a kernel built with CONFIG_SECCOMP_FILTER");
}
