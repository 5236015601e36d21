/* SPDX-License-Identifier: Apache-2.0 */
/* Uses libnuma, and /sys for what that does not report:
 * Documentation/ABI/stable/sysfs-devices-node, testing/sysfs-kernel-mm-memory-tiers,
 * testing/sysfs-kernel-mm-mempolicy-weighted-interleave, testing/sysfs-kernel-mm-numa. */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <numa.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"

#define NODE	  "/sys/devices/system/node/node%u/"
#define WEIGHT	  "/sys/kernel/mm/mempolicy/weighted_interleave/node%u"
#define TIERS	  "/sys/devices/virtual/memory_tiering"
#define PATH_SIZE 128

/* These replace libnuma's own functions, which print to standard error, even before main() if a
 * seccomp filter forbids get_mempolicy(2), as in Docker containers. The functions used here only
 * read /sys, and return failures. */
/* NOLINTBEGIN(readability-non-const-parameter): numa.h declares them so */
void numa_error(char *where)
{
	(void)where;
}

void numa_warn(int num, char *fmt, ...)
{
	(void)num;
	(void)fmt;
}
/* NOLINTEND(readability-non-const-parameter) */

static char *read_node_text(unsigned int id, const char *name, struct mempolicy_error *err)
{
	char path[PATH_SIZE];
	char *text;

	snprintf(path, sizeof(path), NODE "%s", id, name);
	text = mp_file_text(path);
	if (!text)
		mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s", path);
	return text;
}

static int not_told(unsigned int id, const char *what, struct mempolicy_error *err)
{
	return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
			    "/sys/devices/system/node has no valid %s of node %u", what, id);
}

static void drop_bitmask(struct bitmask **bitmask)
{
	numa_bitmask_free(*bitmask);
}

/* Reads a number, or "true" and "false" as 1 and 0. MACHINE_UNKNOWN without the file. */
static int read_number(const char *path)
{
	CLEANUP(cleanup_free) char *text = mp_file_line(path);

	if (!text || !*text)
		return MACHINE_UNKNOWN;
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return text[0] == 't';
	return (int)strtol(text, NULL, 10);
}

/* "Node 0 Active(file):  7563468 kB" in bytes; 0 without such a line. */
static unsigned long long meminfo_bytes(const char *meminfo, const char *key)
{
	const char *line = strstr(meminfo, key);

	return line ? strtoull(line + strlen(key), NULL, 10) * 1024 : 0;
}

/* Estimates available memory roughly as MemAvailable of /proc/meminfo, which is for all nodes. */
static int read_memory(struct machine_node *node, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *meminfo = read_node_text(node->id, "meminfo", err);
	long long free_bytes = 0;
	long long total = numa_node_size64((int)node->id, &free_bytes);

	if (!meminfo)
		return -1;
	if (total < 0 || free_bytes < 0)
		return not_told(node->id, "memory", err);
	node->total = (unsigned long long)total;
	node->free = (unsigned long long)free_bytes;
	node->available = node->free + meminfo_bytes(meminfo, " Active(file):") +
			  meminfo_bytes(meminfo, " Inactive(file):") +
			  meminfo_bytes(meminfo, " SReclaimable:");
	return 0;
}

/* Formats CPUs as a list. The caller frees it; NULL when out of memory. */
static char *list_of(const struct bitmask *cpus)
{
	size_t size;
	char *list = NULL;
	FILE *text = open_memstream(&list, &size);
	const char *separator = "";

	for (unsigned long first = 0; text && first < cpus->size; first++) {
		unsigned long last = first;

		if (!numa_bitmask_isbitset(cpus, (unsigned int)first))
			continue;
		while (numa_bitmask_isbitset(cpus, (unsigned int)last + 1))
			last++;
		fprintf(text, "%s%lu", separator, first);
		if (last > first)
			fprintf(text, "-%lu", last);
		separator = ",";
		first = last;
	}
	if (text && fclose(text) == 0)
		return list;
	free(list);
	return NULL;
}

static int read_cpus(struct machine_node *node, struct mempolicy_error *err)
{
	CLEANUP(drop_bitmask) struct bitmask *cpus = numa_allocate_cpumask();

	if (numa_node_to_cpus((int)node->id, cpus))
		return not_told(node->id, "CPUs", err);
	node->cpu_count = numa_bitmask_weight(cpus);
	node->cpus = list_of(cpus);
	return node->cpus ? 0 : mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "CPUs");
}

static int read_node(unsigned int id, struct machine_node *node, struct mempolicy_error *err)
{
	char path[PATH_SIZE];

	node->id = id;
	node->tier = MACHINE_UNKNOWN;
	if (read_memory(node, err) || read_cpus(node, err))
		return -1;
	snprintf(path, sizeof(path), WEIGHT, id);
	node->weight = read_number(path);
	return 0;
}

