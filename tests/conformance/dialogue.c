/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogue.h"

#include <errno.h>
#include <fcntl.h>
#include <numaif.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "machine.h"

/* How long output may stay open after the program has ended. */
#define AFTERWARDS 10 /* seconds */
#define READ_SIZE  4096

/* ---- in the child ---- */

static bool set_policy(const struct mempolicy *policy)
{
	bool without = mempolicy_nodes_empty(&policy->nodes);

	return set_mempolicy((int)((unsigned int)policy->mode | policy->flags),
			     without ? NULL : policy->nodes.words,
			     without ? 0 : MACHINE_MAXNODE) == 0;
}

static void become_program(const struct dialogue *dialogue, int in, int out)
{
	bool ready = setsid() >= 0 && execute_descriptors(in, out, dialogue->err_fd) &&
		     (!dialogue->uid || execute_become(dialogue->uid, dialogue->home)) &&
		     (!dialogue->policy || set_policy(dialogue->policy));

	signal(SIGPIPE, SIG_DFL);
	execute(ready, dialogue->argv);
}

/* ---- in this process ---- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool dialogue_start(struct dialogue *dialogue, unsigned int seconds)
{
	int in[2] = {-1, -1}, out[2];

	dialogue->deadline = seconds_now() + seconds;
	dialogue->err_fd = memfd_create("stderr", MFD_CLOEXEC);
	if (dialogue->err_fd < 0 || pipe2(out, O_CLOEXEC) ||
	    (dialogue->talks && pipe2(in, O_CLOEXEC)))
		return false;
	dialogue->in_fd = in[1];
	dialogue->out_fd = out[0];
	dialogue->pid = fork();
	if (dialogue->pid == 0)
		become_program(dialogue, in[0], out[1]);
	close_fd(&in[0]);
	close_fd(&out[1]);
	return dialogue->pid > 0;
}

/* Notices when the program has ended. */
static void look(struct dialogue *dialogue)
{
	if (!dialogue->ended &&
	    waitpid(dialogue->pid, &dialogue->status, WNOHANG) == dialogue->pid) {
		dialogue->ended = true;
		if (dialogue->deadline > seconds_now() + AFTERWARDS)
			dialogue->deadline = seconds_now() + AFTERWARDS;
	}
}

static bool time_is_up(const struct dialogue *dialogue)
{
	return seconds_now() > dialogue->deadline;
}

/* Removes the first line from what has been read; NULL if there is none. */
static char *take_line(struct dialogue *dialogue)
{
	char *end = dialogue->out ? memchr(dialogue->out, '\n', dialogue->out_used) : NULL;
	size_t length = end ? (size_t)(end - dialogue->out) : 0;
	char *line;

	if (!end)
		return NULL;
	line = strndup(dialogue->out, length);
	dialogue->out_used -= length + 1;
	memmove(dialogue->out, end + 1, dialogue->out_used);
	return line;
}

/* Reads what is available; false at the end. */
static bool read_more(struct dialogue *dialogue)
{
	char *larger = realloc(dialogue->out, dialogue->out_used + READ_SIZE);
	ssize_t got;

	if (!larger)
		abort();
	dialogue->out = larger;
	got = read(dialogue->out_fd, larger + dialogue->out_used, READ_SIZE);
	if (got > 0)
		dialogue->out_used += (size_t)got;
	return got > 0;
}

char *dialogue_line(struct dialogue *dialogue, bool outlives)
{
	struct pollfd output = {.fd = dialogue->out_fd, .events = POLLIN};
	char *line;

	while (!(line = take_line(dialogue))) {
		if (time_is_up(dialogue)) {
			/* If another process still has it open, the program is not late. */
			dialogue->late = !dialogue->ended || outlives;
			return NULL;
		}
		if (poll(&output, 1, 100) > 0 && !read_more(dialogue))
			return NULL;
		if (!outlives)
			look(dialogue);
	}
	return line;
}

void dialogue_say(struct dialogue *dialogue, const char *line)
{
	if (line && dialogue->in_fd >= 0)
		dprintf(dialogue->in_fd, "%s\n", line);
	if (!line)
		close_fd(&dialogue->in_fd);
}

static void read_error(struct dialogue *dialogue)
{
	ssize_t got = pread(dialogue->err_fd, dialogue->err, sizeof(dialogue->err) - 1, 0);

	dialogue->err[got > 0 ? got : 0] = '\0';
}

void dialogue_wait(struct dialogue *dialogue)
{
	while (!dialogue->ended) {
		look(dialogue);
		if (dialogue->ended)
			break;
		if (time_is_up(dialogue)) {
			dialogue->late = true;
			kill(-dialogue->pid, SIGKILL);
			waitpid(dialogue->pid, &dialogue->status, 0);
			dialogue->ended = true;
		} else {
			usleep(2000);
		}
	}
	read_error(dialogue);
}

void dialogue_finish(struct dialogue *dialogue)
{
	dialogue_wait(dialogue);
	close_fd(&dialogue->in_fd);
	close_fd(&dialogue->out_fd);
	close_fd(&dialogue->err_fd);
	free(dialogue->out);
	dialogue->out = NULL;
}

bool dialogue_run(struct dialogue *dialogue, unsigned int seconds)
{
	if (!dialogue_start(dialogue, seconds)) {
		snprintf(dialogue->err, sizeof(dialogue->err), "%s", strerror(errno));
		return false;
	}
	dialogue_finish(dialogue);
	return !dialogue->late && execute_exit_code(dialogue->status) == 0;
}
