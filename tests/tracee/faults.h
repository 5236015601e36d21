/* SPDX-License-Identifier: Apache-2.0 */
/* System calls and functions that can be made to fail: linked with ld's --wrap. */
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
	FAULT_FAILS, /* the call is not made, and fails with the errno in number */
	FAULT_KILLS, /* before the call, the process with the id in number is killed */
	FAULT_DIES,  /* before the call, this process is killed */
	FAULT_ACTS,  /* before the call, act is called */
};

struct fault {
	enum function function;
	unsigned int call; /* which call, counted from 1 */
	enum effect effect;
	int number;
	void (*act)(void);
};

/* Makes the fault happen, until faults_end(). */
void faults_begin(const struct fault *fault);
/* Whether the call to be hit took place. */
bool faults_end(void);
/* Whether a file "status" was opened after that call. */
bool faults_looked_later(void);

#endif
