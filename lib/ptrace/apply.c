/* SPDX-License-Identifier: Apache-2.0 */
/* Sets the policy of every thread of a process, and verifies it. */
#include <stdio.h>

#include "error.h"
#include "in_force.h"
#include "procfs.h"
#include "visit.h"

static int set_and_compare(const struct visit *visit, struct mempolicy_error *err)
{
	const struct mempolicy_resolution *resolution = visit->with;
	int result;

	if (mp_visit_set(visit, &result, err))
		return -1;
	if (result)
		return mp_in_force_refused(visit->whose, &resolution->request, -result, err);
	if (mp_visit_get(visit, err))
		return -1;
	for (size_t i = 0; i < visit->threads; i++) {
		struct mempolicy found = mp_visit_policy(visit, i);

		if (mp_in_force_compare(visit->whose, &found, &resolution->readback, err))
			return -1;
	}
	return 0;
}

/* ---- the allowed nodes that the policy was resolved for ---- */

static int read_allowed(const struct visit *visit, size_t thread, struct mempolicy_nodes *ret,
			struct mempolicy_error *err)
{
	char task[48];

	if (mp_in_force_is_told(visit->with))
		return mp_tracee_allowed(visit->tracee, thread, ret, err);
	mp_tracee_task(visit->tracee, thread, task, sizeof(task));
	return mp_proc_allowed(task, ret, err);
}

/* Every thread may be in a different cpuset. */
static int check_allowed(const struct visit *visit, struct mempolicy_error *err)
{
	const struct mempolicy_resolution *resolution = visit->with;
	struct mempolicy_nodes allowed;

	if (mempolicy_nodes_empty(&resolution->request.nodes))
		return 0;
	for (size_t i = 0; i < mp_tracee_threads(visit->tracee); i++) {
		if (read_allowed(visit, i, &allowed, err))
			return -1;
		if (!mempolicy_nodes_equal(&allowed, &resolution->allowed))
			return mp_in_force_changed(visit->whose, &resolution->allowed, &allowed,
						   err);
	}
	return 0;
}

/* ---- the whole process ---- */

static int set_everywhere(struct tracee *tracee, pid_t pid,
			  const struct mempolicy_resolution *resolution,
			  struct mempolicy_error *err)
{
	char whose[32];
	struct visit visit = {.tracee = tracee,
			      .whose = whose,
			      .with = resolution,
			      .policy = &resolution->request};

	snprintf(whose, sizeof(whose), "process %d", pid);
	if (check_allowed(&visit, err) || mp_visit_all(&visit, set_and_compare, err))
		return -1;
	return mp_in_force_is_told(resolution) ? 0 : check_allowed(&visit, err);
}

int mempolicy_apply(pid_t pid, pid_t proc_pid, const struct mempolicy_resolution *resolution,
		    mempolicy_prove *prove, void *data, const struct timespec *deadline,
		    unsigned int *ret_threads, struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	struct tracee *tracee;
	unsigned int threads = 0;
	int result = mp_tracee_open(pid, proc_pid, TRACEE_SET, deadline, &tracee, err);

	if (result == 0) {
		threads = (unsigned int)mp_tracee_threads(tracee);
		result = prove ? prove(data, err) : 0;
	}
	if (result == 0)
		result = set_everywhere(tracee, pid, resolution, err);
	if (mp_tracee_close(tracee, result != 0, result ? &ignored : err)) {
		/* PERMISSION and UNSUPPORTED leave the process as it was, so that a caller may do
		 * without the policy; but this process is killed. */
		if (err->kind == MEMPOLICY_ERROR_PERMISSION ||
		    err->kind == MEMPOLICY_ERROR_UNSUPPORTED) {
			err->kind = MEMPOLICY_ERROR_SYSTEM;
			err->reason = MEMPOLICY_REASON_NONE;
		}
		return -1;
	}
	if (result)
		return -1;
	*ret_threads = threads;
	return 0;
}
