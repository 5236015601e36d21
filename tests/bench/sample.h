/* SPDX-License-Identifier: Apache-2.0 */
/* One run of a command, from its start to its end. */
#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

#include <stddef.h>

/* The command's standard input: a pipe with this text, or /dev/null if it is NULL. */
struct input {
	const char *text;
	size_t length; /* must fit into a pipe */
};

/* Microseconds from posix_spawn(3) until waitpid(2) returns. A command that fails ends the
 * bench. */
double sample_time(char **command, const struct input *input);

/*
 * Peak resident memory in KiB: VmHWM of /proc/PID/status at the end of the command's process, or of
 * the largest of those that it cloned. ru_maxrss is not suitable, because it includes the memory of
 * the process that called execve(2).
 *
 * proc_fd   a procfs of this process's pid namespace
 */
long sample_peak(char **command, const struct input *input, int proc_fd);

#endif
