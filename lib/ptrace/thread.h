/* SPDX-License-Identifier: Apache-2.0 */
/* One stopped thread: made ready for system calls, used, and put back as it was. */
#ifndef MEMPOLICY_THREAD_H
#define MEMPOLICY_THREAD_H

#include <stdint.h>
#include <sys/types.h>

#include "arch/arch.h"
#include "mempolicy.h"

/* A system call to be put into a thread. */
struct thread_call {
	long number;
	unsigned long args[6];
	long result; /* a value, or -errno */
};

struct thread {
	pid_t tid;	/* as this process's pid namespace numbers it */
	pid_t proc_tid; /* as /proc numbers it */
	bool gone;	/* it has ended, or is about to: it runs no more */
	bool reaped;	/* it has been waited for or let go of: its number is no concern any more */
	bool stopped;
	bool can_put_back; /* stopped within the kernel's signal handling, out of any call */
	bool seen;	   /* a stop of it has been waited for already, which status tells */
	int status;
	int seccomp;			/* SECCOMP_MODE_..., 0: none */
	bool has_allowed;		/* the kernel has cpusets */
	struct mempolicy_nodes allowed; /* memory nodes of its cpuset, when it was found */
	struct arch_call call;		/* before it was stopped */

	/* To be put back. */
	struct user_regs_struct saved;
	uint64_t sigmask;
	void *extra;
	unsigned long rseq_cs; /* address of a pointer to be cleared, see rseq.h; 0: none */

	struct thread_call *injected;

	bool reenter;  /* to be led back into its call, see arch.h */
	bool prepared; /* the above is filled in, and signals are blocked */
};

/* What the threads of a process have in common. */
struct thread_group {
	pid_t pid;	/* as this process's pid namespace numbers it */
	pid_t proc_pid; /* as /proc numbers it */
	bool has_level;
	unsigned int level; /* of this process's pid namespace, counted from that of /proc */
	struct thread *threads;
	size_t count;
	pid_t memory_of; /* a live thread to reach the memory by: the main one may have ended */
	struct timespec deadline;  /* CLOCK_MONOTONIC */
	unsigned long instruction; /* address of a system call instruction in the process */
	bool reading;		   /* for information only */
	bool spared;		   /* it runs on whatever happens: nothing of it was changed yet */
};

/*
 * All functions: err is TIMEOUT when the deadline passes, UNSUPPORTED for a thread of another word
 * size, SYSTEM otherwise. After an error the process may be in any state, and should be killed.
 */

/* Waits until PTRACE_INTERRUPT, given before, has stopped the thread, or thread->gone. */
int mp_thread_wait(const struct thread_group *group, struct thread *thread,
		   struct mempolicy_error *err);

int mp_thread_registers(const struct thread_group *group, const struct thread *thread,
			struct user_regs_struct *ret, struct mempolicy_error *err);

/* ---- in all threads side by side ---- */

/*
 * What follows is done in steps. Each waits for the stop that the one before it asked for, and lets
 * the thread run on to the next: made in all threads before the next, they let these run side by
 * side.
 */
typedef int thread_step(const struct thread_group *group, struct thread *thread,
			struct mempolicy_error *err);

/* Saves everything, and blocks signals; then the thread enters its call, if it needs to. */
thread_step mp_thread_prepare, mp_thread_enter, mp_thread_hold, mp_thread_be_ready;

/* Put everything back, in reverse order. */
thread_step mp_thread_put_back_begin, mp_thread_put_back_end;

/* ---- one by one ---- */

/* Ends the tracing. One that others have ended meanwhile, by execve(2), is marked as gone. */
int mp_thread_let_go(const struct thread_group *group, struct thread *thread,
		     struct mempolicy_error *err);

/* Whether a thread has ended, or begun to. */
bool mp_thread_has_ended(const struct thread_group *group, const struct thread *thread);
/* Waits for the end of a thread without blocking; only then can its parent learn of it. Whether it
 * has been waited for. */
bool mp_thread_reap(struct thread *thread);
/* Whether the deadline is still to come. */
bool mp_thread_is_in_time(const struct thread_group *group);
/* Waits a little for something to happen to a thread. False if the deadline has passed. */
bool mp_thread_pause(const struct thread_group *group);

/* Whether the process has a system call instruction at an address. */
bool mp_thread_group_instruction_at(const struct thread_group *group, unsigned long address);

/* Fills *err for a ptrace(2) or the like that failed; returns -1. */
int mp_thread_error(const struct thread_group *group, const char *what,
		    struct mempolicy_error *err);

/* Fills *err for a process that is no more; returns -1. */
int mp_thread_group_died(const struct thread_group *group, struct mempolicy_error *err);

#endif
