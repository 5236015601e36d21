/* SPDX-License-Identifier: Apache-2.0 */
/* Has every thread of a process take a policy, and reads it back. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "error.h"
#include "kernel.h"
#include "tracee.h"

/* Mapped into the process for as long as it takes. */
struct scratch {
	struct mempolicy_nodes request;
	struct mempolicy_nodes readback;
	int mode;
};

struct applying {
	struct tracee *tracee;
	const struct mempolicy_resolution *resolution;
	unsigned long scratch; /* its address in the process */
};

/* Runs a system call in a thread: 0, 1 if the call itself failed (*ret is -errno), -1 on error. */
static int call(const struct applying *applying, size_t thread, long number,
	const unsigned long args[6], long *ret, struct mempolicy_error *err)
{
	if (tracee_syscall(applying->tracee, thread, number, args, ret, err))
		return -1;
	return *ret < 0 && *ret >= -4095 ? 1 : 0;
}

static int map_scratch(struct applying *applying, struct mempolicy_error *err)
{
	const unsigned long args[6] = {0, sizeof(struct scratch), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, (unsigned long)-1, 0};
	long result;
	int failed = call(applying, 0, SYS_mmap, args, &result, err);

	if (failed > 0)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, (int)-result,
			"mapping memory in the container's init");
	applying->scratch = (unsigned long)result;
	return failed;
}

static int unmap_scratch(const struct applying *applying, struct mempolicy_error *err)
{
	const unsigned long args[6] = {applying->scratch, sizeof(struct scratch)};
	long result;
	int failed = call(applying, 0, SYS_munmap, args, &result, err);

	if (failed > 0)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, (int)-result,
			"unmapping memory in the container's init");
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

static int set(const struct applying *applying, size_t thread, struct mempolicy_error *err)
{
	const struct mempolicy *request = &applying->resolution->request;
	bool with_nodes = !mempolicy_nodes_empty(&request->nodes);
	const unsigned long args[6] = {(unsigned long)request->mode | request->flags,
		with_nodes ? applying->scratch + offsetof(struct scratch, request) : 0,
		with_nodes ? KERNEL_MAXNODE : 0};
	struct scratch scratch;
	long result;
	int failed;

	/* What is not written by the kernel must not look like a policy. */
	memset(&scratch, 0xff, sizeof(scratch));
	scratch.request = request->nodes;
	if (tracee_write(applying->tracee, applying->scratch, &scratch, sizeof(scratch), err))
		return -1;
	failed = call(applying, thread, SYS_set_mempolicy, args, &result, err);
	return failed > 0 ? explain(request, (int)-result, err) : failed;
}

static int read_back(const struct applying *applying, size_t thread, struct mempolicy *ret,
	struct mempolicy_error *err)
{
	const unsigned long args[6] = {applying->scratch + offsetof(struct scratch, mode),
		applying->scratch + offsetof(struct scratch, readback), KERNEL_MAXNODE};
	struct scratch scratch = {.mode = -1};
	long result;
	int failed = call(applying, thread, SYS_get_mempolicy, args, &result, err);

	if (failed > 0)
		return kernel_mempolicy_error(
			"get_mempolicy in the container's init", (int)-result, err);
	if (failed ||
		tracee_read(applying->tracee, applying->scratch, &scratch, sizeof(scratch), err))
		return -1;
	*ret = kernel_to_policy(scratch.mode, &scratch.readback);
	return 0;
}

static int set_and_compare(
	const struct applying *applying, size_t thread, struct mempolicy_error *err)
{
	const struct mempolicy *expected = &applying->resolution->readback;
	struct mempolicy found;
	char expected_text[400], found_text[400];

	if (set(applying, thread, err) || read_back(applying, thread, &found, err))
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

static int set_all(struct applying *applying, struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	int result = 0;

	if (map_scratch(applying, err))
		return -1;
	for (size_t i = 0; i < tracee_threads(applying->tracee) && result == 0; i++)
		result = set_and_compare(applying, i, err);
	/* The first error counts. */
	if (unmap_scratch(applying, result ? &ignored : err))
		return -1;
	return result;
}

int mempolicy_apply(pid_t pid, pid_t proc_pid, const struct mempolicy_resolution *resolution,
	const struct timespec *deadline, unsigned int *ret_threads, struct mempolicy_error *err)
{
	struct applying applying = {.resolution = resolution};
	struct mempolicy_error ignored;
	unsigned int threads = 0;
	int result = tracee_open(pid, proc_pid, deadline, &applying.tracee, err);

	if (result == 0) {
		threads = (unsigned int)tracee_threads(applying.tracee);
		result = set_all(&applying, err);
	}
	if (tracee_close(applying.tracee, result ? &ignored : err))
		return -1;
	if (result == 0)
		*ret_threads = threads;
	return result;
}
