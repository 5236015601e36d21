/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include <numa.h>
#include <numaif.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "weights.h"

bool machine_file(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");

	if (!file)
		return false;
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	return true;
}

static struct mempolicy_nodes nodes_of(const struct bitmask *mask)
{
	struct mempolicy_nodes nodes = {{0}};

	for (unsigned int node = 0; node < mask->size && node < MEMPOLICY_MAX_NODES; node++)
		if (numa_bitmask_isbitset(mask, node))
			mempolicy_nodes_add(&nodes, node);
	return nodes;
}

int machine_cpu_of(unsigned int node)
{
	struct bitmask *cpus = numa_allocate_cpumask();
	cpu_set_t allowed;
	int found = -1;

	if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0 &&
	    numa_node_to_cpus((int)node, cpus) == 0)
		for (unsigned int cpu = 0; cpu < cpus->size && cpu < CPU_SETSIZE && found < 0;
		     cpu++)
			if (CPU_ISSET(cpu, &allowed) && numa_bitmask_isbitset(cpus, cpu))
				found = (int)cpu;
	numa_free_cpumask(cpus);
	return found;
}

unsigned long machine_free_mib(unsigned int node)
{
	long long bytes = 0;

	return numa_node_size64((int)node, &bytes) < 0 ? 0 : (unsigned long)bytes >> 20;
}

bool machine_takes_position(unsigned int position)
{
	struct mempolicy_nodes nodes = {{0}};
	pid_t child = fork();
	int status = -1;

	mempolicy_nodes_add(&nodes, position);
	/* In a child, so that this process keeps its own policy. */
	if (child == 0)
		_exit(set_mempolicy(MPOL_BIND | (int)MEMPOLICY_F_RELATIVE_NODES, nodes.words,
				    MACHINE_MAXNODE) != 0);
	waitpid(child, &status, 0);
	return status == 0;
}

/* Version 2 if that has the controller, otherwise version 1. */
static unsigned int cgroup_with_cpuset(void)
{
	char controllers[512] = "";

	if (machine_file("/sys/fs/cgroup/cgroup.controllers", controllers, sizeof(controllers)))
		return strstr(controllers, "cpuset") ? 2 : 0;
	return access("/sys/fs/cgroup/cpuset/cpuset.mems", F_OK) == 0 ||
			       access("/sys/fs/cgroup/cpuset/cgroup.procs", F_OK) == 0
		       ? 1
		       : 0;
}

static void read_nodes(struct machine *machine)
{
	struct bitmask *allowed = numa_get_mems_allowed();

	machine->online = nodes_of(numa_nodes_ptr);
	machine->usable = nodes_of(allowed);
	numa_bitmask_free(allowed);
	for (unsigned int node = mempolicy_nodes_first(&machine->online);
	     node < MEMPOLICY_MAX_NODES; node = mempolicy_nodes_next(&machine->online, node)) {
		if (numa_node_size64((int)node, NULL) > 0)
			mempolicy_nodes_add(&machine->with_memory, node);
		if (machine_cpu_of(node) >= 0)
			mempolicy_nodes_add(&machine->with_cpus, node);
	}
	machine->usable = mempolicy_nodes_and(&machine->usable, &machine->with_memory);
}

int machine_read(struct machine *ret, struct mempolicy_error *err)
{
	struct machine machine = {.cgroup = cgroup_with_cpuset()};

	if (mempolicy_features_probe(&machine.features, err))
		return -1;
	if (numa_available() < 0)
		return mp_error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, "",
				    "libnuma finds no NUMA support in this kernel");
	read_nodes(&machine);
	uname(&machine.kernel);
	machine.weights = weights_settable();
	*ret = machine;
	return 0;
}
