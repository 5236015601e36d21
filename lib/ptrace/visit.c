/* SPDX-License-Identifier: Apache-2.0 */
#include "visit.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "cleanup.h"
#include "error.h"
#include "kernel.h"

/* What get_mempolicy(2) writes. */
struct readback {
	struct mempolicy_nodes nodes;
	int mode; /* NO_MODE until then */
};

#define NO_MODE (-1)

/* Memory that is mapped into the process during a visit. */
struct scratch {
	struct mempolicy_nodes request;
	struct readback readbacks[]; /* one for each thread */
};

static size_t scratch_size(const struct visit *visit)
{
	return sizeof(struct scratch) + visit->threads * sizeof(struct readback);
}

static unsigned long readback_address(const struct visit *visit, size_t thread)
{
	return visit->address + offsetof(struct scratch, readbacks) +
	       thread * sizeof(struct readback);
}

static bool has_failed(const struct thread_call *call)
{
	return call->result < 0 && call->result >= -4095;
}

/* Makes one call in the first thread; memory mapped there is for all threads. */
static int call_once(const struct visit *visit, const struct thread_call *call, const char *what,
		     long *ret, struct mempolicy_error *err)
{
	struct thread_call made = *call;

	if (mp_tracee_syscalls(visit->tracee, &made, 1, err))
		return -1;
	*ret = made.result;
	return has_failed(&made)
		       ? mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, (int)-made.result,
					    "%s memory in %s", what, visit->whose)
		       : 0;
}

static int map_scratch(struct visit *visit, struct mempolicy_error *err)
{
	const struct thread_call call = {.number = SYS_mmap,
					 .args = {0, scratch_size(visit), PROT_READ | PROT_WRITE,
						  MAP_PRIVATE | MAP_ANONYMOUS, (unsigned long)-1,
						  0}};
	long address;

	if (call_once(visit, &call, "mapping", &address, err))
		return -1;
	visit->address = (unsigned long)address;
	return 0;
}

static int unmap_scratch(const struct visit *visit, struct mempolicy_error *err)
{
	const struct thread_call call = {.number = SYS_munmap,
					 .args = {visit->address, scratch_size(visit)}};
	long ignored;

	return call_once(visit, &call, "unmapping", &ignored, err);
}

/* Poisons the buffer, so that fields that the kernel does not write cannot pass for a policy. */
static int write_scratch(const struct visit *visit, struct mempolicy_error *err)
{
	memset(visit->scratch, 0xff, scratch_size(visit));
	if (visit->policy)
		visit->scratch->request = visit->policy->nodes;
	return mp_tracee_write(visit->tracee, visit->address, visit->scratch, scratch_size(visit),
			       err);
}

int mp_visit_set(const struct visit *visit, int *ret_result, struct mempolicy_error *err)
{
	const struct mempolicy *policy = visit->policy;
	bool with_nodes = !mempolicy_nodes_empty(&policy->nodes);
	const struct thread_call call = {
		.number = SYS_set_mempolicy,
		.args = {(unsigned long)policy->mode | policy->flags,
			 with_nodes ? visit->address + offsetof(struct scratch, request) : 0,
			 with_nodes ? KERNEL_MAXNODE : 0}};

	for (size_t i = 0; i < visit->threads; i++)
		visit->calls[i] = call;
	if (mp_tracee_syscalls(visit->tracee, visit->calls, visit->threads, err))
		return -1;
	*ret_result = 0;
	for (size_t i = visit->threads; i-- > 0;)
		if (visit->calls[i].result)
			*ret_result = (int)visit->calls[i].result;
		else
			mp_tracee_commit(visit->tracee);
	return 0;
}

int mp_visit_get(const struct visit *visit, struct mempolicy_error *err)
{
	char text[64];

	for (size_t i = 0; i < visit->threads; i++) {
		unsigned long address = readback_address(visit, i);

		visit->calls[i] =
			(struct thread_call){.number = SYS_get_mempolicy,
					     .args = {address + offsetof(struct readback, mode),
						      address + offsetof(struct readback, nodes),
						      KERNEL_MAXNODE}};
	}
	if (mp_tracee_syscalls(visit->tracee, visit->calls, visit->threads, err))
		return -1;
	snprintf(text, sizeof(text), "get_mempolicy in %s", visit->whose);
	for (size_t i = 0; i < visit->threads; i++)
		if (has_failed(&visit->calls[i]))
			return mp_kernel_mempolicy_error(text, (int)-visit->calls[i].result, err);
	if (mp_tracee_read(visit->tracee, visit->address, visit->scratch, scratch_size(visit), err))
		return -1;
	/* A seccomp filter can make a call succeed without executing it. */
	for (size_t i = 0; i < visit->threads; i++)
		if (visit->scratch->readbacks[i].mode == NO_MODE)
			return mp_kernel_mempolicy_error(text, EPERM, err);
	return 0;
}

struct mempolicy mp_visit_policy(const struct visit *visit, size_t thread)
{
	const struct readback *readback = &visit->scratch->readbacks[thread];

	return mp_kernel_to_policy(readback->mode, &readback->nodes);
}

int mp_visit_all(struct visit *visit, visit_process *visitor, struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	CLEANUP(cleanup_free) struct thread_call *calls = NULL;
	CLEANUP(cleanup_free) struct scratch *scratch = NULL;
	int result;

	visit->threads = mp_tracee_threads(visit->tracee);
	visit->calls = calls = calloc(visit->threads, sizeof(*calls));
	visit->scratch = scratch = calloc(1, scratch_size(visit));
	if (!calls || !scratch)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "memory for %s",
					  visit->whose);
	if (mp_tracee_prepare(visit->tracee, err) || map_scratch(visit, err))
		return -1;
	result = write_scratch(visit, err) || visitor(visit, err) ? -1 : 0;
	/* The first error is the one to report. */
	if (unmap_scratch(visit, result ? &ignored : err))
		return -1;
	return result;
}
