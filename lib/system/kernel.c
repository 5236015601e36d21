/* SPDX-License-Identifier: Apache-2.0 */
/* Queries the running kernel by system calls, and the machine in /sys. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"
#include "kernel.h"
#include "numa_maps.h"
#include "pointers.h"

#define NODE_DIR "/sys/devices/system/node/"

int mp_kernel_mempolicy_error(const char *call, int sys_errno, struct mempolicy_error *err)
{
	if (sys_errno == ENOSYS) {
		mp_error_set_errno(err, MEMPOLICY_ERROR_UNSUPPORTED, sys_errno, "%s", call);
		return mp_error_remedy(err, "use a kernel built with CONFIG_NUMA");
	}
	if (sys_errno == EPERM) {
		mp_error_set_errno(err, MEMPOLICY_ERROR_PERMISSION, sys_errno, "%s", call);
		err->reason = MEMPOLICY_REASON_FILTERED;
		return mp_error_remedy(err, "allow it in the seccomp filter that forbids it");
	}
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "%s", call);
}

int mempolicy_get_own(struct mempolicy *ret, struct mempolicy_error *err)
{
	struct mempolicy_nodes nodes = {{0}};
	int mode = 0;

	if (syscall(SYS_get_mempolicy, &mode, &nodes, KERNEL_MAXNODE, 0, 0))
		return mp_kernel_mempolicy_error("get_mempolicy", errno, err);
	*ret = mp_kernel_to_policy(mode, &nodes);
	return 0;
}

struct mempolicy mp_kernel_to_policy(int mode, const struct mempolicy_nodes *nodes)
{
	struct mempolicy policy = {
		.mode = (enum mempolicy_mode)(mode & ~MEMPOLICY_FLAGS),
		.flags = (unsigned int)mode & MEMPOLICY_FLAGS,
		.nodes = *nodes,
	};

	return policy;
}

/* ---- the machine's nodes ---- */

static int read_node_list(const char *name, struct mempolicy_nodes *ret,
			  struct mempolicy_error *err)
{
	char path[sizeof(NODE_DIR) + 32];
	CLEANUP(cleanup_free) char *list = NULL;
	struct mempolicy_error reason;

	snprintf(path, sizeof(path), NODE_DIR "%s", name);
	list = mp_file_line(path);
	if (!list && errno == ENOENT) {
		mp_error_set_errno(err, MEMPOLICY_ERROR_UNSUPPORTED, errno, "%s", path);
		return mp_error_remedy(err, "use a kernel built with CONFIG_NUMA, and mount /sys");
	}
	if (!list)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "%s", path);
	if (mempolicy_nodes_parse(list, ret, &reason))
		return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "%s: %s", path,
				    reason.message);
	return 0;
}

int mempolicy_machine_read(struct mempolicy_machine *ret, struct mempolicy_error *err)
{
	struct mempolicy_machine machine;

	if (read_node_list("possible", &machine.possible, err) ||
	    read_node_list("online", &machine.online, err) ||
	    read_node_list("has_memory", &machine.with_memory, err))
		return -1;
	*ret = machine;
	return 0;
}

int mp_kernel_machine_for(const struct mempolicy_nodes *nodes, struct mempolicy_machine *ret,
			  struct mempolicy_error *err)
{
	struct mempolicy_nodes with_memory, both;
	struct mempolicy_error ignored;

	if (read_node_list("has_memory", &with_memory, &ignored))
		return mempolicy_machine_read(ret, err);
	both = mempolicy_nodes_and(&with_memory, nodes);
	if (!mempolicy_nodes_equal(&both, nodes))
		return mempolicy_machine_read(ret, err);
	*ret = (struct mempolicy_machine){with_memory, with_memory, with_memory};
	return 0;
}

/* ---- features ---- */

/* The answer of the child. */
struct answer {
	int sys_errno; /* if set_mempolicy(2) fails for any policy */
	struct mempolicy_features features;
};

static bool takes(int mode, const struct mempolicy_nodes *nodes)
{
	return syscall(SYS_set_mempolicy, mode, nodes, nodes ? KERNEL_MAXNODE : 0) == 0;
}

/* To be called while such a policy is in effect. */
static bool is_shown(void)
{
	struct mempolicy_error ignored;
	struct mempolicy shown;

	return mp_numa_maps_policy("thread-self", &shown, &ignored) == 0 &&
	       shown.mode == MEMPOLICY_BIND && shown.flags == MEMPOLICY_F_NUMA_BALANCING;
}

