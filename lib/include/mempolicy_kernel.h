/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_KERNEL_H
#define OCI_MEMPOLICY_KERNEL_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which has all of the library"
#endif

#include "mempolicy_policy.h"

/**
 * @defgroup kernel Kernel and machine
 * What this kernel takes, which nodes there are, and what a policy comes down to.
 * @{
 */

/**
 * The machine's nodes, from /sys/devices/system/node
 * (Documentation/ABI/stable/sysfs-devices-node).
 */
struct mempolicy_machine {
	struct mempolicy_nodes possible;    /**< could ever exist under this kernel */
	struct mempolicy_nodes online;	    /**< exist */
	struct mempolicy_nodes with_memory; /**< have memory */
};

/** Reads them. err: SYSTEM when a file cannot be read, UNSUPPORTED when the kernel has no NUMA
 * support. */
int mempolicy_machine_read(struct mempolicy_machine *ret, struct mempolicy_error *err);

/** The calling thread's policy, by get_mempolicy(2). err: UNSUPPORTED, PERMISSION (reason FILTERED)
 * or SYSTEM. */
int mempolicy_get_own(struct mempolicy *ret, struct mempolicy_error *err);

/** Which modes and flags the running kernel takes. */
struct mempolicy_features {
	bool modes[MEMPOLICY_MODES];	    /**< by mode */
	bool static_nodes;		    /**< MEMPOLICY_F_STATIC_NODES */
	bool relative_nodes;		    /**< MEMPOLICY_F_RELATIVE_NODES */
	bool numa_balancing_bind;	    /**< MEMPOLICY_F_NUMA_BALANCING with BIND */
	bool numa_balancing_preferred_many; /**< and with PREFERRED_MANY */
	/** /proc/PID/numa_maps shows policies with MPOL_F_NUMA_BALANCING; kernels before 6.11, but
	 * for those that were mended later, print "default" in their place */
	bool numa_balancing_shown;
};

/**
 * Finds the features by asking the kernel in a forked child, which sets and drops policies of its
 * own; the caller's policy is not touched. A child that dies or fails is an error, not a "no".
 * err: SYSTEM, UNSUPPORTED (no NUMA support), PERMISSION (FILTERED).
 */
int mempolicy_features_probe(struct mempolicy_features *ret, struct mempolicy_error *err);

/**
 * Whether the features hold all that the policy needs. err: UNSUPPORTED, naming the mode or flag
 * that is missing and the kernel version that brought it.
 */
int mempolicy_features_check(const struct mempolicy_features *features,
			     const struct mempolicy *policy, struct mempolicy_error *err);

/**
 * The memory nodes that a process's cpuset allows it, as the kernel says in /proc; every node with
 * memory if the kernel has no cpusets. It is the main thread that is looked at: on cgroup v1, and
 * in threaded cgroups, others may be in another cpuset. mempolicy_apply() looks at each.
 *
 * @param proc_pid  the process, as /proc numbers it
 * @param ret       the nodes
 * @param err       SYSTEM, with sys_errno ENOENT or ESRCH when there is no such process
 */
int mempolicy_allowed(pid_t proc_pid, struct mempolicy_nodes *ret, struct mempolicy_error *err);

/** What the kernel will make of a policy, worked out beforehand. */
struct mempolicy_resolution {
	struct mempolicy request;  /**< to pass to set_mempolicy(2) */
	struct mempolicy readback; /**< what get_mempolicy(2) must then report */
	struct mempolicy_nodes
		effective;		/**< nodes pages will come from; empty for DEFAULT, LOCAL */
	struct mempolicy_nodes allowed; /**< the cpuset that all this was worked out for */
	bool degraded;			/**< effective is less than what was asked for */
};

/**
 * Works out which nodes the policy will really use.
 *
 * @param policy          passed mempolicy_check()
 * @param machine         the machine's nodes
 * @param allowed         the memory nodes of the process's cpuset, see mempolicy_allowed()
 * @param cpu_mems        linux.resources.cpu.mems as text, or NULL: the cpuset the container is to
 *                        have. A runtime that has not applied it yet must not let a node slip
 *                        through.
 * @param allow_degraded  accept that nodes which do not exist, have no memory or are outside the
 *                        cpuset are left out, and that relative nodes are folded, as long as one
 *                        node is left
 * @param ret             what to ask the kernel for, and what comes of it
 * @param err             INVALID, naming the node, the set it is not in, and the remedy; reason is
 *                        NODE_UNUSABLE, NODE_OUTSIDE, POSITION_OUTSIDE or POSITION_BEYOND where
 *                        allow_degraded may help, NO_NODE_LEFT where it does not
 *
 * Source: mpol_set_nodemask() and mpol_relative_nodemask() in mm/mempolicy.c.
 */
int mempolicy_resolve(const struct mempolicy *policy, const struct mempolicy_machine *machine,
		      const struct mempolicy_nodes *allowed, const char *cpu_mems,
		      bool allow_degraded, struct mempolicy_resolution *ret,
		      struct mempolicy_error *err);

/** @} */

#endif
