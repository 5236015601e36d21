/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hook run step by step: stopped at each of its system calls, where one can be made to fail, or
 * something can be done to the world around it.
 *
 * The runtime starts the program `driven` in the hook's place, which connects to the test, and
 * becomes the hook once it is traced. So the hook has the parent, and the place in the container's
 * namespaces, that it has otherwise.
 */
#ifndef FAULTS_DRIVER_H
#define FAULTS_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/un.h>

struct driver;

enum effect {
	NOTHING,
	ACTS,	     /* act() is called before the system call, which is made if the hook lives */
	RETURNS,     /* the system call is not made, and returns value */
	READS_SHORT, /* that and all later calls of read(2) get no more than value bytes */
};

struct fault {
	size_t call;	  /* which system call of the hook, counted from 0 */
	bool counts_some; /* counted are only those of the number; not with RETURNS */
	long number;
	enum effect effect;
	long value;
	void (*act)(struct driver *driver);
	void (*afterwards)(struct driver *driver); /* or NULL; once the hook has ended after that */
};

struct call {
	long number;
	unsigned long args[2];
};

/* Reading a byte at a time takes many. */
#define CALLS_MAX 16384

struct driver {
	struct sockaddr_un address; /* where to listen */
	int listener;
	pid_t runtime; /* the process that is served */
	struct fault fault;

	/* Of the last hook. */
	pid_t hook; /* 0: none came */
	bool hit;   /* the call came */
	size_t counted;
	int exit_code; /* 128 + signal when killed */
	size_t count;  /* of system calls */
	struct call calls[CALLS_MAX];
};

/* Begins to listen, in a folder of the test's. */
void driver_open(struct driver *driver, const char *folder, const struct fault *fault);
/* Traces every hook that comes until the runtime, or the hook itself if it is the child of this
 * process, has ended. */
void driver_serve(struct driver *driver, pid_t runtime);
void driver_close(const struct driver *driver);

#endif
