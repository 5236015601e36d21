/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A container's init with two threads, which runtimes cannot be made to have.
 *
 *   init one|both HOOK OPTION...  the first thread, or both, set MPOL_BIND:0; the first runs the
 *                                 hook; then prints the policy of each on a line. The exit code is
 *                                 that of the hook
 *   init EPERM|ENOSYS HOOK OPTION...  like one, but setting a policy fails with this error in the
 *                                     second thread
 *   init execute PROGRAM          prints a line and waits for a byte; then the first thread
 *                                 executes the program
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <numaif.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "found.h"

static sem_t is_ready, is_over;
static bool both;
static unsigned int sys_errno; /* 0: none */

static void bind_to_node_0(void)
{
	const unsigned long node_0 = 1;

	if (set_mempolicy(MPOL_BIND, &node_0, 8 * sizeof(node_0)))
		abort();
}

/* For the calling thread. */
static void forbid_policies(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_set_mempolicy, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | sys_errno),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		abort();
}

static void print_policy(void)
{
	char text[POLICY_TEXT];

	policy_describe(text);
	puts(text);
}

static void *run_second(void *data)
{
	if (both)
		bind_to_node_0();
	if (sys_errno)
		forbid_policies();
	sem_post(&is_ready);
	sem_wait(&is_over);
	print_policy();
	return data;
}

/* The hook is a child of this thread, and so inherits its policy. */
static int run_hook(char **argv)
{
	pid_t hook = fork();
	int status;

	if (hook == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	if (waitpid(hook, &status, 0) != hook || !WIFEXITED(status))
		abort();
	return WEXITSTATUS(status);
}

static int execute(char **argv)
{
	char byte;

	puts("ready");
	fflush(stdout);
	if (read(STDIN_FILENO, &byte, 1) == 1)
		execv(argv[0], argv);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int exit_code;

	if (argc < 3)
		return EXIT_FAILURE;
	both = strcmp(argv[1], "both") == 0;
	if (strcmp(argv[1], "EPERM") == 0)
		sys_errno = EPERM;
	if (strcmp(argv[1], "ENOSYS") == 0)
		sys_errno = ENOSYS;
	/* The thread inherits the policy of its creator, which has none yet. */
	if (sem_init(&is_ready, 0, 0) || sem_init(&is_over, 0, 0) ||
	    pthread_create(&thread, NULL, run_second, NULL))
		return EXIT_FAILURE;
	sem_wait(&is_ready);
	if (strcmp(argv[1], "execute") == 0)
		return execute(argv + 2);
	bind_to_node_0();
	exit_code = run_hook(argv + 2);
	print_policy();
	sem_post(&is_over);
	pthread_join(thread, NULL);
	return exit_code;
}
