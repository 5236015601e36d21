/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "weights.h"

#define NODE_DIR "/sys/devices/system/node"

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

int machine_cpu_of(unsigned int node)
{
	char path[64];
	cpu_set_t allowed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return -1;
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		snprintf(path, sizeof(path), NODE_DIR "/node%u/cpu%u", node, cpu);
		if (CPU_ISSET(cpu, &allowed) && access(path, F_OK) == 0)
			return (int)cpu;
	}
	return -1;
}

unsigned long machine_free_mib(unsigned int node)
{
	char path[64], line[256];
	unsigned long kib = 0;
	FILE *file;

	snprintf(path, sizeof(path), NODE_DIR "/node%u/meminfo", node);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		const char *found = strstr(line, "MemFree:");

		if (found)
			kib = strtoul(found + strlen("MemFree:"), NULL, 10);
	}
	if (file)
		fclose(file);
	return kib / 1024;
}

bool machine_takes_position(unsigned int position)
{
	struct mempolicy_nodes nodes = {{0}};
	pid_t child = fork();
	int status = -1;

	mempolicy_nodes_add(&nodes, position);
	/* A child, so that this process keeps its own policy. */
	if (child == 0)
		_exit(syscall(SYS_set_mempolicy, MEMPOLICY_BIND | MEMPOLICY_F_RELATIVE_NODES,
			      &nodes, MACHINE_MAXNODE) != 0);
	waitpid(child, &status, 0);
	return status == 0;
}

/* Version 2 where it has the controller, else version 1. */
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

int machine_read(struct machine *ret, struct mempolicy_error *err)
{
	struct machine machine = {.cgroup = cgroup_with_cpuset()};
	struct mempolicy_nodes allowed;

	if (mempolicy_machine_read(&machine.nodes, err) ||
	    mempolicy_allowed(getpid(), &allowed, err) ||
	    mempolicy_features_probe(&machine.features, err))
		return -1;
	uname(&machine.kernel);
	machine.usable = mempolicy_nodes_and(&machine.nodes.with_memory, &allowed);
	for (unsigned int node = mempolicy_nodes_first(&machine.nodes.online);
	     node < MEMPOLICY_MAX_NODES; node = mempolicy_nodes_next(&machine.nodes.online, node))
		if (machine_cpu_of(node) >= 0)
			mempolicy_nodes_add(&machine.with_cpus, node);
	machine.weights = weights_settable();
	*ret = machine;
	return 0;
}
