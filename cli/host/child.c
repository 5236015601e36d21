/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TOO_LATE "did not end in time"
#define TOO_LONG "printed more than 2 MiB"

struct stream {
	int ends[2]; /* -1: closed */
	char *text;
	size_t length;
};

static bool open_stream(struct stream *stream)
{
	stream->text = calloc(1, CHILD_OUTPUT_MAX + 1);
	return stream->text && pipe2(stream->ends, O_CLOEXEC) == 0;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Reads what is available; closes the stream when it has ended. Returns false if it is too long. */
static bool take(struct stream *stream)
{
	char part[4096];
	ssize_t got = read(stream->ends[0], part, sizeof(part));
	size_t room = CHILD_OUTPUT_MAX - stream->length;

	if (got <= 0) {
		close_end(&stream->ends[0]);
		return true;
	}
	if ((size_t)got > room)
		return false;
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): an open stream has text */
	memcpy(stream->text + stream->length, part, (size_t)got);
	stream->length += (size_t)got;
	return true;
}

static long left_ms(const struct timespec *deadline)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (deadline->tv_sec - now.tv_sec) * 1000 + (deadline->tv_nsec - now.tv_nsec) / 1000000;
}

/* Returns NULL, or why the program is to be killed. */
static const char *take_all(struct stream *out, struct stream *err, const struct timespec *deadline)
{
	while (out->ends[0] >= 0 || err->ends[0] >= 0) {
		struct pollfd both[] = {{out->ends[0], POLLIN, 0}, {err->ends[0], POLLIN, 0}};
		long left = left_ms(deadline);

		if (left <= 0)
			return TOO_LATE;
		if (poll(both, 2, (int)left) <= 0)
			continue;
		if ((both[0].revents && !take(out)) || (both[1].revents && !take(err)))
			return TOO_LONG;
	}
	return NULL;
}

/* Waits until the program has ended, and kills it if it does not: it may have closed its output. */
static void finish(struct stream *out, struct stream *err, unsigned int seconds, pid_t child,
		   bool own_group, struct child_output *ret)
{
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += seconds;
	ret->killed = take_all(out, err, &deadline);
	while (!ret->killed && waitpid(child, &ret->status, WNOHANG) == 0) {
		if (left_ms(&deadline) <= 0)
			ret->killed = TOO_LATE;
		else
			poll(NULL, 0, 1);
	}
	if (!ret->killed)
		return;
	kill(own_group ? -child : child, SIGKILL);
	while (waitpid(child, &ret->status, 0) < 0 && errno == EINTR)
		;
}

/* Returns 0 or an error number. */
static int start(const char *const argv[], bool own_group, enum child_errors errors,
		 const struct stream *out, const struct stream *err, pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int sys_errno;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out->ends[1], STDOUT_FILENO);
	if (errors == CHILD_ERRORS_KEPT)
		posix_spawn_file_actions_adddup2(&actions, err->ends[1], STDERR_FILENO);
	else if (errors == CHILD_ERRORS_DROPPED)
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, own_group ? POSIX_SPAWN_SETPGROUP : 0);
	sys_errno = posix_spawnp(ret, argv[0], &actions, &attributes, (char *const *)argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return sys_errno;
}

void child_run(const char *const argv[], unsigned int seconds, enum child_errors errors,
	       struct child_output *ret)
{
	struct stream out = {.ends = {-1, -1}}, err = {.ends = {-1, -1}};
	bool started = false, own_group = errors == CHILD_ERRORS_KEPT;
	pid_t child;

	*ret = (struct child_output){.sys_errno = 0};
	if (open_stream(&out) && (errors != CHILD_ERRORS_KEPT || open_stream(&err))) {
		ret->sys_errno = start(argv, own_group, errors, &out, &err, &child);
		started = ret->sys_errno == 0;
	} else {
		ret->sys_errno = errno;
	}
	close_end(&out.ends[1]);
	close_end(&err.ends[1]);
	if (started)
		finish(&out, &err, seconds, child, own_group, ret);
	close_end(&out.ends[0]);
	close_end(&err.ends[0]);
	ret->out = out.text;
	ret->err = err.text;
	ret->out_length = out.length;
	if (!started)
		child_output_drop(ret);
}

void child_output_drop(struct child_output *output)
{
	free(output->out);
	free(output->err);
	output->out = output->err = NULL;
}

bool child_succeeded(const struct child_output *output)
{
	return output->sys_errno == 0 && !output->killed && output->status == 0;
}
