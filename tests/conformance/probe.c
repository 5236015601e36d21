/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process of the containers: reports the memory policy that it runs under, and where its memory
 * is.
 *
 *   probe MIB CPU end|wait   prints the line of policy_print_all(); then, if MIB is not 0, touches
 *                            that much memory, on CPU unless it is -1, and prints a line with the
 *                            number of pages on each node. With wait, repeats this for each line of
 *                            standard input.
 *   probe policy             prints only its own policy
 *
 * It asks the kernel through libnuma, and shares no code with what is tested.
 */
#include <errno.h>
#include <numaif.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "found.h"

#define NODES	   1024
#define MIB	   (1024UL * 1024)
#define FIRST_PART (32 * MIB) /* also counted separately */
#define BATCH	   4096	      /* pages in one call of move_pages(2) */

/* ---- pages ---- */

struct counts {
	size_t nodes[NODES];
	size_t nowhere;
};

/* Maps memory between inaccessible pages, so that the kernel cannot merge it with another mapping;
 * in small pages, so that the shares of nodes are exact. */
static char *map_apart(size_t size, size_t page)
{
	char *area = mmap(NULL, size + 2 * page, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (area == MAP_FAILED || mprotect(area + page, size, PROT_READ | PROT_WRITE))
		return NULL;
	madvise(area + page, size, MADV_NOHUGEPAGE);
	return area + page;
}

static bool ask(size_t count, void **pages, int *status)
{
	return move_pages(0, count, pages, NULL, status, 0) == 0;
}

/* A page that NUMA balancing watches counts as absent until it is touched again. */
static bool ask_again(void *page, int *status)
{
	for (int tries = 0; *status < 0 && tries < 100; tries++) {
		*(volatile char *)page = 1;
		if (!ask(1, &page, status))
			return false;
	}
	return true;
}

static bool count_pages(char *area, size_t size, size_t page, struct counts *counts)
{
	static void *pages[BATCH];
	static int status[BATCH];

	for (size_t done = 0; done < size;) {
		size_t batch = 0;

		for (; batch < BATCH && done < size; batch++, done += page)
			pages[batch] = area + done;
		if (!ask(batch, pages, status))
			return false;
		for (size_t i = 0; i < batch; i++) {
			if (!ask_again(pages[i], &status[i]))
				return false;
			if (status[i] >= 0 && status[i] < NODES)
				counts->nodes[status[i]]++;
			else
				counts->nowhere++;
		}
	}
	return true;
}

/* Reads the same from /proc/self/numa_maps: "7f0000000000 POLICY anon=8192 N0=4096 N1=4096 ..." */
static void read_numa_maps(const char *area, struct counts *counts)
{
	FILE *maps = fopen("/proc/self/numa_maps", "re");
	static char line[16384];

	while (maps && fgets(line, sizeof(line), maps)) {
		if (strtoul(line, NULL, 16) != (unsigned long)area)
			continue;
		for (const char *at = strstr(line, " N"); at; at = strstr(at + 1, " N")) {
			char *end;
			unsigned long node = strtoul(at + 2, &end, 10);

			if (*end == '=' && node < NODES)
				counts->nodes[node] = strtoul(end + 1, NULL, 10);
		}
	}
	if (maps)
		fclose(maps);
}

static void print_counts(const char *name, const struct counts *counts)
{
	const char *comma = "";

	printf("\"%s\":{", name);
	for (size_t node = 0; node < NODES; node++) {
		if (!counts->nodes[node])
			continue;
		printf("%s\"%zu\":%zu", comma, node, counts->nodes[node]);
		comma = ",";
	}
	if (counts->nowhere)
		printf("%s\"nowhere\":%zu", comma, counts->nowhere);
	printf("}");
}

static void print_pages(size_t mib)
{
	static struct counts all, first, maps;
	size_t page = (size_t)sysconf(_SC_PAGESIZE), size = mib * MIB;
	char *area = map_apart(size, page);

	memset(&all, 0, sizeof(all));
	memset(&first, 0, sizeof(first));
	memset(&maps, 0, sizeof(maps));
	for (size_t offset = 0; area && offset < size; offset += page)
		area[offset] = 1;
	if (!area || !count_pages(area, size, page, &all) ||
	    !count_pages(area, size < FIRST_PART ? size : FIRST_PART, page, &first)) {
		printf("{\"errno\":%d}\n", errno);
		return;
	}
	read_numa_maps(area, &maps);
	printf("{");
	print_counts("all", &all);
	printf(",");
	print_counts("first", &first);
	printf(",");
	print_counts("numa_maps", &maps);
	printf("}\n");
	fflush(stdout);
	munmap(area - page, size + 2 * page);
}

/* ---- */

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		printf("{\"errno\":%d}\n", errno);
}

int main(int argc, char **argv)
{
	char text[POLICY_TEXT];
	size_t mib;
	int cpu;

	if (argc == 2 && strcmp(argv[1], "policy") == 0) {
		policy_describe(text);
		return puts(text) < 0;
	}
	if (argc != 4)
		return 64;
	mib = strtoul(argv[1], NULL, 10);
	cpu = (int)strtol(argv[2], NULL, 10);
	if (cpu >= 0)
		pin(cpu);
	do {
		policy_print_all(argv[0]);
		if (mib)
			print_pages(mib);
	} while (strcmp(argv[3], "wait") == 0 && fgets(text, sizeof(text), stdin));
	return EXIT_SUCCESS;
}
