/* SPDX-License-Identifier: Apache-2.0 */
/* The nodes that node words resolve to, on invented machines, and whose CPUs are meant. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "defect.h"
#include "facts.h"
#include "unit.h"
#include "words.h"

#define MAX 4

struct machine {
	const char *with_memory, *with_cpus; /* for nodes 0 to count - 1 */
	size_t count;
	unsigned char distances[MAX * MAX];
	struct {
		unsigned int number;
		const char *nodes;
	} tiers[MAX]; /* ended by an entry without nodes */
};

/* Two sockets with DRAM and, behind the second, CXL. */
static const struct machine cxl = {
	"0-2", "0-1", 3, {10, 21, 24, 21, 10, 14, 24, 14, 10}, {{22, "2"}, {4, "0-1"}, {7, ""}}};
/* The same, as seen by a kernel without tiers. */
static const struct machine untiered = {
	"0-2", "0-1", 3, {10, 21, 24, 21, 10, 14, 24, 14, 10}, {{0, NULL}}};
/* Node 3 has CPUs but no memory, and is as far from node 0 as from node 1. */
static const struct machine memoryless = {"0-2",
					  "0-1,3",
					  4,
					  {10, 20, 30, 15, 20, 10, 30, 15, 30, 30, 10, 17, 15, 15,
					   17, 10},
					  {{0, NULL}}};
/* Three tiers; the kernel lists them in any order. */
static const struct machine three = {
	"0-2", "0", 3, {10, 20, 30, 20, 10, 30, 30, 30, 10}, {{100, "1"}, {2, "0"}, {99, "2"}}};

/* Two sockets. */
static const struct machine whole = {"0-1", "0-1", 2, {10, 20, 20, 10}, {{0, NULL}}};

struct question {
	const char *name;
	const struct machine *machine;
	const char *allowed, *of_cpus;
	struct mempolicy_word word;
	int device; /* -2: none */
};

static void fill(const struct question *question, struct words_facts *ret)
{
	const struct machine *machine = question->machine;
	struct mempolicy_nodes allowed = nodes_of(question->allowed);

	memset(ret, 0, sizeof(*ret));
	for (unsigned int node = 0; node < machine->count; node++)
		mempolicy_nodes_add(&ret->online, node);
	ret->with_memory = nodes_of(machine->with_memory);
	ret->with_cpus = nodes_of(machine->with_cpus);
	ret->usable = mempolicy_nodes_and(&ret->with_memory, &allowed);
	ret->of_cpus = nodes_of(question->of_cpus);
	ret->distances = (unsigned char *)machine->distances;
	for (size_t i = 0; i < MAX && machine->tiers[i].nodes; i++) {
		ret->tiers[i].number = machine->tiers[i].number;
		ret->tiers[i].nodes = nodes_of(machine->tiers[i].nodes);
		ret->tier_count++;
	}
	ret->has_device = question->device != -2;
	ret->device_node = question->device;
}

#define ALL	    {.kind = MEMPOLICY_WORD_ALL}, -2
#define CPUS	    {.kind = MEMPOLICY_WORD_CPUS}, -2
#define WITHIN(n)   {.kind = MEMPOLICY_WORD_WITHIN, .number = (n)}, -2
#define TIER(n)	    {.kind = MEMPOLICY_WORD_TIER, .number = (n)}, -2
#define MEMORY_ONLY {.kind = MEMPOLICY_WORD_MEMORY_ONLY}, -2
#define PCI(node)   {.kind = MEMPOLICY_WORD_PCI, .pci = {0, 0x3b, 0, 0}}, (node)

