/* SPDX-License-Identifier: Apache-2.0 */
#include "visit.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "error.h"
#include "kernel.h"

/* Mapped into the process for as long as it takes. */
struct scratch {
	struct mempolicy_nodes request;
	struct mempolicy_nodes readback;
	int mode;
};

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
	const unsigned long args[6] = {0,
				       sizeof(struct scratch),
				       PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS,
				       (unsigned long)-1,
				       0};
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

int visit_set(const struct visit *visit, size_t thread, const struct mempolicy *policy,
	      int *ret_result, struct mempolicy_error *err)
{
	bool with_nodes = !mempolicy_nodes_empty(&policy->nodes);
	const unsigned long args[6] = {(unsigned long)policy->mode | policy->flags,
				       with_nodes
					       ? visit->scratch + offsetof(struct scratch, request)
					       : 0,
				       with_nodes ? KERNEL_MAXNODE : 0};
	struct scratch scratch;
	long result;

	/* What is not written by the kernel must not look like a policy. */
	memset(&scratch, 0xff, sizeof(scratch));
	scratch.request = policy->nodes;
	if (tracee_write(visit->tracee, visit->scratch, &scratch, sizeof(scratch), err) ||
	    call(visit, thread, SYS_set_mempolicy, args, &result, err) < 0)
		return -1;
	*ret_result = (int)result;
	return 0;
}

int visit_get(const struct visit *visit, size_t thread, struct mempolicy *ret,
	      struct mempolicy_error *err)
{
	const unsigned long args[6] = {visit->scratch + offsetof(struct scratch, mode),
				       visit->scratch + offsetof(struct scratch, readback),
				       KERNEL_MAXNODE};
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

int visit_all(struct visit *visit, visit_thread *in_thread, struct mempolicy_error *err)
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
