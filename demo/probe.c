/* SPDX-License-Identifier: Apache-2.0 */
/* The demo's container process: prints the memory policy that it runs under, and the nodes on which
 * the kernel then places its memory. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NODES	      1024
#define BITS_PER_WORD (8 * sizeof(unsigned long))
/* From linux/mempolicy.h, of which older versions do not have all flags. */
#define MODE_FLAGS (7 << 13)
#define MEMORY	   (8UL * 1024 * 1024)
#define PAGES_MAX  (MEMORY / 4096)

static const struct {
	int mode;
	const char *name, *meaning;
} modes[] = {
	{0, "MPOL_DEFAULT",
	 "no policy: memory comes from the node of the CPU that touches it first"},
	{1, "MPOL_PREFERRED", "memory comes from this node until it is full"},
	{2, "MPOL_BIND", "memory comes from these nodes only"},
	{3, "MPOL_INTERLEAVE", "pages are spread evenly over these nodes"},
	{4, "MPOL_LOCAL", "memory comes from the node of the CPU that touches it first"},
	{5, "MPOL_PREFERRED_MANY", "memory comes from these nodes until they are full"},
	{6, "MPOL_WEIGHTED_INTERLEAVE",
	 "pages are spread over these nodes in proportion to their weights"},
};

static const struct {
	int flag;
	const char *name;
} flags[] = {
	{1 << 13, "MPOL_F_NUMA_BALANCING"},
	{1 << 14, "MPOL_F_RELATIVE_NODES"},
	{1 << 15, "MPOL_F_STATIC_NODES"},
};

static bool has(const unsigned long *nodes, size_t node)
{
	return node < NODES && nodes[node / BITS_PER_WORD] >> (node % BITS_PER_WORD) & 1;
}

/* Prints ", nodes 0-3,7", or nothing if there are none. */
static void print_nodes(const unsigned long *nodes)
{
	const char *separator = ", nodes ";

	for (size_t node = 0; node < NODES; node++) {
		size_t last = node;

		if (!has(nodes, node))
			continue;
		while (has(nodes, last + 1))
			last++;
		printf(last > node ? "%s%zu-%zu" : "%s%zu", separator, node, last);
		separator = ",";
		node = last;
	}
}

static int print_policy(void)
{
	unsigned long nodes[NODES / BITS_PER_WORD] = {0};
	const char *name = "unknown to this program", *meaning = "";
	int policy = 0, mode;

	if (syscall(SYS_get_mempolicy, &policy, nodes, NODES + 1UL, 0, 0)) {
		printf("get_mempolicy: %s\n", strerror(errno));
		return 1;
	}
	mode = policy & ~MODE_FLAGS;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (modes[i].mode == mode) {
			name = modes[i].name;
			meaning = modes[i].meaning;
		}
	printf("policy: %s", name);
	print_nodes(nodes);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (policy & flags[i].flag)
			printf(", %s", flags[i].name);
	printf(" (%s)\n", meaning);
	return 0;
}

/* move_pages(2) without target nodes reports the node of each page. */
static int print_placement(void)
{
	static void *pages[PAGES_MAX];
	static int node_of[PAGES_MAX];
	unsigned long size = (unsigned long)sysconf(_SC_PAGESIZE), count = MEMORY / size;
	char *memory =
		mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return 1;
	memset(memory, 1, MEMORY);
	for (size_t i = 0; i < count; i++)
		pages[i] = memory + i * size;
	if (syscall(SYS_move_pages, 0, count, pages, NULL, node_of, 0)) {
		printf("move_pages: %s\n", strerror(errno));
		return 1;
	}
	fputs("memory: 8 MiB touched, of which", stdout);
	for (int node = 0; node < NODES; node++) {
		size_t found = 0;

		for (size_t i = 0; i < count; i++)
			found += node_of[i] == node;
		if (found)
			printf(" %.1f MiB on node %d", (double)(found * size) / (1024 * 1024),
			       node);
	}
	putchar('\n');
	return 0;
}

int main(void)
{
	if (print_policy() || print_placement())
		return 1;
	return fflush(stdout) ? 1 : 0;
}