static void probe(struct mempolicy_features *features)
{
	struct mempolicy_nodes allowed = {{0}};

	/* All allowed nodes, because at least one of them has memory. */
	syscall(SYS_get_mempolicy, NULL, &allowed, KERNEL_MAXNODE, 0, KERNEL_F_MEMS_ALLOWED);
	for (int mode = 0; mode < MEMPOLICY_MODES; mode++) {
		bool without_nodes = mode == MEMPOLICY_DEFAULT || mode == MEMPOLICY_LOCAL;

		features->modes[mode] = takes(mode, without_nodes ? NULL : &allowed);
	}
	features->static_nodes = takes(MEMPOLICY_BIND | MEMPOLICY_F_STATIC_NODES, &allowed);
	features->relative_nodes = takes(MEMPOLICY_BIND | MEMPOLICY_F_RELATIVE_NODES, &allowed);
	features->numa_balancing_bind =
		takes(MEMPOLICY_BIND | MEMPOLICY_F_NUMA_BALANCING, &allowed);
	features->numa_balancing_shown = features->numa_balancing_bind && is_shown();
	features->numa_balancing_preferred_many =
		takes(MEMPOLICY_PREFERRED_MANY | MEMPOLICY_F_NUMA_BALANCING, &allowed);
}

/* Runs in the child, and changes nothing but its own policy. */
static void probe_and_exit(int fd)
{
	struct answer answer;

	memset(&answer, 0, sizeof(answer));
	/* Every kernel accepts MPOL_DEFAULT. If it fails, this is a seccomp filter and not an old
	 * kernel. */
	if (takes(MEMPOLICY_DEFAULT, NULL))
		probe(&answer.features);
	else
		answer.sys_errno = errno;
	_exit(write(fd, &answer, sizeof(answer)) == (ssize_t)sizeof(answer) ? 0 : 1);
}

/* The child answers at once, so there is no need to let signals interrupt this. */
static ssize_t read_answer(int fd, struct answer *ret)
{
	ssize_t length;

	do
		length = read(fd, ret, sizeof(*ret));
	while (length < 0 && errno == EINTR);
	return length;
}

int mempolicy_features_probe(struct mempolicy_features *ret, struct mempolicy_error *err)
{
	struct answer answer;
	struct mempolicy current;
	int ends[2], status;
	pid_t child;
	ssize_t length;

	/* Without get_mempolicy(2), every feature would seem to be missing. */
	if (mempolicy_get_own(&current, err))
		return -1;
	if (pipe2(ends, O_CLOEXEC))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "pipe2");
	child = fork();
	if (child == 0)
		probe_and_exit(ends[1]);
	close(ends[1]);
	length = child < 0 ? -1 : read_answer(ends[0], &answer);
	close(ends[0]);
	if (child < 0)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "fork");
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (length != (ssize_t)sizeof(answer))
		return mp_error_set(
			err, MEMPOLICY_ERROR_SYSTEM, "",
			"the child process that probes the kernel's memory policies died");
	if (answer.sys_errno)
		return mp_kernel_mempolicy_error("set_mempolicy", answer.sys_errno, err);
	*ret = answer.features;
	return 0;
}

static int lacks(const char *pointer, const char *what, const char *name, const char *with,
		 const char *since, struct mempolicy_error *err)
{
	struct utsname kernel = {.release = "unknown"};

	uname(&kernel);
	mp_error_set(err, MEMPOLICY_ERROR_UNSUPPORTED, pointer,
		     "memory policy %s \"%s\"%s is not supported by this kernel (%s): it was "
		     "added in Linux %s",
		     what, name, with, kernel.release, since);
	return mp_error_remedy(err, "use a newer kernel, or another %s", what);
}

int mempolicy_features_check(const struct mempolicy_features *features,
			     const struct mempolicy *policy, struct mempolicy_error *err)
{
	static const char *const since[MEMPOLICY_MODES] = {
		[MEMPOLICY_DEFAULT] = "2.6.7",
		[MEMPOLICY_PREFERRED] = "2.6.7",
		[MEMPOLICY_BIND] = "2.6.7",
		[MEMPOLICY_INTERLEAVE] = "2.6.7",
		[MEMPOLICY_LOCAL] = "3.8",
		[MEMPOLICY_PREFERRED_MANY] = "5.15",
		[MEMPOLICY_WEIGHTED_INTERLEAVE] = "6.9",
	};

	if (!features->modes[policy->mode])
		return lacks(POINTER_MODE, "mode", mempolicy_mode_name(policy->mode), "",
			     since[policy->mode], err);
	if ((policy->flags & MEMPOLICY_F_STATIC_NODES) && !features->static_nodes)
		return lacks(POINTER_FLAGS, "flag", "MPOL_F_STATIC_NODES", "", "2.6.26", err);
	if ((policy->flags & MEMPOLICY_F_RELATIVE_NODES) && !features->relative_nodes)
		return lacks(POINTER_FLAGS, "flag", "MPOL_F_RELATIVE_NODES", "", "2.6.26", err);
	if (!(policy->flags & MEMPOLICY_F_NUMA_BALANCING))
		return 0;
	if (policy->mode == MEMPOLICY_PREFERRED_MANY && !features->numa_balancing_preferred_many)
		return lacks(POINTER_FLAGS, "flag", "MPOL_F_NUMA_BALANCING",
			     " with MPOL_PREFERRED_MANY", "6.10", err);
	if (policy->mode == MEMPOLICY_BIND && !features->numa_balancing_bind)
		return lacks(POINTER_FLAGS, "flag", "MPOL_F_NUMA_BALANCING", " with MPOL_BIND",
			     "5.12", err);
	return 0;
}
