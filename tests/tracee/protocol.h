/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The protocol between a victim and its test.
 *
 *     victim STATE[:COUNT],... [OPTION]...
 *
 * starts one thread for every STATE, see states[] in victim/victim.c. Options:
 *
 *     handle-chld        SIGCHLD has a handler (SA_RESTART); by default it is ignored
 *     handle-urg         SIGURG has a handler (SA_RESTART | SA_ONSTACK); likewise
 *     block-trap         SIGTRAP is blocked; by default it has a handler (SA_RESTART)
 *     ignore-trap        SIGTRAP is ignored; likewise
 *     leader-exits=USEC  the main thread only ends, after this time
 *     maps-change        the state changes the memory map, which must not be compared
 *
 * Once its threads run, it writes a line, {"threads":[{"tid":7,"call":202},...]}, where call is the
 * system call that the thread will wait in, or -1. For every byte on its standard input, all
 * threads end what they are doing and check themselves, and the victim writes a line:
 * {"process":"","threads":[{"failure":"","mode":2,"nodes":1,"counts":[0,...]},...]}. process and
 * failure say what is wrong; counts are the signals of each enum signal_kind since the last report.
 * When its input ends, the victim is killed.
 */
#ifndef TRACEE_PROTOCOL_H
#define TRACEE_PROTOCOL_H

#include <signal.h>

enum signal_kind {
	KIND_PLAIN,	     /* signals with a handler */
	KIND_RESTART,	     /* the same, with SA_RESTART */
	KIND_BLOCKED,	     /* blocked signals */
	KIND_QUEUED_PLAIN,   /* the same for real-time signals: numbered from 1 per thread */
	KIND_QUEUED_RESTART, /* (sigval), must arrive in order and completely */
	KIND_QUEUED_BLOCKED,
	KIND_TRAP,
	KIND_CHLD,
	KIND_URG,
	KINDS,
};

#define KIND_SIGNALS                                                                               \
	{                                                                                          \
		SIGUSR1, SIGUSR2, SIGHUP, SIGRTMIN + 1, SIGRTMIN + 2, SIGRTMIN + 3, SIGTRAP,       \
			SIGCHLD, SIGURG                                                            \
	}

#define IS_QUEUED(kind) ((kind) >= KIND_QUEUED_PLAIN && (kind) <= KIND_QUEUED_BLOCKED)

/* Enough for any test. */
#define THREADS_MAX 96

#endif
