/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a machine takes for the parts of a hook's run time, as a line of JSON, in microseconds:
 * medians.
 *
 * cpuid   an instruction that a hypervisor must emulate; C libraries use it at each start of a
 *         program to find the processor's features. null if there is none.
 * fork    and the end of the child; of this process, so the result depends on its C library
 * wakeup  of a process that waits on another CPU, which is idle; null if there is only one CPU
 */
#include <err.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES 300
/* Long enough for a CPU to become idle. */
#define IDLE_US 2000

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median_of(double *samples)
{
	qsort(samples, SAMPLES, sizeof(*samples), compare);
	return samples[SAMPLES / 2];
}

static void print(const char *name, const double *value, const char *behind)
{
	if (value)
		printf("\"%s\":%.2f%s", name, *value, behind);
	else
		printf("\"%s\":null%s", name, behind);
}

static void measure_cpuid(void)
{
#ifdef __x86_64__
	double samples[SAMPLES], value;

	for (int i = 0; i < SAMPLES; i++) {
		unsigned int a = 0, b, c = 0, d;
		double begin = now();

		__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
		samples[i] = now() - begin;
	}
	value = median_of(samples);
	print("cpuid", &value, ",");
#else
	print("cpuid", NULL, ",");
#endif
}

static void measure_fork(void)
{
	double samples[SAMPLES], value;

	for (int i = 0; i < SAMPLES; i++) {
		double begin = now();
		pid_t pid = fork();

		if (pid < 0)
			err(1, "fork");
		if (pid == 0)
			_exit(0);
		waitpid(pid, NULL, 0);
		samples[i] = now() - begin;
	}
	value = median_of(samples);
	print("fork", &value, ",");
}

/* ---- waking ---- */

/* Binds this process to the first or second of the CPUs that it may use. */
static int bind_to(int index)
{
	cpu_set_t may, one;
	size_t cpu = 0;

	if (sched_getaffinity(0, sizeof(may), &may))
		err(1, "sched_getaffinity");
	for (; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &may) && index-- == 0)
			break;
	if (cpu == CPU_SETSIZE)
		return -1;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one);
}

/* Records how long ago the text was written that wakes it. */
static _Noreturn void sleep_and_note(int from, double *samples)
{
	double written;

	for (int i = 0; i < SAMPLES && read(from, &written, sizeof(written)) > 0; i++)
		samples[i] = now() - written;
	_exit(0);
}

static void measure_wakeup(void)
{
	double *samples = mmap(NULL, SAMPLES * sizeof(double), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double value, written;
	int ends[2];
	pid_t pid;

	if (samples == MAP_FAILED || pipe(ends))
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		close(ends[1]);
		if (bind_to(1))
			_exit(1);
		sleep_and_note(ends[0], samples);
	}
	close(ends[0]);
	for (int i = 0; i < SAMPLES && bind_to(0) == 0; i++) {
		usleep(IDLE_US);
		written = now();
		if (write(ends[1], &written, sizeof(written)) < 0)
			break;
	}
	close(ends[1]);
	waitpid(pid, NULL, 0);
	value = median_of(samples);
	print("wakeup", samples[0] > 0 ? &value : NULL, "");
}

int main(void)
{
	/* With only one CPU, nobody reads. */
	signal(SIGPIPE, SIG_IGN);
	putchar('{');
	measure_cpuid();
	fflush(stdout);
	measure_fork();
	fflush(stdout);
	measure_wakeup();
	puts("}");
	return fflush(stdout) ? 1 : 0;
}
