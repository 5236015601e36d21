/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "file_text.h"

static int start(const char *const argv[], bool quiet, int output, pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	int sys_errno;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (quiet)
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	sys_errno = posix_spawnp(ret, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return sys_errno;
}

static int read_all(int fd, const char *name, size_t most, struct child_output *ret,
		    struct mempolicy_error *err)
{
	ssize_t got = -1;

	ret->text = malloc(most + 2);
	if (ret->text)
		got = mp_file_text_read(fd, ret->text, most + 1);
	if (got < 0)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno,
					  "cannot read what %s prints", name);
	ret->text[got] = '\0';
	ret->length = (size_t)got;
	return 0;
}

int child_run(const char *const argv[], bool quiet, size_t most, struct child_output *ret,
	      struct mempolicy_error *err)
{
	int ends[2], result, sys_errno;
	pid_t child;

	*ret = (struct child_output){.text = NULL};
	if (pipe2(ends, O_CLOEXEC))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "pipe2");
	sys_errno = start(argv, quiet, ends[1], &child);
	close(ends[1]);
	if (sys_errno) {
		close(ends[0]);
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "cannot run %s",
					  argv[0]);
	}
	result = read_all(ends[0], argv[0], most, ret, err);
	close(ends[0]);
	while (waitpid(child, &ret->status, 0) < 0 && errno == EINTR)
		;
	return result;
}
