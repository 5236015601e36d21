/* SPDX-License-Identifier: Apache-2.0 */
#include "noise.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Real-time signals that stay queued count against RLIMIT_SIGPENDING. */
#define QUEUED_MAX 300

static void send_signal(struct victim *victim, size_t thread, unsigned int kind)
{
	const int signals[KINDS] = KIND_SIGNALS;
	siginfo_t info = {.si_signo = signals[kind], .si_code = SI_QUEUE};

	if (IS_QUEUED(kind) && victim->sent[thread][kind] >= QUEUED_MAX)
		return;
	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value.sival_int = (int)victim->sequence[thread][kind] + 1;
	if (syscall(SYS_rt_tgsigqueueinfo, victim->pid, victim->tids[thread], signals[kind],
		    &info) == 0) {
		victim->sent[thread][kind]++;
		victim->sequence[thread][kind]++;
	}
}

static void *make_noise(void *argument)
{
	struct noise *noise = argument;

	while (!atomic_load(&noise->stops)) {
		unsigned int kind = (unsigned int)rand_r(&noise->seed) % KINDS;
		size_t thread = (size_t)rand_r(&noise->seed) % noise->victim->count;

		if (noise->kinds & (1U << kind))
			send_signal(noise->victim, thread, kind);
		/* Bursts, with pauses in which the victim gets to wait. */
		if (rand_r(&noise->seed) % 8 == 0)
			usleep((useconds_t)rand_r(&noise->seed) % 300);
	}
	return NULL;
}

void noise_begin(struct noise *noise, struct victim *victim, unsigned int kinds, unsigned int seed)
{
	sigset_t all, old;

	noise->victim = victim;
	noise->kinds = kinds;
	noise->seed = seed;
	atomic_init(&noise->stops, false);
	/* The tracer's SIGCHLD must not be delivered to this thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	ck_assert_int_eq(pthread_create(&noise->thread, NULL, make_noise, noise), 0);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void noise_end(struct noise *noise)
{
	atomic_store(&noise->stops, true);
	pthread_join(noise->thread, NULL);
}
