/* SPDX-License-Identifier: Apache-2.0 */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "kernel.h"
#include "procfs.h"

#define USAGE MEMPOLICY_ERROR_USAGE

/* The facts from which init is found. */
struct facts {
	const struct target_claim *claim;
	struct proc_status self;
	unsigned int level; /* of this process's pid namespace below that of /proc */
	struct proc_status init;
	pid_t init_proc_pid;
	const unsigned long *namespaces; /* init's, see struct target */
};

/* Indexes of the namespaces in struct target. */
enum { PID, IPC, NETWORK, UTS, MOUNT };

static const struct {
	unsigned int bit;
	const char *link;
} kinds[TARGET_KINDS] = {
	[PID] = {OCI_NEW_PID, "pid"},	      [IPC] = {OCI_NEW_IPC, "ipc"},
	[NETWORK] = {OCI_NEW_NETWORK, "net"}, [UTS] = {OCI_NEW_UTS, "uts"},
	[MOUNT] = {OCI_NEW_MOUNT, "mnt"},
};

const char *target_stage_name(enum target_stage stage)
{
	return stage == TARGET_CREATE_RUNTIME ? "createRuntime" : "createContainer";
}

static int remedy_stages(struct mempolicy_error *err)
{
	return mp_error_remedy(err,
			       "register the hook at createContainer, or at createRuntime (also "
			       "called prestart)");
}

int target_check_status(const struct target_claim *claim, struct mempolicy_error *err)
{
	const char *status = claim->status;
	char quoted[ERROR_QUOTED];

	if (strcmp(status, "creating") == 0 || strcmp(status, "created") == 0)
		return 0;
	mp_error_set(err, USAGE, "",
		     "too late: the container's state is %s, so its user code is running or has "
		     "already run",
		     mp_error_quote(quoted, sizeof(quoted), status, strlen(status)));
	return remedy_stages(err);
}

static int not_init(enum target_stage stage, pid_t pid, const char *because,
		    struct mempolicy_error *err)
{
	mp_error_set(err, USAGE, "", "process %d, %s, is not the container's init: %s", pid,
		     stage == TARGET_CREATE_RUNTIME ? "the state's pid" : "the parent of this hook",
		     because);
	return remedy_stages(err);
}

/* ---- namespaces ---- */

/* init's namespaces compared with the runtime's, for the kinds that are new by config.json. */
struct comparison {
	bool own;	  /* at least one is its own */
	bool shared;	  /* at least one is the runtime's */
	bool cannot_tell; /* permission denied, from inside a user namespace */
};

/* 0 means that reading it was not permitted. */
static void compare(unsigned long runtime, unsigned long init, struct comparison *comparison)
{
	if (!runtime || !init)
		comparison->cannot_tell = true;
	else if (runtime == init)
		comparison->shared = true;
	else
		comparison->own = true;
}

static unsigned long namespace_of(pid_t pid, size_t kind)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, kinds[kind].link);
	return mp_proc_namespace(AT_FDCWD, path);
}

/*
 * A thread of runc (from 1.2 on, goCreateMountSources() in libcontainer/process_linux.go, from its
 * pull request 3985) joins the container's mount namespace to open the sources of mounts. That may
 * be the main thread, whose namespaces /proc shows for the process. So it is enough that one thread
 * of the runtime is in another mount namespace.
 */
