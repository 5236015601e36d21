/* SPDX-License-Identifier: Apache-2.0 */
/* Sets the policy of the calling thread. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "in_force.h"
#include "kernel.h"
#include "procfs.h"

#define TASK  "thread-self"
#define WHOSE "this thread"

static int resolve(const struct mempolicy *policy, bool allow_degraded,
		   struct mempolicy_resolution *ret, struct mempolicy_error *err)
{
	struct mempolicy_machine machine;
	struct mempolicy_nodes allowed;

	if (mempolicy_check(policy, err) || mempolicy_machine_read(&machine, err) ||
	    mp_proc_allowed(TASK, &allowed, err))
		return -1;
	return mempolicy_resolve(policy, &machine, &allowed, NULL, allow_degraded, ret, err);
}

static int set(const struct mempolicy *policy)
{
	bool with_nodes = !mempolicy_nodes_empty(&policy->nodes);

	return (int)syscall(SYS_set_mempolicy, (long)policy->mode | (long)policy->flags,
			    with_nodes ? &policy->nodes : NULL, with_nodes ? KERNEL_MAXNODE : 0);
}

static int check_in_force(const struct mempolicy_resolution *resolution,
			  struct mempolicy_error *err)
{
	struct mempolicy found;
	struct mempolicy_nodes allowed;

	if (mempolicy_get_own(&found, err) ||
	    mp_in_force_compare(WHOSE, &found, &resolution->readback, err))
		return -1;
	if (mempolicy_nodes_empty(&resolution->request.nodes) || mp_in_force_is_told(resolution))
		return 0;
	if (mp_proc_allowed(TASK, &allowed, err))
		return -1;
	if (!mempolicy_nodes_equal(&allowed, &resolution->allowed))
		return mp_in_force_changed(WHOSE, &resolution->allowed, &allowed, err);
	return 0;
}

int mempolicy_set(const struct mempolicy *policy, bool allow_degraded,
		  struct mempolicy_resolution *ret, struct mempolicy_error *err)
{
	static const struct mempolicy none = {.mode = MEMPOLICY_DEFAULT};
	struct mempolicy_resolution resolution;
	struct mempolicy before;

	if (resolve(policy, allow_degraded, &resolution, err) || mempolicy_get_own(&before, err))
		return -1;
	if (set(&resolution.request))
		return mp_in_force_refused(WHOSE, &resolution.request, errno, err);
	if (check_in_force(&resolution, err)) {
		if (set(&before))
			set(&none);
		return -1;
	}
	if (ret)
		*ret = resolution;
	return 0;
}
