/* SPDX-License-Identifier: Apache-2.0 */
/* A victim that executes itself over and over, each time ending threads by it. Writes a byte each
 * time, if there is room. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#define THREADS 30

static void *wait_for_end(void *argument)
{
	for (;;)
		pause();
	return argument;
}

int main(int argc, char **argv)
{
	pthread_attr_t attributes;
	pthread_t thread;

	(void)argc;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 64UL * 1024);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&thread, &attributes, wait_for_end, NULL))
			return 1;
	fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
	/* It only matters that a byte arrives at all. */
	if (write(STDOUT_FILENO, "", 1) < 0)
		sched_yield();
	execv("/proc/self/exe", argv);
	return 2;
}
