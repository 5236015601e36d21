/* SPDX-License-Identifier: Apache-2.0 */
/* Signals that arrive while the victim is traced: counts them, and checks the order of real-time
 * ones. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "victim.h"

/* Room for the vector registers of any machine. */
#define STACK_SIZE 32768

static bool blocks_trap;

static char stacks[THREADS_MAX][STACK_SIZE];

static int kind_of(int signal)
{
	const int signals[KINDS] = KIND_SIGNALS;

	for (int kind = 0; kind < KINDS; kind++)
		if (signals[kind] == signal)
			return kind;
	return -1;
}

static void count(struct worker *worker, int signal, const siginfo_t *info)
{
	int kind = kind_of(signal);

	if (kind < 0)
		return;
	worker->counts[kind]++;
	if (!IS_QUEUED(kind))
		return;
	if (info->si_code != SI_QUEUE || info->si_value.sival_int != (int)++worker->sequence[kind])
		fail(worker, "signal %d has code %d, value %d, not %u", signal, info->si_code,
		     info->si_value.sival_int, worker->sequence[kind]);
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	(void)context;
	if (self) { /* otherwise a thread of crowd.c */
		if (signal == SIGNAL_SUSPEND)
			atomic_store(&self->suspended_for, (unsigned int)info->si_value.sival_int);
		else
			count(self, signal, info);
		self->plain++;
	}
	errno = saved_errno;
}

static void on_restarting_signal(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	(void)context;
	if (self) {
		count(self, signal, info);
		self->restarting++;
	}
	errno = saved_errno;
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO | flags};

	action.sa_sigaction = handler;
	sigfillset(&action.sa_mask);
	sigaction(signal, &action, NULL);
}

static sigset_t mask(bool with_suspend)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGRTMIN + 3);
	sigaddset(&set, SIGNAL_TIMED);
	if (with_suspend)
		sigaddset(&set, SIGNAL_SUSPEND);
	if (blocks_trap)
		sigaddset(&set, SIGTRAP);
	return set;
}

sigset_t signals_suspend_mask(void)
{
	return mask(false);
}

void signals_set_up(const struct signal_options *options)
{
	sigset_t set;

	blocks_trap = options->block_trap;
	set = mask(true);
	handle(SIGUSR1, on_signal, 0);
	handle(SIGUSR2, on_restarting_signal, SA_RESTART);
	handle(SIGRTMIN + 1, on_signal, 0);
	handle(SIGRTMIN + 2, on_restarting_signal, SA_RESTART);
	handle(SIGNAL_SUSPEND, on_signal, 0);
	handle(SIGNAL_PAUSE, on_signal, 0);
	handle(SIGTRAP, on_restarting_signal, SA_RESTART);
	if (options->ignore_trap)
		signal(SIGTRAP, SIG_IGN);
	if (options->handle_chld)
		handle(SIGCHLD, on_restarting_signal, SA_RESTART);
	if (options->handle_urg)
		handle(SIGURG, on_restarting_signal, SA_RESTART | SA_ONSTACK);
	sigprocmask(SIG_SETMASK, &set, NULL);
}

void signals_for_thread(void)
{
	stack_t stack = {.ss_sp = stacks[self - shared->workers], .ss_size = STACK_SIZE};

	sigaltstack(&stack, NULL);
}

/* Collects those that are blocked and pending, and reports the counts. */
void signals_collect(struct worker *worker)
{
	struct timespec now = {0};
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGRTMIN + 3);
	if (blocks_trap)
		sigaddset(&set, SIGTRAP);
	while (sigtimedwait(&set, &info, &now) > 0)
		count(worker, info.si_signo, &info);
	memcpy(worker->reported, worker->counts, sizeof(worker->counts));
	memset(worker->counts, 0, sizeof(worker->counts));
}

bool signals_send(const struct worker *worker, int signal, unsigned int value)
{
	siginfo_t info = {.si_signo = signal, .si_code = SI_QUEUE};

	info.si_pid = getpid();
	info.si_value.sival_int = (int)value;
	return syscall(SYS_rt_tgsigqueueinfo, shared->pid, worker->tid, signal, &info) == 0;
}
