/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hook run step by step: both its processes, the tracer and the reader that it starts, are
 * stopped at each of their system calls, where one can be made to fail, or something can be done to
 * the world around it.
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

/* Of the two processes of a hook. */
enum which { TRACER, READER, PROCESSES };

enum effect {
	NOTHING,
	ACTS,	     /* act() is called before the system call, which is made if the hook lives */
	RETURNS,     /* the system call is not made, and returns value */
	READS_SHORT, /* all calls of read(2) from there on get no more than value bytes */
	RESIZES,     /* the third argument is value */
	STAYS,	     /* the process does not go on, ever */
};

struct fault {
	enum which at;	  /* whose system calls are counted */
	size_t call;	  /* which of them, from 0 */
	bool counts_some; /* counted are only those of the number; not with RETURNS */
	long number;
	enum effect effect;
	long value;
	void (*act)(struct driver *driver);	   /* or NULL; before any effect */
	void (*afterwards)(struct driver *driver); /* or NULL; once the hook has ended after that */
};

struct call {
	long number;
	unsigned long args[3];
};

/* Reading a byte at a time takes many. */
#define CALLS_MAX 65536

/* A process of the last hook. */
struct process {
	pid_t pid; /* 0: none came */
	bool has_ended;
	int exit_code; /* 128 + signal when killed */
	size_t count;  /* of system calls */
	struct call calls[CALLS_MAX];

	unsigned long third; /* to be put back when the call ends; 0: nothing */
};

struct driver {
	struct sockaddr_un address; /* where to listen */
	int listener;
	pid_t runtime; /* the process that is served */
	struct fault fault;

	/* Of the last hook. */
	struct process of[PROCESSES];
	bool hit; /* the call came */
	size_t counted;
};

/* Begins to listen, in a folder of the test's. */
void driver_open(struct driver *driver, const char *folder, const struct fault *fault);
/* Traces every hook that comes until the runtime, or the hook itself if it is the child of this
 * process, has ended. The test fails if one of the hook's processes is left for COMMAND_SECONDS
 * without making a system call. */
void driver_serve(struct driver *driver, pid_t runtime);
/* The process that the fault is for. */
struct process *driver_aimed(struct driver *driver);
void driver_close(const struct driver *driver);

#endif
