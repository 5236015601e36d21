/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a victim and its test agree on.
 *
 *     victim STATE[:COUNT],... [OPTION]...
 *
 * starts one thread for every STATE, see states[] in victim/victim.c. Options:
 *
 *     handle-chld        SIGCHLD has a handler (SA_RESTART); else it is ignored by default
 *     handle-urg         SIGURG has a handler (SA_RESTART | SA_ONSTACK); likewise
 *     block-trap         SIGTRAP is blocked; else it has a handler (SA_RESTART)
 *     ignore-trap        SIGTRAP is ignored; likewise
 *     leader-exits=USEC  the main thread does nothing but end, so much later
 *     maps-change        the state changes the memory map, which is not to be compared
 *
 * Once its threads run it writes a line, {"threads":[{"tid":7,"call":202},...]}, where call is the
 * system call that the thread will wait in, or -1. For every byte on its standard input all threads
 * end what they do, check themselves, and a line is written:
 * {"process":"","threads":[{"failure":"","mode":2,"nodes":1,"counts":[0,...]},...]}. process and
 * failure say what is wrong, counts are those of enum signal_kind since the last report. When its
 * input ends, the victim is killed.
 */
#ifndef TRACEE_PROTOCOL_H
#define TRACEE_PROTOCOL_H

#include <signal.h>

enum signal_kind {
	KIND_PLAIN,	     /* has a handler */
	KIND_RESTART,	     /* has a handler with SA_RESTART */
	KIND_BLOCKED,	     /* is blocked */
	KIND_QUEUED_PLAIN,   /* the same of real-time signals: numbered from 1 on per thread */
	KIND_QUEUED_RESTART, /* (sigval), must come in order and be complete */
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

/* Enough threads for any test. */
#define THREADS_MAX 96

#endif
