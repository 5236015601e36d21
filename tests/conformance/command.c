/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kernel.h"

/* How long output may stay open after the program has ended. */
#define AFTERWARDS_MS 10000
#define READ_SIZE     4096

void command_add(struct command *command, const char *argument)
{
	size_t count = 0;

	while (command->argv[count])
		count++;
	if (count == COMMAND_ARGS)
		abort();
	command->argv[count] = argument;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* ---- in the child ---- */

static bool become(const struct command *command)
{
	return setenv("XDG_RUNTIME_DIR", command->home, 1) == 0 &&
	       setenv("HOME", command->home, 1) == 0 && chdir("/") == 0 &&
	       (getuid() == command->uid || (setgroups(0, NULL) == 0 && setgid(command->uid) == 0 &&
					     setuid(command->uid) == 0));
}

static bool take_policy(const struct mempolicy *policy)
{
	bool without = mempolicy_nodes_empty(&policy->nodes);

	return syscall(SYS_set_mempolicy, (unsigned int)policy->mode | policy->flags,
		       without ? NULL : &policy->nodes, without ? 0 : KERNEL_MAXNODE) == 0;
}

static void become_program(const struct command *command, int in, int out)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	signal(SIGPIPE, SIG_DFL);
	if (setsid() >= 0 && dup2(in >= 0 ? in : null, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0 && dup2(command->err_fd, STDERR_FILENO) >= 0 &&
	    (!command->uid || become(command)) &&
	    (!command->policy || take_policy(command->policy)))
		execv(command->argv[0], (char **)command->argv);
	dprintf(STDERR_FILENO, "cannot start %s: %s\n", command->argv[0], strerror(errno));
	_exit(127);
}

/* ---- in this process ---- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool command_start(struct command *command, unsigned int seconds)
{
	int in[2] = {-1, -1}, out[2];

	command->deadline = now() + seconds * 1000LL;
	command->err_fd = memfd_create("stderr", MFD_CLOEXEC);
	if (command->err_fd < 0 || pipe2(out, O_CLOEXEC) ||
	    (command->talks && pipe2(in, O_CLOEXEC)))
		return false;
	command->in_fd = in[1];
	command->out_fd = out[0];
	command->pid = fork();
	if (command->pid == 0)
		become_program(command, in[0], out[1]);
	close_fd(&in[0]);
	close_fd(&out[1]);
	return command->pid > 0;
}

/* Takes notice of its end, when that has come. */
static void look(struct command *command)
{
	if (!command->ended && waitpid(command->pid, &command->status, WNOHANG) == command->pid) {
		command->ended = true;
		if (command->deadline > now() + AFTERWARDS_MS)
			command->deadline = now() + AFTERWARDS_MS;
	}
}

static bool time_is_up(const struct command *command)
{
	return now() > command->deadline;
}

/* The first line of what is read, cut off from it; NULL if there is none. */
static char *take_line(struct command *command)
{
	char *end = command->out ? memchr(command->out, '\n', command->out_used) : NULL;
	size_t length = end ? (size_t)(end - command->out) : 0;
	char *line;

	if (!end)
		return NULL;
	line = strndup(command->out, length);
	command->out_used -= length + 1;
	memmove(command->out, end + 1, command->out_used);
	return line;
}

/* Reads what there is; false at the end. */
static bool read_more(struct command *command)
{
	char *larger = realloc(command->out, command->out_used + READ_SIZE);
	ssize_t got;

	if (!larger)
		abort();
	command->out = larger;
	got = read(command->out_fd, larger + command->out_used, READ_SIZE);
	if (got > 0)
		command->out_used += (size_t)got;
	return got > 0;
}

char *command_line(struct command *command, bool outlives)
{
	struct pollfd output = {.fd = command->out_fd, .events = POLLIN};
	char *line;

	while (!(line = take_line(command))) {
		if (time_is_up(command)) {
			/* That somebody else still has it open is no fault of the program. */
			command->late = !command->ended || outlives;
			return NULL;
		}
		if (poll(&output, 1, 100) > 0 && !read_more(command))
			return NULL;
		if (!outlives)
			look(command);
	}
	return line;
}

void command_say(struct command *command, const char *line)
{
	if (line && command->in_fd >= 0)
		dprintf(command->in_fd, "%s\n", line);
	if (!line)
		close_fd(&command->in_fd);
}

static void read_error(struct command *command)
{
	ssize_t got = pread(command->err_fd, command->err, sizeof(command->err) - 1, 0);

	command->err[got > 0 ? got : 0] = '\0';
}

void command_wait(struct command *command)
{
	while (!command->ended) {
		look(command);
		if (command->ended)
			break;
		if (time_is_up(command)) {
			command->late = true;
			kill(-command->pid, SIGKILL);
			waitpid(command->pid, &command->status, 0);
			command->ended = true;
		} else {
			usleep(2000);
		}
	}
	read_error(command);
}

void command_finish(struct command *command)
{
	command_wait(command);
	close_fd(&command->in_fd);
	close_fd(&command->out_fd);
	close_fd(&command->err_fd);
	free(command->out);
	command->out = NULL;
}

bool command_run(struct command *command, unsigned int seconds)
{
	if (!command_start(command, seconds)) {
		snprintf(command->err, sizeof(command->err), "%s", strerror(errno));
		return false;
	}
	command_finish(command);
	return !command->late && command_exit_code(command) == 0;
}

int command_exit_code(const struct command *command)
{
	return WIFEXITED(command->status) ? WEXITSTATUS(command->status)
					  : 128 + WTERMSIG(command->status);
}
