/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy-hook: starts its watchdog and its reader, serves a container, and reports. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

#include "cleanup.h"
#include "confine.h"
#include "error.h"
#include "help.h"
#include "hook_options.h"
#include "input.h"
#include "relro.h"
#include "serve.h"
#include "watchdog.h"

/* closefrom(3), which musl lacks. Before Linux 5.9 there is no close_range(2). */
static void close_from(int first)
{
	CLEANUP(cleanup_dir) DIR *dir = NULL;
	const struct dirent *entry;

	if (syscall(SYS_close_range, first, ~0U, 0) == 0)
		return;
	dir = opendir("/proc/self/fd");
	while (dir && (entry = readdir(dir))) {
		int fd = (int)strtol(entry->d_name, NULL, 10);

		if (fd >= first && fd != dirfd(dir))
			close(fd);
	}
}

/* A runtime may start a hook without the standard descriptors: files opened later must not get
 * their numbers. The hook has no use for other descriptors that the runtime left open. */
static void settle_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR | O_CLOEXEC) < 0)
			break;
	close_from(STDERR_FILENO + 1);
}

/*
 * Some runtimes (runc before 1.3, see its pull request 4325) give hooks the environment of
 * config.json's process. With a time zone from there, the C library would, as root, open and parse
 * whatever file it names.
 */
static void settle_time_zone(void)
{
	unsetenv("TZ");
	unsetenv("TZDIR");
}

static void settle_signals(void)
{
	/* A SIG_IGN inherited from the caller would hide the stops of a traced process. */
	signal(SIGCHLD, SIG_DFL);
	/* Writing to a full log or a closed pipe is an error, and must not kill the hook. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

/* A runtime that cannot write all of the state may report that failure instead of the hook's. */
static void drain(struct serving *serving)
{
	struct confine_failure ignored;
	struct input input;

	report_open(serving->options, &serving->channels);
	confine_alone(&ignored);
	input_read(&serving->deadline, &input);
	input_drop(&input);
}

static int refuse_terminal(struct mempolicy_error *err)
{
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
		     "standard input is a terminal, not the state of a container");
	return mp_error_remedy(err, "this program is an OCI hook, to be run by a runtime; see "
				    "oci-mempolicy-hook(8)");
}

static int print(enum hook_options_action action)
{
	(action == HOOK_OPTIONS_HELP ? help_print : help_print_version)();
	return fflush(stdout) || ferror(stdout) ? EX_IOERR : EX_OK;
}

int main(int argc, char **argv)
{
	struct hook_options options = HOOK_OPTIONS_DEFAULT;
	static struct serving serving;
	struct mempolicy_error *err = &serving.report.error;
	bool wrong_usage;

	relro_protect();
	settle_descriptors();
	settle_signals();
	settle_time_zone();
	clock_gettime(CLOCK_MONOTONIC, &serving.report.started);
	serving.options = &options;
	wrong_usage = hook_options_parse(argc, argv, &options, err);
	if (!wrong_usage && options.action != HOOK_OPTIONS_RUN)
		return print(options.action);
	watchdog_start(options.timeout, &serving.deadline);
	if (isatty(STDIN_FILENO))
		wrong_usage = wrong_usage || refuse_terminal(err);
	else if (wrong_usage)
		drain(&serving);
	if (!wrong_usage)
		serve(&serving);
	report_write(&serving.report, &options, &serving.channels);
	return report_exit_code(&serving.report);
}