static const struct {
	struct question question;
	const char *nodes;
} resolved[] = {
	{{"all", &cxl, "0-2", "0", ALL}, "0-2"},
	{{"all of the cpuset", &cxl, "1-2", "0", ALL}, "1-2"},
	{{"all with memory", &memoryless, "0-3", "0", ALL}, "0-2"},
	{{"cpus", &cxl, "0-2", "0", CPUS}, "0"},
	{{"cpus of two nodes", &cxl, "0-2", "0-1", CPUS}, "0-1"},
	{{"cpus in the cpuset", &cxl, "1-2", "0-1", CPUS}, "1"},
	{{"cpus without memory: all that are nearest", &memoryless, "0-3", "3", CPUS}, "0-1"},
	{{"cpus without memory: the nearest of the cpuset", &memoryless, "1-3", "3", CPUS}, "1"},
	{{"cpus without memory: far, but the only one", &memoryless, "2-3", "3", CPUS}, "2"},
	{{"cpus with and without memory", &memoryless, "0-3", "1,3", CPUS}, "0-1"},
	{{"within 10", &cxl, "0-2", "1", WITHIN(10)}, "1"},
	{{"within 14", &cxl, "0-2", "1", WITHIN(14)}, "1-2"},
	{{"within 13", &cxl, "0-2", "1", WITHIN(13)}, "1"},
	{{"within 21", &cxl, "0-2", "0", WITHIN(21)}, "0-1"},
	{{"within 255", &cxl, "0-2", "0", WITHIN(255)}, "0-2"},
	{{"within 14 of either", &cxl, "0-2", "0-1", WITHIN(14)}, "0-2"},
	{{"within, of the cpuset", &cxl, "2", "0", WITHIN(255)}, "2"},
	{{"within, of a node without memory", &memoryless, "0-3", "3", WITHIN(15)}, "0-1"},
	{{"the fastest tier", &cxl, "0-2", "0", TIER(0)}, "0-1"},
	{{"the next, past one that is empty", &cxl, "0-2", "0", TIER(1)}, "2"},
	{{"a tier in the cpuset", &cxl, "1-2", "0", TIER(0)}, "1"},
	{{"the fastest of three", &three, "0-2", "0", TIER(0)}, "0"},
	{{"the second of three", &three, "0-2", "0", TIER(1)}, "2"},
	{{"the slowest of three", &three, "0-2", "0", TIER(2)}, "1"},
	{{"the fastest tier by distance", &untiered, "0-2", "0", TIER(0)}, "0-1"},
	{{"the next by distance", &untiered, "0-2", "0", TIER(1)}, "2"},
	{{"memory-only", &cxl, "0-2", "0", MEMORY_ONLY}, "2"},
	{{"a device", &cxl, "0-2", "0", PCI(1)}, "1"},
};

START_TEST(a_word_comes_down_to_nodes)
{
	const struct question *question = &resolved[_i].question;
	struct mempolicy_nodes nodes;
	struct mempolicy_error err;
	struct words_facts facts;

	fill(question, &facts);
	assert_accepted(question->name, words_resolve(&question->word, &facts, &nodes, &err), &err);
	assert_nodes(question->name, &nodes, resolved[_i].nodes);
}
END_TEST

#define NONE(word)                                                                                 \
	"/linux/memoryPolicy/nodes: invalid memory policy nodes \"" word                           \
	"\": they resolve to no node: "
#define WIDEN "; widen linux.resources.cpu.mems, or choose other nodes"

