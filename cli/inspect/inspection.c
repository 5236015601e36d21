/* SPDX-License-Identifier: Apache-2.0 */
#include "inspection.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"
#include "process.h"

/* How long a process may take to stop. */
#define STOP_S 5

struct reader {
	struct inspection *inspection;
	bool no_stop;
	bool probed;
	struct mempolicy_features features;
};

static bool is_gone(const struct mempolicy_error *err)
{
	return err->sys_errno == ENOENT || err->sys_errno == ESRCH;
}

/* ---- policies of threads ---- */

static void by_ptrace(void *data, pid_t tid, const struct mempolicy *policy)
{
	struct inspected_process *process = data;

	for (size_t i = 0; i < process->count; i++)
		if (process->threads[i].tid == tid) {
			process->threads[i].policy = *policy;
			process->threads[i].by = BY_PTRACE;
		}
}

/* Whether "default" may hide a policy on this kernel. */
static bool hides_policies(struct reader *reader)
{
	struct mempolicy_error ignored;

	/* If the kernel cannot be probed, assume the worse. */
	if (!reader->probed && mempolicy_features_probe(&reader->features, &ignored))
		reader->features.numa_balancing_bind = true;
	reader->probed = true;
	return reader->features.numa_balancing_bind && !reader->features.numa_balancing_shown;
}

static void read_shown(struct reader *reader, struct inspected_process *process,
		       struct inspected_thread *thread)
{
	if (mempolicy_get_shown(process->pid, thread->tid, &thread->policy, &process->why))
		return;
	if (thread->policy.mode == MEMPOLICY_DEFAULT && hides_policies(reader)) {
		mp_error_set(&process->why, MEMPOLICY_ERROR_UNSUPPORTED, "",
			     "this kernel shows \"default\" instead of a policy with "
			     "MPOL_F_NUMA_BALANCING");
		return;
	}
	thread->by = BY_NUMA_MAPS;
}

static void read_stopped(struct inspected_process *process)
{
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += STOP_S;
	/* A policy that stays unknown is reported with the reason in why. */
	mempolicy_get_traced(process->pid, process->pid, &deadline, by_ptrace, process,
			     &process->why);
}

static int add_thread(struct inspected_process *process, pid_t tid, struct mempolicy_error *err)
{
	struct inspected_thread *threads =
		reallocarray(process->threads, process->count + 1, sizeof(*threads));

	if (!threads)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "threads");
	process->threads = threads;
	threads[process->count++] = (struct inspected_thread){.tid = tid, .by = BY_NOTHING};
	return 0;
}

static int list_threads(struct inspected_process *process, struct mempolicy_error *err)
{
	char path[32];
	CLEANUP(cleanup_dir) DIR *dir = NULL;
	const struct dirent *entry;

	snprintf(path, sizeof(path), "/proc/%d/task", process->pid);
	dir = opendir(path);
	if (!dir)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s", path);
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' &&
		    add_thread(process, (pid_t)strtol(entry->d_name, NULL, 10), err))
			return -1;
	return 0;
}

/* Removes threads that have ended in the meantime. */
static void drop_gone(struct inspected_process *process)
{
	size_t kept = 0;

	for (size_t i = 0; i < process->count; i++) {
		struct inspected_thread thread = process->threads[i];

		if (thread.by == BY_NOTHING && process_thread_has_ended(process->pid, thread.tid))
			continue;
		process->threads[kept++] = thread;
	}
	process->count = kept;
}

static int read_threads(struct reader *reader, struct inspected_process *process,
			struct mempolicy_error *err)
{
	bool known = true;

	if (list_threads(process, err))
		return -1;
	for (size_t i = 0; i < process->count; i++) {
		read_shown(reader, process, &process->threads[i]);
		known = known && process->threads[i].by != BY_NOTHING;
	}
	if (known)
		return 0;
	drop_gone(process);
	if (!reader->no_stop)
		read_stopped(process);
	return 0;
}

/* ---- processes ---- */

static void read_name(struct inspected_process *process)
{
	CLEANUP(cleanup_free) char *name = NULL;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/comm", process->pid);
	name = mp_file_text(path);
	if (name)
		snprintf(process->name, sizeof(process->name), "%.*s", (int)strcspn(name, "\n"),
			 name);
}

static int take_memory(struct inspection *inspection, struct inspected_process *process,
		       const struct placement *placement, const struct mapping_policies *policies,
		       struct mempolicy_error *err)
{
	for (size_t kind = 0; kind < PAGES_KINDS; kind++)
		for (size_t node = 0; node < MEMPOLICY_MAX_NODES; node++)
			process->bytes[kind] += placement->bytes[kind][node];
	process->locality = placement_locality(placement, &inspection->nodes);
	process->outside = placement_outside(placement, &inspection->nodes);
	for (size_t i = 0; i < policies->count; i++)
		if (strcmp(policies->list[i].text, policies->thread) != 0)
			process->bound_outside +=
				mapping_policy_outside(&policies->list[i], &inspection->nodes);
	placement_add(&inspection->placement, placement);
	return mapping_policies_merge(&inspection->mapping_policies, policies, err);
}

