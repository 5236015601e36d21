/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the guest: makes the kernel patch its own text, over and over, while every CPU runs through
 * the places that it patches.
 *
 *   toggle COUNT
 *
 * Each of these settings is a static key: the kernel turns it on and off by rewriting the jumps of
 * the scheduler and of the system calls that depend on it.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SLEEPERS 8

static const char *const settings[] = {
	"/proc/sys/kernel/sched_schedstats",
	"/proc/sys/kernel/task_delayacct",
	"/proc/sys/kernel/bpf_stats_enabled",
};

/* Sleeps are short, so that at any time some processor is running the scheduler. */
static void *sleep_and_yield(void *unused)
{
	const struct timespec moment = {.tv_nsec = 10000};

	for (;;) {
		sched_yield();
		nanosleep(&moment, NULL);
	}
	return unused;
}

static void put(const char *setting, char value)
{
	int fd = open(setting, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, &value, 1) != 1) {
		perror(setting);
		exit(1);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	const long count = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
	const size_t kinds = sizeof(settings) / sizeof(settings[0]);
	pthread_t thread;

	if (count <= 0) {
		fputs("usage: toggle COUNT\n", stderr);
		return 64;
	}
	for (int i = 0; i < SLEEPERS; i++) {
		if (pthread_create(&thread, NULL, sleep_and_yield, NULL)) {
			fputs("toggle: cannot start a thread\n", stderr);
			return 1;
		}
	}
	for (long i = 0; i < count; i++)
		put(settings[(size_t)i % kinds], (size_t)i / kinds % 2 ? '0' : '1');
	printf("%ld\n", count);
	return 0;
}
