/* SPDX-License-Identifier: Apache-2.0 */
/* A process that is traced, and proves that it did not notice. */
#ifndef VICTIM_H
#define VICTIM_H

#include <linux/rseq.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>

#include "../protocol.h"

/* How long calls with a timeout wait. */
#define WAIT_NS 20000000L

/* Signals that end a wait, sent by the waker. */
#define SIGNAL_SUSPEND (SIGRTMIN + 4) /* blocked, with a handler */
#define SIGNAL_TIMED   (SIGRTMIN + 5) /* blocked, without */
#define SIGNAL_PAUSE   (SIGRTMIN + 6) /* with a handler */

struct worker;

/* What a thread does until the waker ends it. */
struct state {
	const char *name;
	long call; /* the system call it waits in, or -1 */
	/* Whether an interrupted call resumes after a handler with SA_RESTART. */
	bool restarts;
	void (*set_up)(struct worker *); /* in the main thread, before all others start; or NULL */
	void (*run)(struct worker *);
	void (*wake)(struct worker *); /* in the waker, or NULL if the cycle's number is enough */
};

/* A thread, in memory shared with the waker. */
struct worker {
	const struct state *state;
	pid_t tid;
	unsigned int cycle; /* the current cycle */
	int fds[2], epoll, id;
	unsigned long aio;
	_Atomic uint32_t word;		 /* for futex(2) */
	_Atomic unsigned int paused_for; /* the cycle whose SIGNAL_PAUSE was seen */
	_Atomic unsigned int suspended_for;
	/* How many handlers without and with SA_RESTART have run. */
	volatile sig_atomic_t plain, restarting;
	unsigned int counts[KINDS], sequence[KINDS];
	unsigned int reported[KINDS];
	int mode;
	unsigned long nodes;
	uint64_t sigmask;
	char failure[200];
};

struct shared {
	pid_t pid;
	_Atomic unsigned int cycle; /* incremented by the waker to end what threads do */
	_Atomic uint32_t arrived, released;
	size_t count;
	bool compares_maps;
	struct worker workers[THREADS_MAX];
};

extern struct shared *shared;
extern __thread struct worker *self;

/* Whether the worker's cycle has ended. */
bool is_over(const struct worker *worker);

/* Records a failure, unless there is one already. */
__attribute__((format(printf, 2, 3))) void fail(struct worker *worker, const char *format, ...);

/* A call that may be interrupted, and the state before it. */
struct attempt {
	struct timespec start;
	sig_atomic_t plain, restarting;
};
struct attempt attempt_begin(const struct worker *worker);
/* Whether the result is EINTR. Fails unless a handler has run that may have caused it. */
bool attempt_interrupted(struct worker *worker, const struct attempt *attempt, long result);
/* Fails unless a call that ended by its timeout had the right result, and was not early. */
void attempt_timed_out(struct worker *worker, const struct attempt *attempt, bool right);

/* signals.c */
struct signal_options {
	bool handle_chld, handle_urg, block_trap, ignore_trap;
};
void signals_set_up(const struct signal_options *options);
void signals_for_thread(void); /* alternate stack; signal mask */
void signals_collect(struct worker *worker);
sigset_t signals_suspend_mask(void);
/* Returns false when the victim no longer exists. */
bool signals_send(const struct worker *worker, int signal, unsigned int value);

/* selfcheck.c */
void selfcheck_thread(struct worker *worker);
void selfcheck_remember_thread(struct worker *worker);
void selfcheck_remember_process(void);
const char *selfcheck_process(void); /* what is wrong, or "" */
void selfcheck_policy(int *ret_mode, unsigned long *ret_nodes);

/* set_up.c: what threads of several kinds wait for */
void set_up_pipe(struct worker *worker);
void set_up_semaphore(struct worker *worker);

/* Newer architectures lack epoll_wait(2); their C library calls the other. */
#ifdef SYS_epoll_wait
#define CALL_EPOLL_WAIT SYS_epoll_wait
#else
#define CALL_EPOLL_WAIT SYS_epoll_pwait
#endif
#ifdef SYS_select
#define CALL_SELECT SYS_select
#else
#define CALL_SELECT SYS_pselect6
#endif
#ifdef SYS_semop
#define CALL_SEMOP SYS_semop
#else
#define CALL_SEMOP SYS_semtimedop
#endif
#ifdef SYS_vfork
#define CALL_VFORK SYS_vfork
#else
#define CALL_VFORK SYS_clone
#endif

/* waits_*.c, spins.c, crowd.c */
extern const struct state waits_files[], waits_timed[], waits_events[], spins[], crowd[];

/* spin_<arch>.c: load registers and watch them until *flag is no longer the value. Return NULL, or
 * what has changed. */
const char *spin_general(const _Atomic unsigned int *flag, unsigned int value);
const char *spin_vectors(const _Atomic unsigned int *flag, unsigned int value);
/*
 * Stays inside a sequence (rseq(2)) for as long as the kernel allows: a thread that was stopped in
 * it must continue at its abort handler. Returns 1 if the kernel has dropped the sequence but the
 * thread is still inside, that is, was not restarted as it should have been; otherwise 0.
 */
long spin_sequence(struct rseq *area, const _Atomic unsigned int *flag, unsigned int value);

#endif
