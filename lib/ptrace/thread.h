/* SPDX-License-Identifier: Apache-2.0 */
/* One stopped thread: preparing it for system calls, and restoring it. */
#ifndef MEMPOLICY_THREAD_H
#define MEMPOLICY_THREAD_H

#include <stdint.h>
#include <sys/types.h>

#include "arch/arch.h"
#include "mempolicy.h"

/* A system call to be made in a thread. */
struct thread_call {
	long number;
	unsigned long args[6];
	long result; /* a value, or -errno */
};

struct thread {
	pid_t tid;	/* as this process's pid namespace numbers it */
	pid_t proc_tid; /* as /proc numbers it */
	bool gone;	/* has ended or is about to, and no longer runs */
	bool reaped;	/* has been waited for or detached from: its tid may be reused */
	bool stopped;
	bool can_put_back; /* stopped within the kernel's signal handling, outside any call */
	bool seen;	   /* a stop has been waited for already, with this status */
	int status;
	int seccomp;			/* SECCOMP_MODE_..., 0: none */
	bool has_allowed;		/* the kernel has cpusets */
	struct mempolicy_nodes allowed; /* allowed nodes when it was found */
	struct arch_call call;		/* the call it was in before it was stopped */

	/* State to be restored. */
	struct user_regs_struct saved;
	uint64_t sigmask;
	void *extra;
	unsigned long rseq_cs; /* address of a pointer to clear, see rseq.h; 0: none */

	struct thread_call *injected;

	bool reenter;  /* must be returned to its call, see arch.h */
	bool prepared; /* its state is saved, and signals are blocked */
};

/* The threads of a process, and what they have in common. */
struct thread_group {
	pid_t pid;	/* as this process's pid namespace numbers it */
	pid_t proc_pid; /* as /proc numbers it */
	bool has_level;
	unsigned int level; /* of this process's pid namespace below that of /proc */
	struct thread *threads;
	size_t count;
	pid_t memory_of; /* a live thread, to access the memory; the main one may have ended */
	struct timespec deadline;  /* CLOCK_MONOTONIC */
	unsigned long instruction; /* address of a syscall instruction in the process */
	bool reading;		   /* policies are only read, not set */
	bool spared;		   /* detached from and not killed on failure: unchanged so far */
};

/*
 * All functions: err is TIMEOUT when the deadline passes, UNSUPPORTED for a thread of another word
 * size, SYSTEM otherwise. After an error the process may be in any state, and should be killed.
 */

/* Waits until an earlier PTRACE_INTERRUPT has stopped the thread, or it is gone. */
int mp_thread_wait(const struct thread_group *group, struct thread *thread,
		   struct mempolicy_error *err);

int mp_thread_registers(const struct thread_group *group, const struct thread *thread,
			struct user_regs_struct *ret, struct mempolicy_error *err);

/* ---- in all threads in parallel ---- */

/*
 * The following is done in steps. Each step waits for the stop that the previous one requested, and
 * resumes the thread until the next stop. If each step is done in all threads before the next step,
 * the threads run in parallel.
 */
typedef int thread_step(const struct thread_group *group, struct thread *thread,
			struct mempolicy_error *err);

/* Save the state and block signals; then the thread enters its call again, if it needs to. */
thread_step mp_thread_prepare, mp_thread_enter, mp_thread_hold, mp_thread_be_ready;

/* Restore the state, in reverse order. */
thread_step mp_thread_put_back_begin, mp_thread_put_back_end;

/* ---- one by one ---- */

/* Detaches from the thread. If another thread has ended it meanwhile by execve(2), it is marked as
 * gone. */
int mp_thread_let_go(const struct thread_group *group, struct thread *thread,
		     struct mempolicy_error *err);

/* Whether a thread has ended or begun to exit. */
bool mp_thread_has_ended(const struct thread_group *group, const struct thread *thread);
/* Waits for a thread that has ended, without blocking; only afterwards can the parent of the
 * process learn of it. Returns whether the thread has been waited for. */
bool mp_thread_reap(struct thread *thread);
/* Whether the deadline has not passed yet. */
bool mp_thread_is_in_time(const struct thread_group *group);
/* Waits a little for a thread to change state. False if the deadline has passed. */
bool mp_thread_pause(const struct thread_group *group);

/* Whether there is a syscall instruction at an address of the process. */
bool mp_thread_group_instruction_at(const struct thread_group *group, unsigned long address);

/* Fills *err for a failed ptrace(2) or similar call; returns -1. */
int mp_thread_error(const struct thread_group *group, const char *what,
		    struct mempolicy_error *err);

/* Fills *err for a process that has died; returns -1. */
int mp_thread_group_died(const struct thread_group *group, struct mempolicy_error *err);

#endif
