/* SPDX-License-Identifier: Apache-2.0 */
#include "found.h"

#include <errno.h>
#include <numaif.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NODES	      1024
#define BITS_PER_WORD (8 * sizeof(unsigned long))

static size_t print_nodes(char *text, const unsigned long *mask)
{
	size_t used = (size_t)snprintf(text, POLICY_TEXT, "[");

	for (size_t node = 0; node < NODES; node++)
		if (mask[node / BITS_PER_WORD] >> (node % BITS_PER_WORD) & 1)
			used += (size_t)snprintf(text + used, POLICY_TEXT - used,
						 used > 1 ? ",%zu" : "%zu", node);
	return used + (size_t)snprintf(text + used, POLICY_TEXT - used, "]");
}

void policy_describe(char text[POLICY_TEXT])
{
	unsigned long mask[NODES / BITS_PER_WORD] = {0};
	char nodes[POLICY_TEXT];
	int mode = -1;

	if (get_mempolicy(&mode, mask, NODES + 1UL, NULL, 0)) {
		snprintf(text, POLICY_TEXT, "{\"errno\":%d}", errno);
		return;
	}
	print_nodes(nodes, mask);
	snprintf(text, POLICY_TEXT, "{\"mode\":%d,\"nodes\":%.8000s}", mode, nodes);
}

static void *describe_thread(void *text)
{
	policy_describe(text);
	return NULL;
}

static void in_thread(char text[POLICY_TEXT])
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, describe_thread, text) || pthread_join(thread, NULL))
		snprintf(text, POLICY_TEXT, "\"no thread\"");
}

/* The policy of a child, or of a program that it executes. */
static void in_child(const char *program, char text[POLICY_TEXT])
{
	int ends[2];
	ssize_t got, used = 0;
	pid_t child;

	snprintf(text, POLICY_TEXT, "\"no child\"");
	if (pipe(ends))
		return;
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		if (program)
			execl(program, program, "policy", (char *)NULL);
		else
			policy_describe(text);
		_exit(write(STDOUT_FILENO, text, strlen(text)) < 0);
	}
	close(ends[1]);
	while ((got = read(ends[0], text + used, (size_t)(POLICY_TEXT - 1 - used))) > 0)
		used += got;
	if (used > 0)
		text[used] = '\0';
	text[strcspn(text, "\n")] = '\0';
	close(ends[0]);
	waitpid(child, NULL, 0);
}

void policy_print_all(const char *program)
{
	static char own[POLICY_TEXT], threads[2][POLICY_TEXT], child[POLICY_TEXT],
		executed[POLICY_TEXT], allowed[POLICY_TEXT];
	unsigned long mask[NODES / BITS_PER_WORD] = {0};

	policy_describe(own);
	in_thread(threads[0]);
	in_thread(threads[1]);
	in_child(NULL, child);
	in_child(program, executed);
	get_mempolicy(NULL, mask, NODES + 1UL, NULL, MPOL_F_MEMS_ALLOWED);
	print_nodes(allowed, mask);
	printf("{\"main\":%s,\"thread 1\":%s,\"thread 2\":%s,\"child\":%s,\"program\":%s,"
	       "\"allowed\":%s}\n",
	       own, threads[0], threads[1], child, executed, allowed);
	fflush(stdout);
}