static void compare_mount(pid_t runtime, unsigned long init, struct comparison *comparison)
{
	struct comparison threads = {.own = false};
	char path[32];
	CLEANUP(cleanup_dir) DIR *dir = NULL;
	const struct dirent *entry;

	compare(namespace_of(runtime, MOUNT), init, &threads);
	snprintf(path, sizeof(path), "/proc/%d/task", runtime);
	dir = threads.own ? NULL : opendir(path);
	while (dir && !threads.own && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			compare(namespace_of((pid_t)strtol(entry->d_name, NULL, 10), MOUNT), init,
				&threads);
	if (threads.own)
		comparison->own = true;
	else if (threads.shared)
		comparison->shared = true;
	else
		comparison->cannot_tell = true;
}

static struct comparison compare_namespaces(pid_t runtime, const struct facts *facts)
{
	struct comparison comparison = {.own = false};

	for (size_t i = IPC; i < MOUNT; i++)
		if (facts->claim->namespaces & kinds[i].bit)
			compare(namespace_of(runtime, i), facts->namespaces[i], &comparison);
	if (facts->claim->namespaces & OCI_NEW_MOUNT)
		compare_mount(runtime, facts->namespaces[MOUNT], &comparison);
	return comparison;
}

/* The new namespaces must exist, whatever else proves the process. */
static int check_promised(enum target_stage stage, pid_t pid, const struct facts *facts,
			  const struct comparison *comparison, struct mempolicy_error *err)
{
	if ((facts->claim->namespaces & OCI_NEW_PID) && !mp_proc_is_namespace_init(&facts->init))
		return not_init(
			stage, pid,
			"config.json promises a new pid namespace, and this is not its pid 1", err);
	if (comparison->shared)
		return not_init(stage, pid,
				"it does not have the new namespaces that config.json promises",
				err);
	return 0;
}

/* ---- kinship ---- */

/*
 * Whether a process has a child other than this hook. The runtime has one at createRuntime, where
 * init is its child; init has none at createContainer. Also true if the kernel does not show
 * children (without CONFIG_PROC_CHILDREN).
 */
static bool has_other_child(pid_t parent, pid_t hook)
{
	char path[64];
	CLEANUP(cleanup_dir) DIR *dir = NULL;
	const struct dirent *entry;
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%d/task", parent);
	dir = opendir(path);
	if (!dir)
		return true;
	while (!found && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			found = mp_proc_has_other_child(parent,
							(pid_t)strtol(entry->d_name, NULL, 10),
							hook);
	return found;
}

/*
 * When crun (1.8.1 to 1.29, must_fork in src/libcrun/linux.c) creates a user namespace, the process
 * between crun and init ends, and init becomes an orphan with another parent. It is then recognized
 * by the program it runs: still the runtime's, and so no user code. If this may not be read, the
 * process cannot be traced either. If init is a child of the runtime, there is no such orphan.
 */
static bool is_orphan_of_runtime(const struct facts *facts, pid_t pid)
{
	struct mempolicy_error err;
	bool same;

	if (!mp_proc_is_namespace_init(&facts->init) ||
	    has_other_child(facts->self.parent, facts->self.ids[0]))
		return false;
	if (mp_proc_same_link(pid, facts->self.parent, "exe", &same, &err))
		return err.sys_errno == EACCES || err.sys_errno == EPERM;
	return same;
}

/* ---- the proof at each stage ---- */

static int prove_parent(const struct facts *facts, pid_t pid, struct mempolicy_error *err)
{
	struct comparison comparison = compare_namespaces(facts->init.parent, facts);

	if (check_promised(TARGET_CREATE_CONTAINER, pid, facts, &comparison, err))
		return -1;
	if (facts->claim->namespaces & OCI_NEW_PID)
		return 0;
	if (!comparison.own || comparison.cannot_tell)
		return not_init(TARGET_CREATE_CONTAINER, pid,
				"it has no namespace that distinguishes it from other processes",
				err);
	if (!facts->claim->pid) {
		not_init(TARGET_CREATE_CONTAINER, pid,
			 "the state names no pid, and config.json promises no new pid namespace",
			 err);
		return mp_error_remedy(err, "register the hook at createRuntime as well");
	}
	if (has_other_child(facts->init_proc_pid, facts->self.ids[0]))
		return not_init(TARGET_CREATE_CONTAINER, pid,
				"it has children other than this hook, as a runtime does", err);
	return 0;
}

static int prove_state_pid(const struct facts *facts, pid_t pid, struct mempolicy_error *err)
{
	struct comparison comparison;

	if (facts->init.levels <= facts->level || facts->init.ids[facts->level] != pid)
		return not_init(TARGET_CREATE_RUNTIME, pid,
				"/proc shows another process with "
				"this pid",
				err);
	comparison = compare_namespaces(facts->self.ids[0], facts);
	if (check_promised(TARGET_CREATE_RUNTIME, pid, facts, &comparison, err))
		return -1;
	if (facts->init.parent == facts->self.parent || is_orphan_of_runtime(facts, pid))
		return 0;
	return not_init(TARGET_CREATE_RUNTIME, pid,
			"it is not a child of the process that runs this hook", err);
}

/* ---- finding it ---- */

static enum target_stage stage_of(pid_t state_pid, const struct proc_status *self)
{
	return state_pid && state_pid != getppid() && state_pid != self->parent
		       ? TARGET_CREATE_RUNTIME
		       : TARGET_CREATE_CONTAINER;
}

int target_stage(pid_t state_pid, enum target_stage *ret, struct mempolicy_error *err)
{
	struct proc_status self;

	if (mp_proc_status_read("self", &self, err))
		return -1;
	*ret = stage_of(state_pid, &self);
	return 0;
}

/* Reads the namespaces that config.json says will be new. */
static void read_namespaces(const struct target_claim *claim, int folder,
			    unsigned long ret[TARGET_KINDS])
{
	for (size_t i = 0; i < TARGET_KINDS; i++)
		ret[i] = (claim->namespaces & kinds[i].bit)
				 ? mp_proc_namespace(folder, kinds[i].link)
				 : 0;
}

static int no_such_process(const struct target *target, struct mempolicy_error *err)
{
	return not_init(target->stage, target->pid, "there is no such process", err);
}

/* The folder is opened first: if it still refers to a living process later, this is the process
 * whose status was read in between. */
static int read_init(struct facts *facts, struct target *target, struct mempolicy_error *err)
{
	target->folder = mp_proc_open_namespaces(target->proc_pid);
	if (mp_proc_status_of(target->proc_pid, &facts->init, err))
		return err->sys_errno == ENOENT || err->sys_errno == ESRCH
			       ? no_such_process(target, err)
			       : -1;
	facts->init_proc_pid = target->proc_pid;
	facts->namespaces = target->namespaces;
	if (target->folder >= 0)
		read_namespaces(facts->claim, target->folder, target->namespaces);
	target->threads = facts->init.threads;
	target->has_allowed = facts->init.has_allowed;
	target->allowed = facts->init.allowed;
	return 0;
}

static int find(const struct target_claim *claim, struct target *ret, struct mempolicy_error *err)
{
	struct facts facts = {.claim = claim};

	*ret = (struct target){.folder = -1, .parent = getppid()};
	if (target_check_status(claim, err) || mp_proc_status_read("self", &facts.self, err))
		return -1;
	facts.level = facts.self.levels - 1;
	ret->stage = stage_of(claim->pid, &facts.self);
	ret->pid = ret->stage == TARGET_CREATE_RUNTIME ? claim->pid : ret->parent;
	ret->proc_pid = ret->stage == TARGET_CREATE_RUNTIME ? claim->pid : facts.self.parent;
	if (!ret->pid || !ret->proc_pid)
		return not_init(ret->stage, ret->pid, "it is outside this hook's pid namespace",
				err);
	if (read_init(&facts, ret, err))
		return -1;
	if (ret->stage == TARGET_CREATE_CONTAINER ? prove_parent(&facts, ret->pid, err)
						  : prove_state_pid(&facts, ret->pid, err))
		return -1;
	/* Other children, and the program that a process runs, may change. */
	ret->lasts = (claim->namespaces & OCI_NEW_PID) && (ret->stage == TARGET_CREATE_CONTAINER ||
							   facts.init.parent == facts.self.parent);
	return 0;
}

int target_find(const struct target_claim *claim, struct target *ret, struct mempolicy_error *err)
{
	if (find(claim, ret, err) == 0)
		return 0;
	target_drop(ret);
	return -1;
}

int target_unproven(const struct target_claim *claim, struct target *ret,
		    struct mempolicy_error *err)
{
	struct proc_status self;

	if (mp_proc_status_read("self", &self, err))
		return -1;
	*ret = (struct target){.stage = stage_of(claim->pid, &self),
			       .has_allowed = self.has_allowed,
			       .allowed = self.allowed,
			       .folder = -1};
	return 0;
}

/* ---- once more ---- */

/* There is a new pid namespace, so at least one number shows that the process is alive. */
static bool is_unchanged(const struct target_claim *claim, const struct target *target)
{
	unsigned long now[TARGET_KINDS];

	if (!target->lasts || target->folder < 0 || getppid() != target->parent)
		return false;
	read_namespaces(claim, target->folder, now);
	return now[PID] && memcmp(now, target->namespaces, sizeof(now)) == 0;
}

int target_prove(const struct target_claim *claim, const struct target *target,
		 struct mempolicy_error *err)
{
	struct target now;

	if (is_unchanged(claim, target))
		return 0;
	if (target_find(claim, &now, err))
		return -1;
	target_drop(&now);
	if (now.pid == target->pid && now.proc_pid == target->proc_pid)
		return 0;
	return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
			    "the container's init changed from process %d to process %d",
			    target->pid, now.pid);
}

void target_drop(struct target *target)
{
	if (target->folder >= 0)
		close(target->folder);
	target->folder = -1;
}

int target_machine(const struct mempolicy_nodes *nodes, struct mempolicy_machine *ret,
		   struct mempolicy_error *err)
{
	return mp_kernel_machine_for(nodes, ret, err);
}
