/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shows whether the kernel moves pages of processes that differ only in their policy:
 *
 *   moved FROM CPU POLICY... -- POLICY...
 *
 * A process for each policy has its pages on node FROM, then sets the policy, and uses them from a
 * CPU of another node, until nearly all pages of the first policies have been moved, or two minutes
 * are over. Prints for every policy how many pages were moved: none, some, or most.
 */
#include <err.h>
#include <numaif.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "mempolicy.h"

enum { PAGES = 512, CHILDREN = 16, SECONDS = 120 };

static void set_policy(const char *text)
{
	struct mempolicy_notation notation;
	struct mempolicy_error error;

	if (mempolicy_notation_parse(text, strlen(text), &notation, &error))
		errx(EX_USAGE, "%s", error.message);
	/* The kernel uses one bit less than it is given. */
	if (set_mempolicy((int)notation.policy.mode | (int)notation.policy.flags,
			  notation.policy.nodes.words, MEMPOLICY_MAX_NODES + 1))
		err(EX_OSERR, "set_mempolicy %s", text);
}

static char *memory(size_t size)
{
	char *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (bytes == MAP_FAILED || madvise(bytes, size, MADV_NOHUGEPAGE))
		err(EX_OSERR, "memory");
	return bytes;
}

static void touch(volatile char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i += 4096)
		bytes[i]++;
}

/* The parent maps the same pages at the same address. */
static pid_t use(char *bytes, const char *from, int cpu, const char *policy)
{
	pid_t child = fork();
	cpu_set_t cpus;
	char bind[32];

	if (child != 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(bind, sizeof(bind), "bind:%s", from);
	set_policy(bind);
	touch(bytes, PAGES * 4096UL);
	set_policy(policy);
	CPU_ZERO(&cpus);
	CPU_SET((size_t)cpu, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		err(EX_OSERR, "CPU %d", cpu);
	for (;;)
		touch(bytes, PAGES * 4096UL);
}

/* Returns how many pages of the process are not on that node. */
static unsigned int moved(pid_t child, char *bytes, int from)
{
	int nodes[PAGES];
	void *pages[PAGES];
	unsigned int count = 0;

	for (size_t i = 0; i < PAGES; i++)
		pages[i] = bytes + i * 4096;
	if (move_pages(child, PAGES, pages, NULL, nodes, 0) < 0)
		err(EX_OSERR, "move_pages");
	for (size_t i = 0; i < PAGES; i++)
		count += nodes[i] >= 0 && nodes[i] != from;
	return count;
}

static const char *share(unsigned int count)
{
	if (count == 0)
		return "none";
	return count > PAGES * 9 / 10 ? "most" : "some";
}

static int number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end)
		errx(EX_USAGE, "%s is not a number", text);
	return (int)value;
}

static int watch(int argc, char **argv)
{
	const char *from = argv[1];
	pid_t children[CHILDREN] = {0};
	char *bytes = memory(PAGES * 4096UL);
	time_t end = time(NULL) + SECONDS;
	int first = argc;

	for (int i = 3; i < argc; i++)
		if (strcmp(argv[i], "--") == 0)
			first = i;
		else
			children[i] = use(bytes, from, number(argv[2]), argv[i]);
	for (int i = 3; i < first && time(NULL) < end; i++)
		while (moved(children[i], bytes, number(from)) <= PAGES * 9 / 10 &&
		       time(NULL) < end)
			sleep(1);
	for (int i = 3; i < argc; i++)
		if (i != first)
			printf("%s: %s\n", argv[i], share(moved(children[i], bytes, number(from))));
	for (int i = 3; i < argc; i++)
		if (i != first)
			kill(children[i], SIGKILL);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 4 || argc > CHILDREN)
		errx(EX_USAGE, "usage: moved FROM CPU POLICY... [-- POLICY...]");
	return watch(argc, argv);
}
