/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process of the containers: prints on one line of JSON which memory policy it finds.
 *
 *   probe            its own, that of two threads, and that of a program it forks and execs
 *   probe pause      the same, and waits to be killed
 *   probe own        its own only
 *   probe numa_maps  what its stack has according to /proc/self/numa_maps, and the errno that
 *                    set_mempolicy(2), get_mempolicy(2) and ptrace(2) end with
 *   probe noop       nothing: a hook that reads its standard input to the end
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NODES	      1024
#define BITS_PER_WORD (8 * sizeof(unsigned long))
#define TEXT	      8192

/* {"policy":MODE_AND_FLAGS,"nodes":[NODE,...]} */
static void describe(char text[TEXT])
{
	unsigned long mask[NODES / BITS_PER_WORD] = {0};
	int policy = -1;
	size_t used;

	if (syscall(SYS_get_mempolicy, &policy, mask, NODES + 1UL, 0, 0)) {
		snprintf(text, TEXT, "{\"errno\":%d}", errno);
		return;
	}
	used = (size_t)snprintf(text, TEXT, "{\"policy\":%d,\"nodes\":[", policy);
	for (size_t node = 0, count = 0; node < NODES; node++)
		if (mask[node / BITS_PER_WORD] >> (node % BITS_PER_WORD) & 1)
			used += (size_t)snprintf(
				text + used, TEXT - used, count++ ? ",%zu" : "%zu", node);
	snprintf(text + used, TEXT - used, "]}");
}

static void *describe_thread(void *text)
{
	describe(text);
	return NULL;
}

static void in_thread(char text[TEXT])
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, describe_thread, text) || pthread_join(thread, NULL))
		snprintf(text, TEXT, "\"no thread\"");
}

/* What this program prints when it is executed anew in a child. */
static void in_child(const char *program, char text[TEXT])
{
	int ends[2];
	ssize_t got, used = 0;
	pid_t child;

	snprintf(text, TEXT, "\"no child\"");
	if (pipe(ends))
		return;
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execl(program, program, "own", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	while ((got = read(ends[0], text + used, (size_t)(TEXT - 1 - used))) > 0)
		used += got;
	if (used > 0)
		text[used] = '\0';
	close(ends[0]);
	waitpid(child, NULL, 0);
}

static void print_all(const char *program)
{
	static char own[TEXT], threads[2][TEXT], child[TEXT];

	describe(own);
	in_thread(threads[0]);
	in_thread(threads[1]);
	in_child(program, child);
	printf("{\"main\":%s,\"threads\":[%s,%s],\"child\":%s}\n", own, threads[0], threads[1],
		child);
}

static void print_numa_maps(void)
{
	FILE *maps = fopen("/proc/self/numa_maps", "re");
	char line[1024], policy[64] = "", found[64] = "";
	long results[3];

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%*x %63s", policy) == 1 && strstr(line, " stack"))
			memcpy(found, policy, sizeof(found));
	results[0] = syscall(SYS_set_mempolicy, 0, NULL, 0) ? errno : 0;
	results[1] = syscall(SYS_get_mempolicy, NULL, NULL, 0, 0, 0) ? errno : 0;
	results[2] = ptrace(PTRACE_TRACEME, 0, 0, 0) ? errno : 0;
	printf("{\"stack\":\"%s\",\"errno\":[%ld,%ld,%ld]}\n", found, results[0], results[1],
		results[2]);
}

static void drain(void)
{
	char buf[4096];

	while (read(STDIN_FILENO, buf, sizeof(buf)) > 0)
		;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "all";
	char text[TEXT];

	if (strcmp(what, "noop") == 0) {
		drain();
	} else if (strcmp(what, "own") == 0) {
		describe(text);
		fputs(text, stdout);
	} else if (strcmp(what, "numa_maps") == 0) {
		print_numa_maps();
	} else {
		print_all(argv[0]);
	}
	fflush(stdout);
	while (strcmp(what, "pause") == 0)
		pause();
	return EXIT_SUCCESS;
}
