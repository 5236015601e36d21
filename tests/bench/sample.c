/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <unistd.h>

#include "clock.h"

static int open_input(const struct input *input)
{
	int ends[2];

	if (!input->text) {
		ends[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (ends[0] < 0)
			err(1, "/dev/null");
		return ends[0];
	}
	if (pipe2(ends, O_CLOEXEC))
		err(1, "pipe2");
	if (write(ends[1], input->text, input->length) != (ssize_t)input->length)
		err(1, "writing to a pipe");
	close(ends[1]);
	return ends[0];
}

static void check_end(char **command, int status)
{
	if (WIFSIGNALED(status))
		errx(1, "%s was killed by signal %d", command[0], WTERMSIG(status));
	if (WEXITSTATUS(status))
		errx(1, "%s failed with exit code %d", command[0], WEXITSTATUS(status));
}

double sample_time(char **command, const struct input *input)
{
	posix_spawn_file_actions_t actions;
	double begin, took;
	int fd = open_input(input), status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
	begin = seconds_now();
	errno = posix_spawn(&pid, command[0], &actions, NULL, command, environ);
	if (errno)
		err(1, "%s", command[0]);
	if (waitpid(pid, &status, 0) < 0)
		err(1, "waitpid");
	took = seconds_now() - begin;
	posix_spawn_file_actions_destroy(&actions);
	close(fd);
	check_end(command, status);
	return took * 1e6;
}

static long read_peak(int proc_fd, pid_t pid)
{
	char path[32], text[4096];
	const char *line;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "%d/status", pid);
	fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (length < 0)
		err(1, "%s", path);
	close(fd);
	text[length] = '\0';
	line = strstr(text, "VmHWM:");
	if (!line)
		errx(1, "%s: no VmHWM", path);
	return strtol(line + strlen("VmHWM:"), NULL, 10);
}

static void start_traced(char **command, int fd)
{
	dup2(fd, STDIN_FILENO);
	if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0)
		execv(command[0], command);
	err(1, "%s", command[0]);
}

static void go_on(pid_t pid, int status, bool *begins)
{
	int signal =
		WSTOPSIG(status) == SIGTRAP || WSTOPSIG(status) == SIGSTOP ? 0 : WSTOPSIG(status);

	/* The first stop is that of execve(2). For the kernel, a process without a signal for its
	 * end, such as the hook's reader, is a clone. */
	if (*begins)
		ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEEXIT | PTRACE_O_TRACECLONE);
	*begins = false;
	ptrace(PTRACE_CONT, pid, 0, signal);
}

/* Follows it to its end; returns the peak memory of the process, or of the largest that it
 * started. */
static long follow(char **command, pid_t main_pid, int proc_fd)
{
	bool begins = true;
	long peak = 0, more;
	int status;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0)
			err(1, "waitpid");
		if (pid == main_pid && !WIFSTOPPED(status))
			break;
		if (!WIFSTOPPED(status))
			continue;
		more = status >> 16 == PTRACE_EVENT_EXIT ? read_peak(proc_fd, pid) : 0;
		peak = more > peak ? more : peak;
		go_on(pid, status, &begins);
	}
	check_end(command, status);
	return peak;
}

long sample_peak(char **command, const struct input *input, int proc_fd)
{
	int fd = open_input(input);
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		start_traced(command, fd);
	close(fd);
	return follow(command, pid, proc_fd);
}
