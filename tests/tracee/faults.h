/* SPDX-License-Identifier: Apache-2.0 */
/* System calls and functions that fail when they are told to: linked with ld's --wrap. */
#ifndef TRACEE_FAULTS_H
#define TRACEE_FAULTS_H

#include <stdbool.h>
#include <sys/types.h>

enum function {
	FAULT_PTRACE,
	FAULT_DETACH, /* ptrace(2) with PTRACE_DETACH */
	FAULT_WAITPID,
	FAULT_READV,
	FAULT_WRITEV,
	FAULT_OPEN,
	FAULT_READ,
	FAULT_OPENDIR,
	FAULT_READDIR,
	FAULT_FSTAT,
	FAULT_CALLOC,
	FAULT_REALLOCARRAY,
	FAULT_SIGTIMEDWAIT,
	FAULT_FUNCTIONS,
	FAULT_ANY = FAULT_FUNCTIONS,
};

enum effect {
	FAULT_FAILS, /* the call is not made, and fails with number */
	FAULT_KILLS, /* before the call, process number is killed */
	FAULT_DIES,  /* before the call, this process is killed */
	FAULT_ACTS,  /* before the call, act is called */
};

struct fault {
	enum function function;
	unsigned int call; /* which one, counted from 1 */
	enum effect effect;
	int number;
	void (*act)(void);
};

/* From now on, until faults_end(). */
void faults_begin(const struct fault *fault);
/* Whether the call came that was to be hit. */
bool faults_end(void);
/* Whether a file "status" was opened from then on. */
bool faults_looked_later(void);

#endif
