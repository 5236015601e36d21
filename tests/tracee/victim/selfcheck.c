/* SPDX-License-Identifier: Apache-2.0 */
/* Checks what a trace must not change: memory map, signal masks and dispositions. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "victim.h"

#define MAPS_SIZE (256UL * 1024)
#define SIGNALS	  64
#define NODES_MAX 1024

struct process {
	size_t maps_length;
	char maps[MAPS_SIZE];
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		uint64_t mask;
	} actions[SIGNALS + 1]; /* as filled in by rt_sigaction(2) */
};

static struct process before, after;

static size_t read_maps(char *buf)
{
	int fd = open("/proc/thread-self/maps", O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t got;

	while ((got = read(fd, buf + used, MAPS_SIZE - used)) > 0)
		used += (size_t)got;
	close(fd);
	return used;
}

static void read_process(struct process *process)
{
	memset(process->actions, 0, sizeof(process->actions));
	for (int signal = 1; signal <= SIGNALS; signal++)
		if (signal <= SIGSYS || signal >= SIGRTMIN) /* those in between belong to the C
							     * library */
			syscall(SYS_rt_sigaction, signal, NULL, &process->actions[signal],
				sizeof(uint64_t));
	process->maps_length = shared->compares_maps ? read_maps(process->maps) : 0;
}

void selfcheck_remember_process(void)
{
	read_process(&before);
}

const char *selfcheck_process(void)
{
	read_process(&after);
	if (memcmp(before.actions, after.actions, sizeof(before.actions)) != 0)
		return "signal dispositions have changed";
	if (before.maps_length != after.maps_length ||
	    memcmp(before.maps, after.maps, before.maps_length) != 0)
		return "the memory map has changed";
	return "";
}

static uint64_t blocked_signals(void)
{
	uint64_t mask = 0;

	syscall(SYS_rt_sigprocmask, SIG_SETMASK, NULL, &mask, sizeof(mask));
	return mask;
}

void selfcheck_policy(int *ret_mode, unsigned long *ret_nodes)
{
	unsigned long nodes[NODES_MAX / (8 * sizeof(unsigned long))] = {0};

	*ret_mode = -1;
	syscall(SYS_get_mempolicy, ret_mode, nodes, NODES_MAX + 1UL, NULL, 0);
	*ret_nodes = nodes[0];
}

void selfcheck_remember_thread(struct worker *worker)
{
	worker->sigmask = blocked_signals();
}

void selfcheck_thread(struct worker *worker)
{
	uint64_t mask = blocked_signals();
	stack_t stack;

	if (mask != worker->sigmask)
		fail(worker, "signal mask %llx has become %llx",
		     (unsigned long long)worker->sigmask, (unsigned long long)mask);
	if (sigaltstack(NULL, &stack) || stack.ss_flags)
		fail(worker, "signal stack has flags %d", stack.ss_flags);
	if (sched_yield() || syscall(SYS_gettid) != worker->tid)
		fail(worker, "plain calls fail, errno %d", errno);
	selfcheck_policy(&worker->mode, &worker->nodes);
}
