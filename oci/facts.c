/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: Documentation/ABI/stable/sysfs-devices-node, testing/sysfs-kernel-mm-memory-tiers,
 * testing/sysfs-bus-pci; proc_pid_status(5). */
#include "facts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "defect.h"
#include "error.h"
#include "file_text.h"
#include "pointers.h"

#define NODE_DIR "/sys/devices/system/node"
#define TIER_DIR "/sys/devices/virtual/memory_tiering"
#define PCI_DIR	 "/sys/bus/pci/devices"

/* ---- files ---- */

static int cannot_read(const char *path, struct mempolicy_error *err)
{
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s", path);
}

static int strange(const char *path, struct mempolicy_error *err)
{
	return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "%s: not a list of numbers", path);
}

static int read_nodes(const char *path, struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = mp_file_line(path);
	struct mempolicy_error ignored;

	if (!text)
		return cannot_read(path, err);
	return mempolicy_nodes_parse(text, ret, &ignored) ? strange(path, err) : 0;
}

/* ---- CPUs ---- */

/* Reads the CPUs from /proc/PID/status; 0 is this process. */
static int read_allowed(pid_t proc_pid, struct cpus *ret, struct mempolicy_error *err)
{
	static const char key[] = "\nCpus_allowed_list:\t";
	CLEANUP(cleanup_free) char *text = NULL;
	struct defect ignored;
	char path[32];
	const char *list;
	size_t length;

	snprintf(path, sizeof(path), "/proc/%d/status", proc_pid);
	if (!proc_pid)
		snprintf(path, sizeof(path), "/proc/self/status");
	text = mp_file_text(path);
	if (!text)
		return cannot_read(path, err);
	list = strstr(text, key);
	if (!list)
		return strange(path, err);
	list += strlen(key);
	length = strcspn(list, "\n");
	/* cpus_read() needs a NUL after the list. */
	text[list - text + (ptrdiff_t)length] = '\0';
	return cpus_read(list, length, ret, &ignored) ? strange(path, err) : 0;
}

int facts_cpus(const struct facts_of *of, struct cpus *ret, struct mempolicy_error *err)
{
	struct cpus allowed;

	if (!of->cpus)
		return read_allowed(of->proc_pid, ret, err);
	*ret = *of->cpus;
	if (!of->proc_pid)
		return 0;
	if (read_allowed(of->proc_pid, &allowed, err))
		return -1;
	if (cpus_meet(ret, &allowed))
		*ret = cpus_and(ret, &allowed);
	return 0;
}

/* The nodes of a set of CPUs. */
static int read_cpu_nodes(const struct cpus *cpus, struct words_facts *facts,
			  struct mempolicy_error *err)
{
	for (unsigned int node = mempolicy_nodes_first(&facts->online); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(&facts->online, node)) {
		CLEANUP(cleanup_free) char *text = NULL;
		char path[64];
		struct defect ignored;
		struct cpus own;

		snprintf(path, sizeof(path), NODE_DIR "/node%u/cpulist", node);
		text = mp_file_line(path);
		if (!text)
			return cannot_read(path, err);
		if (cpus_read(text, strlen(text), &own, &ignored))
			return strange(path, err);
		if (cpus_meet(&own, cpus))
			mempolicy_nodes_add(&facts->of_cpus, node);
	}
	return 0;
}

static int read_of_cpus(const struct facts_of *of, struct words_facts *facts,
			struct mempolicy_error *err)
{
	struct cpus allowed;

	return facts_cpus(of, &allowed, err) || read_cpu_nodes(&allowed, facts, err) ? -1 : 0;
}

/* ---- distances ---- */

/* A row has the distances to all online nodes, in order. */
static int read_row(unsigned int node, size_t count, unsigned char *row,
		    struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	char path[64], *at, *end;

	snprintf(path, sizeof(path), NODE_DIR "/node%u/distance", node);
	text = mp_file_line(path);
	if (!text)
		return cannot_read(path, err);
	at = text;
	for (size_t i = 0; i < count; i++, at = end) {
		unsigned long value = strtoul(at, &end, 10);

		if (end == at || value > 255)
			return strange(path, err);
		row[i] = (unsigned char)value;
	}
	return 0;
}

static int read_distances(struct words_facts *facts, struct mempolicy_error *err)
{
	size_t count = mempolicy_nodes_count(&facts->online), row = 0;

	facts->distances = calloc(count, count);
	if (!facts->distances)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM,
					  "distances of nodes");
	for (unsigned int node = mempolicy_nodes_first(&facts->online); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(&facts->online, node), row++)
		if (read_row(node, count, facts->distances + row * count, err))
			return -1;
	return 0;
}

