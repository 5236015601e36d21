/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the container's init, and proves that it is init. */
#ifndef MEMPOLICY_TARGET_H
#define MEMPOLICY_TARGET_H

#include "oci.h"

enum target_stage {
	TARGET_CREATE_RUNTIME,	 /* createRuntime or prestart: run in the runtime's namespaces */
	TARGET_CREATE_CONTAINER, /* createContainer: run as a child of init */
};

/* What the runtime's state and config.json claim. This is not trusted: it only says what must be
 * proven, which only the kernel can do. */
struct target_claim {
	const char *status;	 /* from the state */
	pid_t pid;		 /* from the state; 0 when absent */
	unsigned int namespaces; /* new ones by config.json, bits of enum oci_namespace */
};

/* The number of kinds of namespaces that can prove init: pid, and others that may be new. */
#define TARGET_KINDS 5

struct target {
	enum target_stage stage;
	pid_t pid;	/* as this process's pid namespace numbers it */
	pid_t proc_pid; /* as /proc numbers it */
	unsigned int threads;
	bool has_allowed;
	struct mempolicy_nodes allowed; /* its allowed nodes, if has_allowed */

	/* The basis of the proof, for target_prove(). */
	pid_t parent; /* the parent of this hook */
	bool lasts;   /* the proof holds while the following is unchanged */
	int folder;   /* its open folder of namespaces; -1: none */
	unsigned long namespaces[TARGET_KINDS]; /* their numbers */
};

/* "createRuntime" or "createContainer". */
const char *target_stage_name(enum target_stage stage);

/* Checks that, by the state, user code is not running yet. err: USAGE */
int target_check_status(const struct target_claim *claim, struct mempolicy_error *err);

/* The stage at which this hook is running, if the state is right. err: SYSTEM */
int target_stage(pid_t state_pid, enum target_stage *ret, struct mempolicy_error *err);

/*
 * Finds the container's init for a hook: at createContainer it is the hook's parent, at
 * createRuntime the pid in the state. The stage is detected, because runtimes write different pids
 * into the state at createContainer: runc (from 1.0 on, its pull request 2229) init's pid in init's
 * own pid namespace, usually 1; crun (0.12 to 1.29) 0; youki (0.7.0) none.
 *
 * A process is accepted as init only if it can be nothing else:
 * - it has each namespace that config.json says will be new (pid, ipc, network, uts, mount): it is
 *   pid 1 of a pid namespace nested in that of /proc, and the others are not the runtime's. If
 *   reading the runtime's is not permitted, being pid 1 must suffice;
 * - at createRuntime, it is a child of the process that runs this hook, the runtime; or it is such
 *   a pid 1, still runs the runtime's program, and the runtime has no child other than this hook;
 * - at createContainer, it is such a pid 1; or the state names it, another namespace is proven, and
 *   it has no child other than this hook, while the runtime would.
 *
 * ret  to be passed to target_drop() on success
 * err  USAGE (too late, or no such process: the remedy says which stages to use), SYSTEM
 */
int target_find(const struct target_claim *claim, struct target *ret, struct mempolicy_error *err);

/*
 * For an init that cannot be proven: fills in what the hook knows from itself, because it has
 * inherited init's cpuset. pid, proc_pid and threads are 0. err: SYSTEM
 */
int target_unproven(const struct target_claim *claim, struct target *ret,
		    struct mempolicy_error *err);

/*
 * Proves again that the process is init, now that it is stopped: it is still the same process in
 * the same namespaces, and this hook has the same parent. If that is not enough, finds init again
 * and compares. err: as for target_find()
 */
int target_prove(const struct target_claim *claim, const struct target *target,
		 struct mempolicy_error *err);

void target_drop(struct target *target);

/* mempolicy_machine_read(), as far as it matters for a policy with these nodes. */
int target_machine(const struct mempolicy_nodes *nodes, struct mempolicy_machine *ret,
		   struct mempolicy_error *err);

#endif
