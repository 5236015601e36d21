/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hook run step by step: both its processes, the tracer and the reader that it starts, are
 * stopped at each of their system calls, where the call can be made to fail, or something can be
 * done to the world around it.
 *
 * The runtime starts the program `driven` instead of the hook. It connects to the test, and becomes
 * the hook once it is traced. So the hook has the same parent, and the same namespaces of the
 * container, as usual.
 */
#ifndef FAULTS_DRIVER_H
#define FAULTS_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/un.h>

struct driver;

/* The two processes of a hook. */
enum which { TRACER, READER, PROCESSES };

enum effect {
	NOTHING,
	ACTS,	     /* act() is called before the system call, which is then made if the hook
		      * lives */
	RETURNS,     /* the system call is not made, and returns value */
	READS_SHORT, /* from then on, all calls of read(2) return at most value bytes */
	RESIZES,     /* the third argument is replaced by value */
	STAYS,	     /* the process never continues */
};

struct fault {
	enum which at;	  /* the process whose system calls are counted */
	size_t call;	  /* which call, counted from 0 */
	bool counts_some; /* only calls of number are counted; not with RETURNS */
	long number;
	enum effect effect;
	long value;
	void (*act)(struct driver *driver);	   /* or NULL; called before any effect */
	void (*afterwards)(struct driver *driver); /* or NULL; called after that, once the hook has
						    * ended */
};

struct call {
	long number;
	unsigned long args[3];
};

/* Reading one byte at a time takes many calls. */
#define CALLS_MAX 65536

/* A process of the last hook. */
struct process {
	pid_t pid; /* 0: it was not started */
	bool has_ended;
	int exit_code; /* 128 + signal if it was killed */
	size_t count;  /* of system calls */
	struct call calls[CALLS_MAX];

	unsigned long third; /* to be restored when the call ends; 0: nothing */
};

struct driver {
	struct sockaddr_un address; /* the address to listen on */
	int listener;
	pid_t runtime; /* the process that is served */
	struct fault fault;

	/* The processes of the last hook. */
	struct process of[PROCESSES];
	bool hit; /* the call was made */
	size_t counted;
};

/* Begins to listen, in a folder of the test. */
void driver_open(struct driver *driver, const char *folder, const struct fault *fault);
/* Traces every hook that is started until the runtime has ended, or the hook itself if it is a
 * child of this process. The test fails if one of the hook's processes makes no system call for
 * COMMAND_SECONDS. */
void driver_serve(struct driver *driver, pid_t runtime);
/* Returns the process that the fault is for. */
struct process *driver_aimed(struct driver *driver);
void driver_close(const struct driver *driver);

#endif