static const struct {
	struct question question;
	const char *error;
} nothing[] = {
	{{"all", &memoryless, "3", "3", ALL},
	 NONE("all") "no node of the container's cpuset has memory" WIDEN},
	{{"cpus outside the cpuset", &cxl, "2", "0", CPUS},
	 NONE("cpus") "the nodes of the container's CPUs (0) are not among the nodes with memory "
		      "in the container's cpuset (2)" WIDEN},
	{{"within", &cxl, "2", "0", WITHIN(23)},
	 NONE("within:23") "no node with memory in the container's cpuset (2) is within that "
			   "distance of the nodes of its CPUs (0); allow a greater distance; see "
			   "oci-mempolicy topology"},
	{{"a tier that is not there", &cxl, "0-2", "0", TIER(2)},
	 NONE("tier:2") "this machine has fewer memory tiers, counted from 0, the fastest; name "
			"an existing tier; see oci-mempolicy topology"},
	{{"one by distance that is not there", &untiered, "0-2", "0", TIER(2)},
	 NONE("tier:2") "this machine has fewer memory tiers, counted from 0, the fastest; name "
			"an existing tier; see oci-mempolicy topology"},
	{{"a tier outside the cpuset", &cxl, "0", "0", TIER(1)},
	 NONE("tier:1") "the nodes of this tier (2) are not among the nodes with memory in the "
			"container's cpuset (0)" WIDEN},
	{{"memory-only", &cxl, "0-1", "0", MEMORY_ONLY},
	 NONE("memory-only") "every node with memory in the container's cpuset (0-1) has "
			     "CPUs" WIDEN},
	{{"memory-only, and none in the machine", &whole, "0-1", "0", MEMORY_ONLY},
	 NONE("memory-only") "every node with memory in the container's cpuset (0-1) has CPUs; "
			     "choose other nodes"},
	{{"no device", &cxl, "0-2", "0", PCI(-2)},
	 NONE("pci:0000:3b:00.0") "there is no such device; name a device that lspci -D shows"},
	{{"a device without a node", &cxl, "0-2", "0", PCI(-1)},
	 NONE("pci:0000:3b:00.0") "the firmware does not report the node of this device (its "
				  "numa_node is -1); name the node itself"},
	{{"a device whose node has no memory", &memoryless, "0-3", "0", PCI(3)},
	 NONE("pci:0000:3b:00.0") "the nodes of this device (3) are not among the nodes with "
				  "memory in the container's cpuset (0-2); choose other nodes"},
};

START_TEST(a_word_that_comes_down_to_none_says_why)
{
	const struct question *question = &nothing[_i].question;
	struct mempolicy_nodes nodes;
	struct mempolicy_error err;
	struct words_facts facts;

	fill(question, &facts);
	assert_refused(question->name, words_resolve(&question->word, &facts, &nodes, &err), &err,
		       MEMPOLICY_ERROR_INVALID, nothing[_i].error);
}
END_TEST

/* ---- CPUs ---- */

/* Starts a process that may use only one CPU. */
static pid_t start_on(unsigned int cpu)
{
	pid_t child = fork();
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (child == 0)
		for (;;)
			pause();
	ck_assert(child > 0 && sched_setaffinity(child, sizeof(set), &set) == 0);
	return child;
}

static void assert_cpus(pid_t proc_pid, const char *config, const char *expected)
{
	struct cpus cpus, found;
	struct facts_of of = {.cpus = config ? &cpus : NULL, .proc_pid = proc_pid};
	struct mempolicy_error err;
	struct defect defect;
	char text[64];

	if (config)
		ck_assert_int_eq(cpus_read(config, strlen(config), &cpus, &defect), 0);
	ck_assert_int_eq(facts_cpus(&of, &found, &err), 0);
	ck_assert_str_eq(cpus_text(text, sizeof(text), &found), expected);
}

/* A parent's cpuset or an affinity leaves fewer than config.json names. */
START_TEST(the_cpus_are_those_of_config_that_the_kernel_allows)
{
	unsigned int here = (unsigned int)sched_getcpu();
	pid_t child = start_on(here);
	char own[16];

	snprintf(own, sizeof(own), "%u", here);
	assert_cpus(child, NULL, own);
	assert_cpus(child, "0-8191", own);
	/* not in effect yet */
	assert_cpus(child, "8190-8191", "8190-8191");
	/* without a process, nothing is known about the container's cpuset */
	assert_cpus(0, "0-8191", "0-8191");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}
END_TEST

void add_words(TCase *tcase)
{
	tcase_add_test(tcase, the_cpus_are_those_of_config_that_the_kernel_allows);
	add_loop_tests(tcase, LENGTH(resolved), a_word_comes_down_to_nodes);
	add_loop_tests(tcase, LENGTH(nothing), a_word_that_comes_down_to_none_says_why);
}
