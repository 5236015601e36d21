/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process of the containers: prints on one line of JSON which memory policy it has.
 *
 *   probe            the line of policy_print_all()
 *   probe pause      the same, then waits to be killed
 *   probe repeat     writes the same to the file /policies; again at each SIGUSR1, until SIGTERM
 *   probe policy     only its own policy
 *   probe numa_maps  the policy of its stack according to /proc/self/numa_maps, and the errno of
 *                    set_mempolicy(2), get_mempolicy(2) and ptrace(2)
 *   probe noop       nothing: a hook that reads its standard input to the end
 */
#include <errno.h>
#include <fcntl.h>
#include <numaif.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "found.h"

static void print_numa_maps(void)
{
	FILE *maps = fopen("/proc/self/numa_maps", "re");
	char line[1024], policy[64] = "", found[64] = "";
	long results[3];

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%*x %63s", policy) == 1 && strstr(line, " stack"))
			memcpy(found, policy, sizeof(found));
	results[0] = set_mempolicy(MPOL_DEFAULT, NULL, 0) ? errno : 0;
	results[1] = get_mempolicy(NULL, NULL, 0, NULL, 0) ? errno : 0;
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

/* Keeps no file of the host open, because CRIU could not restore it. */
static int repeat(const char *program)
{
	int null = open("/dev/null", O_RDWR);
	int file = open("/policies", O_WRONLY | O_CREAT | O_TRUNC, 0644);
	int caught = SIGUSR1;
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	if (dup2(null, STDIN_FILENO) < 0 || dup2(file, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		return EXIT_FAILURE;
	close(null);
	close(file);
	for (; caught != SIGTERM; sigwait(&signals, &caught))
		policy_print_all(program);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "all";
	char text[POLICY_TEXT];

	if (strcmp(what, "repeat") == 0)
		return repeat(argv[0]);
	if (strcmp(what, "noop") == 0) {
		drain();
	} else if (strcmp(what, "policy") == 0) {
		policy_describe(text);
		puts(text);
	} else if (strcmp(what, "numa_maps") == 0) {
		print_numa_maps();
	} else {
		policy_print_all(argv[0]);
	}
	fflush(stdout);
	while (strcmp(what, "pause") == 0)
		pause();
	return EXIT_SUCCESS;
}
