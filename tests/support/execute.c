/* SPDX-License-Identifier: Apache-2.0 */
#include "execute.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void execute_add(execute_argv argv, const char *argument)
{
	size_t count = 0;

	while (argv[count])
		count++;
	if (count == EXECUTE_ARGS)
		abort();
	argv[count] = argument;
}

bool execute_become(uid_t uid, const char *home)
{
	return setenv("XDG_RUNTIME_DIR", home, 1) == 0 && setenv("HOME", home, 1) == 0 &&
	       chdir("/") == 0 &&
	       (getuid() == uid ||
		(setgroups(0, NULL) == 0 && setgid(uid) == 0 && setuid(uid) == 0));
}

bool execute_descriptors(int in, int out, int err)
{
	if (in < 0)
		in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
	       dup2(err, STDERR_FILENO) >= 0;
}

_Noreturn void execute(bool ready, const char *const argv[])
{
	if (ready)
		execvp(argv[0], (char *const *)argv);
	dprintf(STDERR_FILENO, "cannot start %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

int execute_exit_code(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
