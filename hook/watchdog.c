/* SPDX-License-Identifier: Apache-2.0 */
#include "watchdog.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

#include "deadline.h"
#include "error.h"

/* The time from one step to the next. */
#define STEP_S 1L

/* Static, since a signal handler takes no argument. */
static volatile sig_atomic_t steps, settled, settled_code;
static char last_line[ERROR_QUOTED + 128];

static void expire(int signal_number)
{
	(void)signal_number;
	if (steps++ == 0)
		return;
	if (settled)
		_exit(settled_code);
	/* If the pipe is full, this waits, and the third step ends the process. */
	if (write(STDERR_FILENO, last_line, strlen(last_line)) < 0)
		_exit(EX_TEMPFAIL);
	_exit(EX_TEMPFAIL);
}

/* A timer counts against RLIMIT_SIGPENDING and may be unavailable, so the first two steps do not
 * need one. */
static void start_last_step(time_t seconds)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGVTALRM};
	const struct itimerspec when = {.it_value.tv_sec = seconds};
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
		timer_settime(timer, 0, &when, NULL);
}

void watchdog_start(time_t seconds, struct timespec *ret_deadline)
{
	const struct itimerval when = {.it_value.tv_sec = seconds, .it_interval.tv_sec = STEP_S};
	/* No SA_RESTART: the signal must interrupt system calls. */
	struct sigaction action = {.sa_handler = expire};
	sigset_t used;

	*ret_deadline = deadline_from_now(seconds * DEADLINE_SECOND);
	watchdog_name(NULL);
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
	signal(SIGVTALRM, SIG_DFL);
	sigemptyset(&used);
	sigaddset(&used, SIGALRM);
	sigaddset(&used, SIGVTALRM);
	sigprocmask(SIG_UNBLOCK, &used, NULL);
	setitimer(ITIMER_REAL, &when, NULL);
	start_last_step(seconds + 2 * STEP_S);
}

bool watchdog_passed(const struct timespec *deadline)
{
	struct timespec ignored;

	return !deadline_remaining(deadline, &ignored);
}

void watchdog_name(const char *id)
{
	char quoted[ERROR_QUOTED] = "";
	size_t length = 0;

	/* Escaped, but without the quotes. */
	if (id)
		length = strlen(mp_error_quote(quoted, sizeof(quoted), id, strlen(id)));
	snprintf(last_line, sizeof(last_line),
		 "oci-mempolicy-hook: %.*s%stimed out in a system call that cannot be interrupted; "
		 "check for a frozen process or a dead file system\n",
		 length ? (int)length - 2 : 0, quoted + 1, length ? ": " : "");
}

void watchdog_settle(int exit_code)
{
	settled_code = exit_code;
	settled = 1;
}
