/* SPDX-License-Identifier: Apache-2.0 */
/* Has every thread of a process take a policy and reads it back, or only reads it. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "error.h"
#include "kernel.h"
#include "procfs.h"
#include "tracee.h"

/* Mapped into the process for as long as it takes. */
struct scratch {
	struct mempolicy_nodes request;
	struct mempolicy_nodes readback;
	int mode;
};

struct visit {
	struct tracee *tracee;
	pid_t proc_pid;
	const char *whose;			       /* the process, for messages */
	unsigned long scratch;			       /* its address in the process */
	const struct mempolicy_resolution *resolution; /* to apply */
	mempolicy_found *found;			       /* to read */
	void *to;
};

/* What to do in each thread. */
typedef int visit_thread(const struct visit *visit, size_t thread, struct mempolicy_error *err);

/* Runs a system call in a thread: 0, 1 if the call itself failed (*ret is -errno), -1 on error. */
static int call(const struct visit *visit, size_t thread, long number, const unsigned long args[6],
	long *ret, struct mempolicy_error *err)
{
	if (tracee_syscall(visit->tracee, thread, number, args, ret, err))
		return -1;
	return *ret < 0 && *ret >= -4095 ? 1 : 0;
}

static int map_scratch(struct visit *visit, struct mempolicy_error *err)
{
	const unsigned long args[6] = {0, sizeof(struct scratch), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, (unsigned long)-1, 0};
	long result;
	int failed = call(visit, 0, SYS_mmap, args, &result, err);

	if (failed > 0)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, (int)-result,
			"mapping memory in %s", visit->whose);
	visit->scratch = (unsigned long)result;
	return failed;
}

static int unmap_scratch(const struct visit *visit, struct mempolicy_error *err)
{
	const unsigned long args[6] = {visit->scratch, sizeof(struct scratch)};
	long result;
	int failed = call(visit, 0, SYS_munmap, args, &result, err);

	if (failed > 0)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, (int)-result,
			"unmapping memory in %s", visit->whose);
	return failed;
}

/* EINVAL at this point means that the kernel lacks the mode or flag: all else was checked. Asked
 * only now, so that it costs nothing where all is well. */
static int explain(const struct mempolicy *request, int sys_errno, struct mempolicy_error *err)
{
	struct mempolicy_features features;
	char text[256];

	if (sys_errno == EINVAL && (mempolicy_features_probe(&features, err) ||
					   mempolicy_features_check(&features, request, err)))
		return -1;
	if (sys_errno != EINVAL)
		return kernel_mempolicy_error(
			"set_mempolicy in the container's init", sys_errno, err);
	mempolicy_format(request, text, sizeof(text));
	error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno,
		"set_mempolicy in the container's init: %s", text);
	return error_remedy(err, "compare the nodes with the container's cpuset, which may have "
				 "changed meanwhile");
}

static int set(const struct visit *visit, size_t thread, struct mempolicy_error *err)
{
	const struct mempolicy *request = &visit->resolution->request;
	bool with_nodes = !mempolicy_nodes_empty(&request->nodes);
	const unsigned long args[6] = {(unsigned long)request->mode | request->flags,
		with_nodes ? visit->scratch + offsetof(struct scratch, request) : 0,
		with_nodes ? KERNEL_MAXNODE : 0};
	struct scratch scratch;
	long result;
	int failed;

	/* What is not written by the kernel must not look like a policy. */
	memset(&scratch, 0xff, sizeof(scratch));
	scratch.request = request->nodes;
	if (tracee_write(visit->tracee, visit->scratch, &scratch, sizeof(scratch), err))
		return -1;
	failed = call(visit, thread, SYS_set_mempolicy, args, &result, err);
	if (failed > 0)
		return explain(request, (int)-result, err);
	if (failed == 0)
		tracee_commit(visit->tracee);
	return failed;
}

static int read_back(const struct visit *visit, size_t thread, struct mempolicy *ret,
	struct mempolicy_error *err)
{
	const unsigned long args[6] = {visit->scratch + offsetof(struct scratch, mode),
		visit->scratch + offsetof(struct scratch, readback), KERNEL_MAXNODE};
	struct scratch scratch = {.mode = -1};
	long result;
	int failed = call(visit, thread, SYS_get_mempolicy, args, &result, err);
	char call_text[64];

	snprintf(call_text, sizeof(call_text), "get_mempolicy in %s", visit->whose);
	if (failed > 0)
		return kernel_mempolicy_error(call_text, (int)-result, err);
	if (failed || tracee_read(visit->tracee, visit->scratch, &scratch, sizeof(scratch), err))
		return -1;
	*ret = kernel_to_policy(scratch.mode, &scratch.readback);
	return 0;
}

