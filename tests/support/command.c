/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#define UNIFIED "/sys/fs/cgroup/unified"

void command_init(struct command *command, const char *program, ...)
{
	va_list args;
	const char *argument;

	*command = (struct command){.argv = {program}, .stdin_fd = -1};
	va_start(args, program);
	while ((argument = va_arg(args, const char *)))
		command_add(command, argument);
	va_end(args);
}

void command_add(struct command *command, const char *argument)
{
	execute_add(command->argv, argument);
}

/* ---- in the child ---- */

/* crun (from 0.4 on, its commit 934c728099b8) refuses to run if cgroup v2, mounted within v1, has
 * controllers. */
static bool hide_unified(void)
{
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	/* EINVAL, ENOENT: it is not mounted here. */
	return umount(UNIFIED) == 0 || errno == EINVAL || errno == ENOENT;
}

static void become_program(const struct command *command, int terminal)
{
	bool ready;

	if (command->terminal)
		ready = login_tty(terminal) == 0 && dup2(command->err_fd, STDERR_FILENO) >= 0;
	else
		ready = setsid() >= 0 &&
			execute_descriptors(command->stdin_fd, command->out_fd, command->err_fd);
	if (ready && command->v1_cgroups)
		ready = hide_unified();
	if (ready && command->uid)
		ready = execute_become(command->uid, command->home);
	execute(ready, command->argv);
}

/* ---- in the test ---- */

/* Returns the program's end; *ret_own is the other end, reading from which never blocks. */
static int open_terminal(int *ret_own)
{
	int terminal;

	ck_assert_int_eq(openpty(ret_own, &terminal, NULL, NULL, NULL), 0);
	ck_assert_int_eq(fcntl(*ret_own, F_SETFD, FD_CLOEXEC), 0);
	ck_assert_int_eq(fcntl(*ret_own, F_SETFL, O_NONBLOCK), 0);
	return terminal;
}

void command_start(struct command *command)
{
	int terminal = -1;

	command->err_fd = memfd_create("stderr", MFD_CLOEXEC);
	if (command->terminal)
		terminal = open_terminal(&command->out_fd);
	else
		command->out_fd = memfd_create("stdout", MFD_CLOEXEC);
	ck_assert_int_ge(command->out_fd, 0);
	ck_assert_int_ge(command->err_fd, 0);
	command->pid = fork();
	ck_assert_int_ge(command->pid, 0);
	if (command->pid == 0)
		become_program(command, terminal);
	if (terminal >= 0)
		close(terminal);
}

static bool ends_in_time(pid_t pid)
{
	struct pollfd end = {.fd = pidfd_open(pid, 0), .events = POLLIN};
	int ready = poll(&end, 1, COMMAND_SECONDS * 1000);

	close(end.fd);
	return ready == 1;
}

/* Reads everything, from the beginning if it is a file. A terminal that nobody has open any more
 * ends with EIO. */
static void read_output(int fd, char text[COMMAND_OUTPUT])
{
	size_t used = 0;
	ssize_t got;

	lseek(fd, 0, SEEK_SET);
	while ((got = read(fd, text + used, COMMAND_OUTPUT - 1 - used)) > 0)
		used += (size_t)got;
	text[used] = '\0';
	close(fd);
}

void command_finish(struct command *command)
{
	bool in_time = ends_in_time(command->pid);
	int status;

	if (!in_time)
		kill(-command->pid, SIGKILL);
	ck_assert_int_eq(waitpid(command->pid, &status, 0), command->pid);
	read_output(command->out_fd, command->out);
	read_output(command->err_fd, command->err);
	ck_assert_msg(in_time, "%s does not end; stdout: %s, stderr: %s", command->argv[0],
		      command->out, command->err);
	command->exit_code = execute_exit_code(status);
}

void command_run(struct command *command)
{
	command_start(command);
	command_finish(command);
}

int command_input(const void *data, size_t length)
{
	int fd = memfd_create("stdin", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, length), (ssize_t)length);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}
