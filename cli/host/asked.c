/* SPDX-License-Identifier: Apache-2.0 */
#include "asked.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define VERSION_SECONDS 10

/* ---- running ---- */

struct stream {
	int ends[2];
	char *text;
	size_t length;
};

static bool open_stream(struct stream *stream)
{
	stream->text = calloc(1, ASKED_MAX + 1);
	return pipe2(stream->ends, O_CLOEXEC) == 0 && stream->text;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Reads what is there; closes the end at the end of it. What is beyond ASKED_MAX is dropped. */
static void take(struct stream *stream)
{
	char part[4096];
	ssize_t got = read(stream->ends[0], part, sizeof(part));
	size_t room = ASKED_MAX - stream->length, kept;

	if (got <= 0) {
		close_end(&stream->ends[0]);
		return;
	}
	kept = (size_t)got < room ? (size_t)got : room;
	memcpy(stream->text + stream->length, part, kept);
	stream->length += kept;
}

static long left_ms(const struct timespec *deadline)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (deadline->tv_sec - now.tv_sec) * 1000 + (deadline->tv_nsec - now.tv_nsec) / 1000000;
}

/* False when the time is over. */
static bool take_all(struct stream *out, struct stream *err, unsigned int seconds)
{
	struct timespec deadline;
	long left;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += seconds;
	while (out->ends[0] >= 0 || err->ends[0] >= 0) {
		struct pollfd both[] = {{out->ends[0], POLLIN, 0}, {err->ends[0], POLLIN, 0}};

		left = left_ms(&deadline);
		if (left <= 0)
			return false;
		if (poll(both, 2, (int)left) <= 0)
			continue;
		if (both[0].revents)
			take(out);
		if (both[1].revents)
			take(err);
	}
	return true;
}

static bool start(const char *const argv[], const struct stream *out, const struct stream *err,
		  pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int sys_errno;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out->ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, err->ends[1], STDERR_FILENO);
	/* A group of its own: what it starts ends with it. */
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	sys_errno = posix_spawnp(ret, argv[0], &actions, &attributes, (char *const *)argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return sys_errno == 0;
}

static int end_of(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void ask(const char *const argv[], unsigned int seconds, struct asked *ret)
{
	struct stream out = {.ends = {-1, -1}}, err = {.ends = {-1, -1}};
	pid_t child;

	*ret = (struct asked){.started = false};
	if (open_stream(&out) && open_stream(&err))
		ret->started = start(argv, &out, &err, &child);
	close_end(&out.ends[1]);
	close_end(&err.ends[1]);
	if (ret->started) {
		if (!take_all(&out, &err, seconds))
			kill(-child, SIGKILL);
		ret->exit_code = end_of(child);
	}
	close_end(&out.ends[0]);
	close_end(&err.ends[0]);
	ret->out = out.text;
	ret->err = err.text;
	if (!ret->started)
		asked_drop(ret);
}

void asked_drop(struct asked *asked)
{
	free(asked->out);
	free(asked->err);
	asked->out = asked->err = NULL;
}

/* ---- versions ---- */

/* "28.5" of "28.5.2"; false where there are no two numbers. */
static bool parse_version(const char *text, unsigned long *ret_major, unsigned long *ret_minor)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	*ret_major = strtoul(text, &end, 10);
	if (end[0] != '.' || !isdigit((unsigned char)end[1]))
		return false;
	*ret_minor = strtoul(end + 1, NULL, 10);
	return true;
}

bool ask_version(const char *program, char ret[ASKED_VERSION])
{
	const char *const argv[] = {program, "--version", NULL};
	struct asked asked;
	unsigned long major, minor;
	bool found = false;

	ask(argv, VERSION_SECONDS, &asked);
	ret[0] = '\0';
	for (const char *c = asked.out; c && *c && !found; c++) {
		/* Not within a word, such as a path. */
		found = (c == asked.out || strchr(" v,", c[-1])) &&
			parse_version(c, &major, &minor);
		if (found)
			snprintf(ret, ASKED_VERSION, "%.*s", (int)strspn(c, "0123456789."), c);
	}
	asked_drop(&asked);
	return found;
}

bool version_is_from(const char *version, unsigned long major, unsigned long minor)
{
	unsigned long its_major, its_minor;

	return parse_version(version, &its_major, &its_minor) &&
	       (its_major > major || (its_major == major && its_minor >= minor));
}
