/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of every wait. A call that sleeps is not always woken by a signal that has a handler:
 * ptrace(2) begins again, a dead network file system does not listen. So time runs out three times,
 * each time for more:
 *
 * 1. at --timeout: a signal interrupts what can be interrupted; the work ends in order, and reports
 * TIMEOUT
 * 2. a second later: the handler writes a line prepared before, and exits
 * 3. another second later: a signal without a handler, which also wakes those who listen to none
 */
#ifndef HOOK_WATCHDOG_H
#define HOOK_WATCHDOG_H

#include <stdbool.h>
#include <time.h>

/* Starts it. *ret_deadline (CLOCK_MONOTONIC) is when time runs out first. */
void watchdog_start(time_t seconds, struct timespec *ret_deadline);

bool watchdog_passed(const struct timespec *deadline);

/* Names the container in the line that the second step writes; ID is cut to fit. */
void watchdog_name(const char *id);

/* From here on the second step is silent, and exits with this code: what becomes of the container
 * is decided, and only the report may still hold up this process. */
void watchdog_settle(int exit_code);

#endif