static int read_with_cpus(struct words_facts *facts, struct mempolicy_error *err)
{
	return read_nodes(NODE_DIR "/has_cpu", &facts->with_cpus, err);
}

/* ---- tiers and devices ---- */

/* Tiers exist since Linux 6.1, on some machines; without them, distances are used. */
static int read_tiers(struct words_facts *facts, struct mempolicy_error *err)
{
	CLEANUP(cleanup_dir) DIR *dir = opendir(TIER_DIR);
	const struct dirent *entry;

	while (dir && facts->tier_count < WORDS_TIERS && (entry = readdir(dir))) {
		struct words_tier *tier = &facts->tiers[facts->tier_count];
		char path[sizeof(TIER_DIR) + sizeof(entry->d_name) + sizeof("/nodelist")];

		/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it */
		if (sscanf(entry->d_name, "memory_tier%u", &tier->number) != 1)
			continue;
		snprintf(path, sizeof(path), TIER_DIR "/%s/nodelist", entry->d_name);
		if (read_nodes(path, &tier->nodes, err))
			return -1;
		facts->tier_count++;
	}
	return facts->tier_count ? 0 : read_with_cpus(facts, err) || read_distances(facts, err);
}

static int read_device(const struct mempolicy_word *word, struct words_facts *facts,
		       struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	char path[96];

	snprintf(path, sizeof(path), PCI_DIR "/%04x:%02x:%02x.%x/numa_node", word->pci.domain,
		 word->pci.bus, word->pci.device, word->pci.function);
	text = mp_file_line(path);
	if (!text && errno != ENOENT)
		return cannot_read(path, err);
	facts->has_device = text;
	if (text)
		facts->device_node = (int)strtol(text, NULL, 10);
	return 0;
}

/* ---- what a word needs ---- */

int facts_read(const struct mempolicy_word *word, const struct facts_of *of,
	       struct words_facts *ret, struct mempolicy_error *err)
{
	*ret = (struct words_facts){.online = of->machine->online,
				    .with_memory = of->machine->with_memory,
				    .usable = of->usable};
	switch (word->kind) {
	case MEMPOLICY_WORD_CPUS:
	case MEMPOLICY_WORD_WITHIN:
		return read_of_cpus(of, ret, err) || read_distances(ret, err) ? -1 : 0;
	case MEMPOLICY_WORD_TIER:
		return read_tiers(ret, err) ? -1 : 0;
	case MEMPOLICY_WORD_MEMORY_ONLY:
		return read_with_cpus(ret, err);
	case MEMPOLICY_WORD_PCI:
		return read_device(word, ret, err);
	default:
		return 0;
	}
}

void facts_drop(struct words_facts *facts)
{
	free(facts->distances);
	facts->distances = NULL;
}

int facts_resolve(const struct mempolicy_word *word, const struct facts_of *of,
		  struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	struct words_facts facts;
	int result = facts_read(word, of, &facts, err);

	if (result == 0)
		result = words_resolve(word, &facts, ret, err);
	facts_drop(&facts);
	return result;
}

/* ---- --require-local ---- */

static int not_local(unsigned int node, const struct facts_of *of,
		     const struct mempolicy_nodes *local, struct mempolicy_error *err)
{
	char cpus[128], nodes[128];
	struct cpus allowed;

	if (facts_cpus(of, &allowed, err))
		return -1;
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_NODES,
		     "node %u is not local: it is not among the nodes (%s) of the container's CPUs "
		     "(%s)",
		     node, mp_error_nodes(nodes, sizeof(nodes), local),
		     cpus_text(cpus, sizeof(cpus), &allowed));
	return mp_error_remedy(err, "name nodes of these CPUs, or set linux.resources.cpu.cpus to "
				    "CPUs of the node");
}

int facts_check_local(const struct mempolicy_nodes *nodes, const struct facts_of *of,
		      struct mempolicy_error *err)
{
	static const struct mempolicy_word cpus = {.kind = MEMPOLICY_WORD_CPUS};
	struct mempolicy_nodes local, others;
	struct words_facts facts;
	int result = facts_read(&cpus, of, &facts, err);

	if (result == 0) {
		local = words_of_cpus(&facts, &of->machine->with_memory);
		others = mempolicy_nodes_minus(nodes, &local);
		if (!mempolicy_nodes_empty(&others))
			result = not_local(mempolicy_nodes_first(&others), of, &local, err);
	}
	facts_drop(&facts);
	return result;
}
