/* SPDX-License-Identifier: Apache-2.0 */
/* Which process is the container's init, and the proof that it is. */
#ifndef MEMPOLICY_TARGET_H
#define MEMPOLICY_TARGET_H

#include "oci.h"

enum target_stage {
	TARGET_CREATE_RUNTIME,	 /* createRuntime or prestart: a hook of the runtime's namespaces */
	TARGET_CREATE_CONTAINER, /* createContainer: a child of the container's init */
};

/* What the runtime's state and config.json say. Nothing of it is believed: it says what must be
 * proven, and by the kernel alone. */
struct target_claim {
	const char *status;	 /* of the state */
	pid_t pid;		 /* likewise; 0 when absent */
	unsigned int namespaces; /* that config.json promises to make anew, of enum oci_namespace */
};

/* Kinds of namespaces that prove init: pid, and others that config.json may promise anew. */
#define TARGET_KINDS 5

struct target {
	enum target_stage stage;
	pid_t pid;	/* as this process's pid namespace numbers it */
	pid_t proc_pid; /* as /proc numbers it */
	unsigned int threads;
	bool has_allowed;
	struct mempolicy_nodes allowed; /* memory nodes of its cpuset, if has_allowed */

	/* By what it was proven, for target_prove(). */
	pid_t parent;				/* of this hook */
	bool lasts;				/* for as long as the following stays as it is */
	int folder;				/* its namespaces, open; -1: none */
	unsigned long namespaces[TARGET_KINDS]; /* their numbers */
};

/* "createRuntime" or "createContainer". */
const char *target_stage_name(enum target_stage stage);

/* Whether the state says that user code does not run yet. err: USAGE */
int target_check_status(const struct target_claim *claim, struct mempolicy_error *err);

/* The stage at which this process is run as a hook, if the state is right. err: SYSTEM */
int target_stage(pid_t state_pid, enum target_stage *ret, struct mempolicy_error *err);

/*
 * Finds the container's init for a hook: at createContainer the hook's parent, at createRuntime
 * the state's pid. Which of them it is follows from the facts: runtimes differ in what they write
 * into pid at createContainer: runc (from 1.0 on, its pull request 2229) init's in its own pid
 * namespace, mostly 1, crun (0.12 to 1.29) 0, youki (0.7.0) nothing.
 *
 * A process is taken for init only if it can be nothing else:
 * - it has each namespace that config.json promises anew (pid, ipc, network, uts, mount): it is
 *   pid 1 of a pid namespace nested in that of /proc; the others are not those of the runtime.
 *   Where the runtime may not be looked at, pid 1 must do;
 * - at createRuntime, it is a child of the process that runs this hook, the runtime; or it is such
 *   a pid 1, still runs the runtime's own program, and the runtime has no child beside this hook;
 * - at createContainer, it is such a pid 1; or the state names it, another namespace is proven, and
 *   it has no child beside this hook, as the runtime would.
 *
 * ret  to be ended with target_drop(), if it succeeds
 * err  USAGE (too late, or no such process: says which stages to use), SYSTEM
 */
int target_find(const struct target_claim *claim, struct target *ret, struct mempolicy_error *err);

/*
 * Where init cannot be proven: what a hook knows of it by itself, which inherited its cpuset. pid,
 * proc_pid and threads are 0. err: SYSTEM
 */
int target_unproven(const struct target_claim *claim, struct target *ret,
		    struct mempolicy_error *err);

/*
 * Proves once more that the process found is init, now that it is stopped: it is still the same
 * process in the same namespaces, and this hook's parent is the same; where that is not enough,
 * finds init anew and compares. err: as above
 */
int target_prove(const struct target_claim *claim, const struct target *target,
		 struct mempolicy_error *err);

void target_drop(struct target *target);

/* mempolicy_machine_read(), as far as it is of account for a policy with such nodes. */
int target_machine(const struct mempolicy_nodes *nodes, struct mempolicy_machine *ret,
		   struct mempolicy_error *err);

#endif
