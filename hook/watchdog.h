/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ends every wait. A signal with a handler does not always wake a sleeping system call: ptrace(2)
 * restarts, and a dead network file system ignores it. So there are three steps, each stronger than
 * the one before:
 *
 * 1. at --timeout: a signal interrupts what can be interrupted; the hook ends in order, and reports
 *    TIMEOUT
 * 2. a second later: the handler writes a line prepared in advance, and exits
 * 3. another second later: a signal without a handler kills the process, even in a call that
 *    ignores other signals
 */
#ifndef HOOK_WATCHDOG_H
#define HOOK_WATCHDOG_H

#include <stdbool.h>
#include <time.h>

/* Starts it. *ret_deadline (CLOCK_MONOTONIC) is the time of the first step. */
void watchdog_start(time_t seconds, struct timespec *ret_deadline);

bool watchdog_passed(const struct timespec *deadline);

/* Names the container in the line that the second step writes; a long id is cut. */
void watchdog_name(const char *id);

/* Makes the second step silent, and exit with this code: the container's fate is decided, and only
 * the report can still delay this process. */
void watchdog_settle(int exit_code);

#endif
