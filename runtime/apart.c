/* SPDX-License-Identifier: Apache-2.0 */
#include "apart.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"
#include "cleanup.h"
#include "error.h"

/* ---- the child ---- */

static void close_range_of(unsigned int first, unsigned int last)
{
	CLEANUP(cleanup_dir) DIR *dir = NULL;
	const struct dirent *entry;

	if (first > last || syscall(SYS_close_range, first, last, 0) == 0)
		return;
	/* Before Linux 5.9 */
	dir = opendir("/proc/self/fd");
	while (dir && (entry = readdir(dir))) {
		unsigned long fd = strtoul(entry->d_name, NULL, 10);

		if (entry->d_name[0] != '.' && fd >= first && fd <= last && (int)fd != dirfd(dir))
			close((int)fd);
	}
}

/* jansson does not notice a failure to allocate memory for the next character of a string. */
static void *allocate_or_end(size_t size)
{
	void *memory = malloc(size);

	if (!memory)
		_exit(1);
	return memory;
}

static void run_apart(int channel, apart_work *work, void *data, void *record, size_t size)
{
	struct confine_failure unconfined;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	close_range_of(0, (unsigned int)channel - 1);
	close_range_of((unsigned int)channel + 1, ~0U);
	json_object_seed(1);
	json_set_alloc_funcs(allocate_or_end, free);
	memset(record, 0, size);
	confine_reader(&unconfined);
	work(data, &unconfined, record);
	exit(channel_send(channel, record, size) ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* ---- this process ---- */

static int receive(int channel, void *ret_record, size_t size)
{
	while (channel_receive(channel, ret_record, size))
		if (errno != EINTR)
			return errno;
	return 0;
}

int apart_do(apart_work *work, void *data, void *ret_record, size_t size,
	     struct mempolicy_error *err)
{
	int ends[2], sys_errno;
	pid_t child;

	if (channel_open(ends))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "socketpair");
	child = fork();
	if (child == 0)
		run_apart(ends[1], work, data, ret_record, size);
	sys_errno = errno;
	close(ends[1]);
	if (child > 0)
		sys_errno = receive(ends[0], ret_record, size);
	close(ends[0]);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	if (child < 0)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "fork");
	if (sys_errno == 0)
		return 0;
	mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno,
			   "the process that reads config.json ended or sent an invalid answer");
	return mp_error_remedy(err, "look in the kernel log for the reason (out of memory?)");
}