static int read_distances(struct machine *machine, size_t from, struct mempolicy_error *err)
{
	const struct machine_node *nodes = machine->nodes;

	for (size_t to = 0; to < machine->count; to++) {
		int distance = numa_distance((int)nodes[from].id, (int)nodes[to].id);

		if (distance <= 0)
			return not_told(nodes[from].id, "distances", err);
		machine->distances[from * machine->count + to] = (unsigned int)distance;
	}
	return 0;
}

static void set_tier(struct machine *machine, const char *list, int tier)
{
	struct mempolicy_nodes nodes;
	struct mempolicy_error ignored;

	if (mempolicy_nodes_parse(list, &nodes, &ignored))
		return;
	for (size_t i = 0; i < machine->count; i++)
		if (mempolicy_nodes_has(&nodes, machine->nodes[i].id))
			machine->nodes[i].tier = tier;
}

/* Since Linux 6.1; without them the tiers stay unknown. */
static void read_tiers(struct machine *machine)
{
	CLEANUP(cleanup_dir) DIR *dir = opendir(TIERS);
	const struct dirent *entry;
	int tier;

	while (dir && (entry = readdir(dir))) {
		CLEANUP(cleanup_free) char *list = NULL;
		char path[sizeof(TIERS) + sizeof(entry->d_name) + sizeof("/nodelist")];

		if (sscanf(entry->d_name, "memory_tier%d", &tier) != 1) // NOLINT(cert-err34-c)
			continue;
		snprintf(path, sizeof(path), TIERS "/%s/nodelist", entry->d_name);
		list = mp_file_line(path);
		if (list)
			set_tier(machine, list, tier);
	}
}

static int read_nodes(struct machine *machine, struct mempolicy_error *err)
{
	size_t index = 0;

	machine->count = mempolicy_nodes_count(&machine->sets.online);
	machine->nodes = calloc(machine->count, sizeof(*machine->nodes));
	machine->distances = calloc(machine->count * machine->count, sizeof(*machine->distances));
	if (!machine->nodes || !machine->distances)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "nodes");
	for (unsigned int id = mempolicy_nodes_first(&machine->sets.online);
	     id < MEMPOLICY_MAX_NODES; id = mempolicy_nodes_next(&machine->sets.online, id))
		if (read_node(id, &machine->nodes[index++], err))
			return -1;
	for (size_t from = 0; from < machine->count; from++)
		if (read_distances(machine, from, err))
			return -1;
	read_tiers(machine);
	return 0;
}

/* In /proc/cgroups, a controller of cgroup v2 has hierarchy 0, or no line. */
static bool cpusets_are_v1(void)
{
	static const char name[] = "\ncpuset\t";
	CLEANUP(cleanup_free) char *text = mp_file_text("/proc/cgroups");
	const char *line = text ? strstr(text, name) : NULL;

	return line && strtol(line + strlen(name), NULL, 10) != 0;
}

/* cpuset_node_allowed() of kernel/cgroup/cpuset.c allows all nodes with cgroup v1. */
static bool demotion_heeds_cpuset(void)
{
	unsigned int major, minor;
	struct utsname name;

	/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it */
	return uname(&name) == 0 && sscanf(name.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 16)) && !cpusets_are_v1();
}

int machine_read(struct machine *ret, struct mempolicy_error *err)
{
	*ret = (struct machine){
		.numa_balancing = read_number("/proc/sys/kernel/numa_balancing"),
		.demotion = read_number("/sys/kernel/mm/numa/demotion_enabled"),
		.demotion_heeds_cpuset = demotion_heeds_cpuset(),
	};
	if (mempolicy_machine_read(&ret->sets, err) == 0 && read_nodes(ret, err) == 0)
		return 0;
	machine_drop(ret);
	return -1;
}

void machine_drop(struct machine *machine)
{
	for (size_t i = 0; machine->nodes && i < machine->count; i++)
		free(machine->nodes[i].cpus);
	free(machine->nodes);
	free(machine->distances);
	*machine = (struct machine){.count = 0};
}

unsigned long long machine_available(const struct machine *machine,
				     const struct mempolicy_nodes *nodes)
{
	unsigned long long sum = 0;

	for (size_t i = 0; i < machine->count; i++)
		if (mempolicy_nodes_has(nodes, machine->nodes[i].id))
			sum += machine->nodes[i].available;
	return sum;
}

const struct machine_node *machine_find(const struct machine *machine, unsigned int id)
{
	for (size_t i = 0; i < machine->count; i++)
		if (machine->nodes[i].id == id)
			return &machine->nodes[i];
	return NULL;
}

unsigned int machine_distance(const struct machine *machine, size_t from, size_t to)
{
	return machine->distances[from * machine->count + to];
}