static int set_and_compare(const struct visit *visit, size_t thread, struct mempolicy_error *err)
{
	const struct mempolicy *expected = &visit->resolution->readback;
	struct mempolicy found;
	char expected_text[400], found_text[400];

	if (set(visit, thread, err) || read_back(visit, thread, &found, err))
		return -1;
	if (mempolicy_equal(&found, expected))
		return 0;
	mempolicy_format(expected, expected_text, sizeof(expected_text));
	mempolicy_format(&found, found_text, sizeof(found_text));
	error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
		"memory policy read back from the container's init is %s, not %s", found_text,
		expected_text);
	return error_remedy(err, "the container's cpuset may have changed meanwhile; try again");
}

static int read_and_tell(const struct visit *visit, size_t thread, struct mempolicy_error *err)
{
	struct mempolicy policy;

	if (read_back(visit, thread, &policy, err))
		return -1;
	visit->found(visit->to, tracee_tid(visit->tracee, thread), &policy);
	return 0;
}

static int visit_all(struct visit *visit, visit_thread *in_thread, struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	int result = 0;

	if (tracee_prepare(visit->tracee, err) || map_scratch(visit, err))
		return -1;
	for (size_t i = 0; i < tracee_threads(visit->tracee) && result == 0; i++)
		result = in_thread(visit, i, err);
	/* The first error counts. */
	if (unmap_scratch(visit, result ? &ignored : err))
		return -1;
	return result;
}

/* ---- the nodes that the policy was worked out for ---- */

static int changed(const struct mempolicy_nodes *from, const struct mempolicy_nodes *to,
	struct mempolicy_error *err)
{
	char from_text[256], to_text[256];

	error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
		"the cpuset of the container's init changed from %s to %s while its memory policy "
		"was being set",
		error_nodes(from_text, sizeof(from_text), from),
		error_nodes(to_text, sizeof(to_text), to));
	return error_remedy(err, "try again; if it comes back, see who changes the container's "
				 "cpuset while it is created");
}

/*
 * With MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES reading back does not tell the nodes in force:
 * they follow from the cpuset. Each thread may be in one of its own.
 */
static int check_allowed(const struct visit *visit, struct mempolicy_error *err)
{
	const struct mempolicy_resolution *resolution = visit->resolution;
	struct mempolicy_nodes allowed;
	char task[48];

	if (mempolicy_nodes_empty(&resolution->request.nodes))
		return 0;
	for (size_t i = 0; i < tracee_threads(visit->tracee); i++) {
		snprintf(task, sizeof(task), "%d/task/%d", visit->proc_pid,
			tracee_proc_tid(visit->tracee, i));
		if (proc_allowed(task, &allowed, err))
			return -1;
		if (!mempolicy_nodes_equal(&allowed, &resolution->allowed))
			return changed(&resolution->allowed, &allowed, err);
	}
	return 0;
}

/* ---- whole processes ---- */

static int set_everywhere(
	struct visit *visit, mempolicy_prove *prove, void *data, struct mempolicy_error *err)
{
	if (prove && prove(data, err))
		return -1;
	return check_allowed(visit, err) || visit_all(visit, set_and_compare, err) ||
			       check_allowed(visit, err)
		       ? -1
		       : 0;
}

int mempolicy_apply(pid_t pid, pid_t proc_pid, const struct mempolicy_resolution *resolution,
	mempolicy_prove *prove, void *data, const struct timespec *deadline,
	unsigned int *ret_threads, struct mempolicy_error *err)
{
	struct visit visit = {
		.proc_pid = proc_pid, .whose = "the container's init", .resolution = resolution};
	struct mempolicy_error ignored;
	unsigned int threads = 0;
	int result = tracee_open(pid, proc_pid, TRACEE_SET, deadline, &visit.tracee, err);

	if (result == 0) {
		threads = (unsigned int)tracee_threads(visit.tracee);
		result = set_everywhere(&visit, prove, data, err);
	}
	if (tracee_close(visit.tracee, result != 0, result ? &ignored : err))
		return -1;
	if (result == 0)
		*ret_threads = threads;
	return result;
}

int mempolicy_read(pid_t pid, pid_t proc_pid, const struct timespec *deadline,
	mempolicy_found *found, void *to, struct mempolicy_error *err)
{
	char whose[32];
	struct visit visit = {.proc_pid = proc_pid, .whose = whose, .found = found, .to = to};
	struct mempolicy_error ignored;
	int result;

	snprintf(whose, sizeof(whose), "process %d", pid);
	result = tracee_open(pid, proc_pid, TRACEE_READ, deadline, &visit.tracee, err);
	if (result == 0)
		result = visit_all(&visit, read_and_tell, err);
	if (tracee_close(visit.tracee, result != 0, result ? &ignored : err))
		return -1;
	return result;
}
