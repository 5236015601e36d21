/* SPDX-License-Identifier: Apache-2.0 */
#include "watch.h"

#include <check.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "command.h"
#include "procfs.h"
#include "trial.h"

static pid_t init;
static int init_fd;

/* The last field of proc_pid_stat(5): how a process ended that nobody has waited for yet. */
static int end_of(pid_t pid)
{
	char path[32], text[1024], *last;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	last = strrchr(text, ' ');
	ck_assert_ptr_nonnull(last);
	return (int)strtol(last, NULL, 10);
}

static void stop(pid_t pid)
{
	struct proc_status status = {.state = 0};
	struct mempolicy_error ignored;

	ck_assert_int_eq(kill(pid, SIGSTOP), 0);
	while (status.state != 'T' && status.state != 't')
		ck_assert_int_eq(mp_proc_status_of(pid, &status, &ignored), 0);
}

void watch_init(struct driver *driver)
{
	stop(driver->runtime);
	init = trial_init(driver);
	init_fd = pidfd_open(init, 0);
	ck_assert_int_ge(init_fd, 0);
}

void watch_expect_killed(void)
{
	struct pollfd end = {.fd = init_fd, .events = POLLIN};

	ck_assert_msg(poll(&end, 1, COMMAND_SECONDS * 1000) == 1, "init lives on");
	ck_assert_int_eq(end_of(init), SIGKILL);
}

void watch_end(struct driver *driver)
{
	close(init_fd);
	ck_assert_int_eq(kill(driver->runtime, SIGCONT), 0);
}
