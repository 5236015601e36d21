/* SPDX-License-Identifier: Apache-2.0 */
#include "init.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void init_become(void)
{
	int status;
	pid_t pid;

	if (unshare(CLONE_NEWPID))
		err(1, "a new pid namespace (requires root)");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		if (unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS))
			err(1, "new mount, ipc, network and uts namespaces");
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		return;
	}
	if (waitpid(pid, &status, 0) < 0)
		err(1, "waitpid");
	exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void *do_nothing(void *unused)
{
	for (;;)
		pause();
	return unused;
}

void init_have_threads(unsigned int count)
{
	pthread_t thread;

	for (unsigned int i = 1; i < count; i++) {
		errno = pthread_create(&thread, NULL, do_nothing, NULL);
		if (errno)
			err(1, "pthread_create");
	}
}

void init_drop_policy(void)
{
	if (syscall(SYS_set_mempolicy, MPOL_DEFAULT, NULL, 0))
		err(1, "set_mempolicy");
}

int init_open_proc(void)
{
	int config = fsopen("proc", FSOPEN_CLOEXEC);
	int fd;

	if (config < 0 || fsconfig(config, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		err(1, "procfs");
	fd = fsmount(config, FSMOUNT_CLOEXEC, 0);
	if (fd < 0)
		err(1, "procfs");
	close(config);
	return fd;
}
