/* SPDX-License-Identifier: Apache-2.0 */
/* The states that the threads of a victim can have, by name. */
#ifndef TRACEE_STATES_H
#define TRACEE_STATES_H

#include <sys/syscall.h>

static const char *const all_states[] = {
	"read",
	"recv",
#ifdef SYS_poll
	"poll",
	"poll_timed",
#endif
	"ppoll",
	"ppoll_timed",
	"select",
	"pselect_timed",
	"epoll_wait",
	"epoll_wait_timed",
	"epoll_pwait",
	"futex",
	"futex_timed",
	"wait4",
	"sigtimedwait",
	"sigtimedwait_timed",
	"sigsuspend",
#ifdef SYS_pause
	"pause",
#endif
	"semop",
	"semtimedop_timed",
	"msgrcv",
	"nanosleep_timed",
	"clock_nanosleep_timed",
	"recv_timed",
	"recvmsg_timed",
	"read_timed",
	"send_timed",
	"write_timed",
	"accept_timed",
	"io_getevents_timed",
	"spin_general",
	"spin_vectors",
	"spin_restartable",
	"calls",
};
#define ALL_STATES (sizeof(all_states) / sizeof(all_states[0]))

#endif
