/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_KERNEL_H
#define OCI_MEMPOLICY_KERNEL_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which includes the whole library"
#endif

#include "mempolicy_policy.h"

/**
 * @defgroup kernel Kernel and machine
 * What this kernel supports, which nodes the machine has, and what a policy resolves to.
 * @{
 */

/**
 * The machine's nodes, from /sys/devices/system/node
 * (Documentation/ABI/stable/sysfs-devices-node).
 */
struct mempolicy_machine {
	struct mempolicy_nodes possible;    /**< may ever exist on this machine */
	struct mempolicy_nodes online;	    /**< exist */
	struct mempolicy_nodes with_memory; /**< have memory */
};

/** Reads the machine's nodes. err: SYSTEM when a file cannot be read, UNSUPPORTED when the kernel
 * has no NUMA support. */
int mempolicy_machine_read(struct mempolicy_machine *ret, struct mempolicy_error *err);

/** Reads the calling thread's policy with get_mempolicy(2). err: UNSUPPORTED, PERMISSION (reason
 * FILTERED) or SYSTEM. */
int mempolicy_get_own(struct mempolicy *ret, struct mempolicy_error *err);

/** The modes and flags that the running kernel supports. */
struct mempolicy_features {
	bool modes[MEMPOLICY_MODES];	    /**< indexed by mode */
	bool static_nodes;		    /**< MEMPOLICY_F_STATIC_NODES */
	bool relative_nodes;		    /**< MEMPOLICY_F_RELATIVE_NODES */
	bool numa_balancing_bind;	    /**< MEMPOLICY_F_NUMA_BALANCING with BIND */
	bool numa_balancing_preferred_many; /**< MEMPOLICY_F_NUMA_BALANCING with PREFERRED_MANY */
	/** /proc/PID/numa_maps shows policies with MPOL_F_NUMA_BALANCING; kernels before 6.11
	 * without the backported fix print "default" instead */
	bool numa_balancing_shown;
};

/**
 * Probes the features in a forked child, which tries each policy on itself; the caller's policy is
 * not changed. A child that dies or fails is an error, not a missing feature.
 * err: SYSTEM, UNSUPPORTED (no NUMA support), PERMISSION (FILTERED).
 */
int mempolicy_features_probe(struct mempolicy_features *ret, struct mempolicy_error *err);

/**
 * Checks that the features include everything that the policy needs. err: UNSUPPORTED, naming the
 * missing mode or flag and the kernel version that introduced it.
 */
int mempolicy_features_check(const struct mempolicy_features *features,
			     const struct mempolicy *policy, struct mempolicy_error *err);

/**
 * Reads from /proc which memory nodes a process's cpuset allows; every node with memory if the
 * kernel has no cpusets. This is the cpuset of the main thread: with cgroup v1 and in threaded
 * cgroups, other threads may be in another cpuset. mempolicy_apply() checks every thread.
 *
 * @param proc_pid  the process, as /proc numbers it
 * @param ret       the nodes
 * @param err       SYSTEM, with sys_errno ENOENT or ESRCH when there is no such process
 */
int mempolicy_allowed(pid_t proc_pid, struct mempolicy_nodes *ret, struct mempolicy_error *err);

/** What the kernel will make of a policy, computed in advance. */
struct mempolicy_resolution {
	struct mempolicy request;	  /**< to pass to set_mempolicy(2) */
	struct mempolicy readback;	  /**< what get_mempolicy(2) must report afterwards */
	struct mempolicy_nodes effective; /**< nodes in effect; empty for DEFAULT and LOCAL */
	struct mempolicy_nodes allowed;	  /**< the allowed nodes that this was computed for */
	bool degraded;			  /**< some requested nodes are left out */
};

/**
 * Determines which nodes the policy will really use.
 *
 * @param policy          a policy that passed mempolicy_check()
 * @param machine         the machine's nodes
 * @param allowed         the memory nodes of the process's cpuset, see mempolicy_allowed()
 * @param cpu_mems        linux.resources.cpu.mems as text, or NULL: the cpuset that the container
 *                        will have, in case the runtime has not applied it yet
 * @param allow_degraded  leave out nodes that do not exist, have no memory or are outside the
 *                        cpuset, and fold relative nodes onto it, if at least one node is left
 * @param ret             what to request from the kernel, and the expected result
 * @param err             INVALID, naming the node, the set it is not in, and the remedy; reason is
 *                        NODE_UNUSABLE, NODE_OUTSIDE, POSITION_OUTSIDE or POSITION_BEYOND where
 *                        allow_degraded may help; where it does not, NO_NODE_LEFT if a wider
 *                        cpuset may help, otherwise NONE
 *
 * Source: mpol_set_nodemask() and mpol_relative_nodemask() in mm/mempolicy.c.
 */
int mempolicy_resolve(const struct mempolicy *policy, const struct mempolicy_machine *machine,
		      const struct mempolicy_nodes *allowed, const char *cpu_mems,
		      bool allow_degraded, struct mempolicy_resolution *ret,
		      struct mempolicy_error *err);

/** @} */

#endif
