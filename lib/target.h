/* SPDX-License-Identifier: Apache-2.0 */
/* Which process is the container's init, and the proof that it is. */
#ifndef MEMPOLICY_TARGET_H
#define MEMPOLICY_TARGET_H

#include "oci.h"
#include "procfs.h"

enum target_stage {
	TARGET_CREATE_RUNTIME,	 /* createRuntime or prestart: a hook of the runtime's namespaces */
	TARGET_CREATE_CONTAINER, /* createContainer: a child of the container's init */
};

struct target {
	enum target_stage stage;
	pid_t pid;	/* as this process's pid namespace numbers it */
	pid_t proc_pid; /* as /proc numbers it */
	bool has_allowed;
	struct mempolicy_nodes allowed; /* memory nodes of its cpuset, if has_allowed */
};

/* "createRuntime" or "createContainer". */
const char *target_stage_name(enum target_stage stage);

/*
 * Finds the container's init for a hook: at createContainer the hook's parent, at createRuntime
 * the state's pid. Which of them it is follows from the facts: runtimes differ in what they write
 * into pid at createContainer (runc 1, crun 0, youki nothing).
 *
 * A process is taken for init only if it can be nothing else:
 * - where config.json promises a new pid namespace, it is pid 1 of one nested in that of /proc;
 * - at createRuntime, it is a child of the process that runs this hook, the runtime; or, if the
 *   first is proven, it still runs the runtime's own program;
 * - at createContainer, it is in another ipc (network, uts, mount) namespace than its own parent,
 *   where config.json promises a new one; this may go unproven only if the first is proven.
 *
 * err: USAGE (too late, or no such process: says which stages to use), SYSTEM
 */
int target_find(const struct oci_state *state, const struct oci_config *config, struct target *ret,
	struct mempolicy_error *err);

#endif
