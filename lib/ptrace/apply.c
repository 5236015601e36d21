/* SPDX-License-Identifier: Apache-2.0 */
/* Has every thread of a process take a policy, and proves that it has it. */
#include <errno.h>
#include <stdio.h>

#include "error.h"
#include "kernel.h"
#include "procfs.h"
#include "visit.h"

/* EINVAL at this point means that the kernel lacks the mode or flag: all else was checked. Asked
 * only now, so that it costs nothing where all is well. */
static int explain(const struct visit *visit, const struct mempolicy *request, int sys_errno,
		   struct mempolicy_error *err)
{
	struct mempolicy_features features;
	char call[64], text[256];

	if (sys_errno == EINVAL && (mempolicy_features_probe(&features, err) ||
				    mempolicy_features_check(&features, request, err)))
		return -1;
	snprintf(call, sizeof(call), "set_mempolicy in %s", visit->whose);
	if (sys_errno != EINVAL)
		return mp_kernel_mempolicy_error(call, sys_errno, err);
	mempolicy_format(request, text, sizeof(text));
	mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "%s: %s", call, text);
	return mp_error_remedy(
		err, "compare the nodes with its cpuset, which may have changed meanwhile");
}

static int compare(const struct visit *visit, const struct mempolicy *found,
		   const struct mempolicy *expected, struct mempolicy_error *err)
{
	char expected_text[400], found_text[400];

	if (mempolicy_equal(found, expected))
		return 0;
	mempolicy_format(expected, expected_text, sizeof(expected_text));
	mempolicy_format(found, found_text, sizeof(found_text));
	mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
		     "memory policy read back from %s is %s, not %s", visit->whose, found_text,
		     expected_text);
	return mp_error_remedy(err, "its cpuset may have changed meanwhile; try again");
}

static int set_and_compare(const struct visit *visit, struct mempolicy_error *err)
{
	const struct mempolicy_resolution *resolution = visit->with;
	int result;

	if (mp_visit_set(visit, &result, err))
		return -1;
	if (result)
		return explain(visit, &resolution->request, -result, err);
	if (mp_visit_get(visit, err))
		return -1;
	for (size_t i = 0; i < visit->threads; i++) {
		struct mempolicy found = mp_visit_policy(visit, i);

		if (compare(visit, &found, &resolution->readback, err))
			return -1;
	}
	return 0;
}

/* ---- the nodes that the policy was worked out for ---- */

static int changed(const char *whose, const struct mempolicy_nodes *from,
		   const struct mempolicy_nodes *to, struct mempolicy_error *err)
{
	char from_text[256], to_text[256];

	mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
		     "the cpuset of %s changed from %s to %s while its memory policy was being set",
		     whose, mp_error_nodes(from_text, sizeof(from_text), from),
		     mp_error_nodes(to_text, sizeof(to_text), to));
	return mp_error_remedy(err, "try again; if it comes back, see who changes it");
}

/*
 * With MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES reading back does not tell the nodes in force:
 * they follow from the cpuset. Those of MPOL_PREFERRED and MPOL_PREFERRED_MANY stay what they are,
 * from Linux 5.14 on, when the cpuset changes (mpol_rebind_preferred()).
 */
static bool is_told_by_reading_back(const struct mempolicy_resolution *resolution)
{
	const struct mempolicy *request = &resolution->request;

	return !(request->flags & (MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_RELATIVE_NODES)) &&
	       request->mode != MEMPOLICY_PREFERRED && request->mode != MEMPOLICY_PREFERRED_MANY;
}

static int read_allowed(const struct visit *visit, size_t thread, struct mempolicy_nodes *ret,
			struct mempolicy_error *err)
{
	char task[48];

	if (is_told_by_reading_back(visit->with))
		return mp_tracee_allowed(visit->tracee, thread, ret, err);
	mp_tracee_task(visit->tracee, thread, task, sizeof(task));
	return mp_proc_allowed(task, ret, err);
}

/* Each thread may be in a cpuset of its own. */
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
			return changed(visit->whose, &resolution->allowed, &allowed, err);
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
	return is_told_by_reading_back(resolution) ? 0 : check_allowed(&visit, err);
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
		/* Callers who can do without the policy must not take it for one that cannot be
		 * had: the process does not live on. */
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