/* Memory is judged by the requested policy or, if that is not known, by the one in effect in init.
 */
static void choose_nodes(struct inspection *inspection, const struct inspected_process *init)
{
	inspection->judged = inspection->asked;
	if (inspection->fits)
		inspection->nodes = inspection->resolution.effective;
	if (inspection->asks || init->count == 0 || init->threads[0].by == BY_NOTHING)
		return;
	inspection->judged = init->threads[0].policy;
	inspection->nodes = inspection->judged.nodes;
}

static int read_process(struct reader *reader, struct inspected_process *process,
			struct mempolicy_error *err)
{
	struct inspection *inspection = reader->inspection;
	CLEANUP(mapping_policies_drop) struct mapping_policies policies = {.count = 0};
	struct placement placement;

	if (placement_read(process->pid, &placement, &policies, err))
		return -1;
	/* A process without mappings is a zombie. */
	if (placement.mappings == 0)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ESRCH,
					  "process %d has ended", process->pid);
	if (read_threads(reader, process, err))
		return -1;
	read_name(process);
	if (process == inspection->processes)
		choose_nodes(inspection, process);
	return take_memory(inspection, process, &placement, &policies, err);
}

/* Processes other than init may end in the meantime. */
static int read_processes(struct reader *reader, const struct members *members,
			  struct mempolicy_error *err)
{
	struct inspection *inspection = reader->inspection;

	inspection->by = members->by;
	inspection->processes = calloc(members->count, sizeof(*inspection->processes));
	if (!inspection->processes)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "processes");
	for (size_t i = 0; i < members->count; i++) {
		struct inspected_process *process = &inspection->processes[inspection->count];

		process->pid = members->pids[i];
		if (read_process(reader, process, err) == 0) {
			inspection->count++;
			continue;
		}
		free(process->threads);
		*process = (struct inspected_process){.pid = 0};
		if (i == 0 || !is_gone(err))
			return -1;
	}
	return 0;
}

/* ---- the container ---- */

/* Pages that were meant for a node and came from another since the machine was booted. */
static void read_foreign(struct inspection *inspection)
{
	for (size_t i = 0; i < inspection->machine.count; i++) {
		unsigned int node = inspection->machine.nodes[i].id;
		CLEANUP(cleanup_free) char *text = NULL;
		const char *at;
		char path[64];

		snprintf(path, sizeof(path), "/sys/devices/system/node/node%u/numastat", node);
		text = mp_file_text(path);
		at = text ? strstr(text, "numa_foreign ") : NULL;
		inspection->foreign[node] = at ? strtoull(strchr(at, ' '), NULL, 10) : 0;
	}
}

static int read_all(struct reader *reader, struct mempolicy_error *err)
{
	struct inspection *inspection = reader->inspection;
	struct mempolicy_error wrong;
	const struct mempolicy_error *refused;
	struct process init;
	struct members members;
	int result;

	if (machine_read(&inspection->machine, err) ||
	    process_read(inspection->container->init, &init, err))
		return -1;
	inspection->has_cpuset = init.has_allowed;
	inspection->cpuset = init.allowed;
	refused = inspection_read_asked(inspection, &wrong) ? &wrong : NULL;
	/* With --pid, the other processes in its cgroup are of no interest. */
	result = members_find(inspection->container->init, inspection->container->state.id,
			      &members, err);
	if (result == 0)
		result = read_processes(reader, &members, err);
	if (result == 0)
		cgroup_memory_read(members.pids, members.count, &inspection->cgroup);
	members_drop(&members);
	if (result)
		return -1;
	enforcement_judge(inspection, refused);
	inspection_judge_memory(inspection);
	read_foreign(inspection);
	reasons_find(inspection, &inspection->reasons);
	return 0;
}

int inspection_read(const struct container *container, const struct inspection_options *options,
		    struct inspection *ret, struct mempolicy_error *err)
{
	struct reader reader = {.inspection = ret, .no_stop = options->no_stop};

	memset(ret, 0, sizeof(*ret));
	ret->container = container;
	return read_all(&reader, err);
}

void inspection_drop(struct inspection *inspection)
{
	for (size_t i = 0; i < inspection->count; i++)
		free(inspection->processes[i].threads);
	free(inspection->processes);
	mapping_policies_drop(&inspection->mapping_policies);
	cgroup_memory_drop(&inspection->cgroup);
	machine_drop(&inspection->machine);
}
