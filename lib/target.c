/* SPDX-License-Identifier: Apache-2.0 */
#include "target.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

#define USAGE MEMPOLICY_ERROR_USAGE

/* What is known when the search begins. */
struct facts {
	const struct oci_config *config;
	struct proc_status self;
	unsigned int level; /* of this process's pid namespace, counted from that of /proc */
	struct proc_status init;
};

const char *target_stage_name(enum target_stage stage)
{
	return stage == TARGET_CREATE_RUNTIME ? "createRuntime" : "createContainer";
}

static int remedy_stages(struct mempolicy_error *err)
{
	return error_remedy(err, "register the hook at createContainer, or at createRuntime (also "
				 "called prestart)");
}

static int check_status(const struct oci_state *state, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	if (strcmp(state->status, "creating") == 0 || strcmp(state->status, "created") == 0)
		return 0;
	error_set(err, USAGE, "",
		"too late: the container's state is %s, so its user code runs or ran already",
		error_quote(quoted, sizeof(quoted), state->status, strlen(state->status)));
	return remedy_stages(err);
}

/* pid 1 of a pid namespace that is nested in this process's or, at createContainer, is it. */
static bool is_first_in_nested_namespace(const struct facts *facts)
{
	const struct proc_status *init = &facts->init;

	return init->levels > 1 && init->ids[init->levels - 1] == 1;
}

/*
 * Whether init's parent, the runtime, has another namespace of the first kind that config.json
 * promises anew. Inside a user namespace the runtime may not be looked at: CANNOT_TELL, as where
 * config.json promises none. The mount namespace comes last, and says little when it is the same:
 * a thread of runc (1.2 and newer) joins the container's to open the sources of mounts, and that
 * may be its first, whose namespaces /proc shows.
 */
enum own_namespace { CANNOT_TELL, IS_OWN, IS_SHARED };

static enum own_namespace own_namespace(const struct facts *facts)
{
	static const struct {
		unsigned int bit;
		const char *link;
	} kinds[] = {
		{OCI_NEW_IPC, "ns/ipc"},
		{OCI_NEW_NETWORK, "ns/net"},
		{OCI_NEW_UTS, "ns/uts"},
		{OCI_NEW_MOUNT, "ns/mnt"},
	};
	struct mempolicy_error ignored;
	bool same;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!(facts->config->namespaces & kinds[i].bit))
			continue;
		if (proc_same_link(
			    facts->self.parent, facts->init.parent, kinds[i].link, &same, &ignored))
			return CANNOT_TELL;
		if (same && kinds[i].bit == OCI_NEW_MOUNT)
			return CANNOT_TELL;
		return same ? IS_SHARED : IS_OWN;
	}
	return CANNOT_TELL;
}

static int not_init(
	enum target_stage stage, pid_t pid, const char *because, struct mempolicy_error *err)
{
	error_set(err, USAGE, "", "process %d, %s, is not the container's init: %s", pid,
		stage == TARGET_CREATE_RUNTIME ? "the state's pid" : "the parent of this hook",
		because);
	return remedy_stages(err);
}

static int prove_parent(const struct facts *facts, pid_t pid, struct mempolicy_error *err)
{
	bool promised_pid = facts->config->namespaces & OCI_NEW_PID;
	enum own_namespace own = own_namespace(facts);

	if (promised_pid && !is_first_in_nested_namespace(facts))
		return not_init(TARGET_CREATE_CONTAINER, pid,
			"config.json promises a new pid namespace, and this is not its pid 1", err);
	if (own == IS_SHARED)
		return not_init(TARGET_CREATE_CONTAINER, pid,
			"it has not the namespaces of its own that config.json promises", err);
	if (own == CANNOT_TELL && !promised_pid)
		return not_init(TARGET_CREATE_CONTAINER, pid,
			"it has no namespace by which it could be told from other processes", err);
	return 0;
}

/*
 * Where crun makes a user namespace, the process between it and init ends, and init falls to
 * whoever reaps orphans. It is then known by the program it runs: still that of the runtime, which
 * no user code is. One that may not be looked at may not be traced either.
 */
static bool runs_program_of_runtime(const struct facts *facts, pid_t pid)
{
	struct mempolicy_error err;
	bool same;

	if (proc_same_link(pid, facts->self.parent, "exe", &same, &err))
		return err.sys_errno == EACCES || err.sys_errno == EPERM;
	return same;
}

static int prove_state_pid(const struct facts *facts, pid_t pid, struct mempolicy_error *err)
{
	bool promised_pid = facts->config->namespaces & OCI_NEW_PID;

	if (facts->init.levels <= facts->level || facts->init.ids[facts->level] != pid)
		return not_init(
			TARGET_CREATE_RUNTIME, pid, "/proc shows another process there", err);
	if (promised_pid && !is_first_in_nested_namespace(facts))
		return not_init(TARGET_CREATE_RUNTIME, pid,
			"config.json promises a new pid namespace, and this is not its pid 1", err);
	if (facts->init.parent != facts->self.parent &&
		!(promised_pid && runs_program_of_runtime(facts, pid)))
		return not_init(TARGET_CREATE_RUNTIME, pid,
			"it is not a child of the process that runs this hook", err);
	return 0;
}

int target_find(const struct oci_state *state, const struct oci_config *config, struct target *ret,
	struct mempolicy_error *err)
{
	struct facts facts = {.config = config};
	struct target target = {.stage = TARGET_CREATE_CONTAINER, .pid = getppid()};

	if (check_status(state, err) || proc_status_read("self", &facts.self, err))
		return -1;
	facts.level = facts.self.levels - 1;
	target.proc_pid = facts.self.parent;
	if (state->pid && state->pid != target.pid && state->pid != target.proc_pid)
		target = (struct target){
			TARGET_CREATE_RUNTIME, .pid = state->pid, .proc_pid = state->pid};
	if (!target.pid || !target.proc_pid)
		return not_init(
			target.stage, target.pid, "it is outside this hook's pid namespace", err);
	if (proc_status_of(target.proc_pid, &facts.init, err))
		return err->sys_errno == ENOENT || err->sys_errno == ESRCH
			       ? not_init(target.stage, target.pid, "there is no such process", err)
			       : -1;
	if (target.stage == TARGET_CREATE_CONTAINER ? prove_parent(&facts, target.pid, err)
						    : prove_state_pid(&facts, target.pid, err))
		return -1;
	target.has_allowed = facts.init.has_allowed;
	target.allowed = facts.init.allowed;
	*ret = target;
	return 0;
}
