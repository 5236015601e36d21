/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_POLICY_H
#define OCI_MEMPOLICY_POLICY_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which includes the whole library"
#endif

#include "mempolicy_error.h"
#include "mempolicy_nodes.h"

/**
 * @defgroup policy Policies
 * Modes, flags and nodes: their names, their JSON, and the rules that combine them.
 * @{
 */

/** Enough for any policy as text, see mempolicy_format() and mempolicy_to_json(). */
#define MEMPOLICY_TEXT (MEMPOLICY_NODES_TEXT + 256)

/** Values of set_mempolicy(2), linux/mempolicy.h. */
enum mempolicy_mode {
	MEMPOLICY_DEFAULT = 0,		   /**< no policy of the thread's own */
	MEMPOLICY_PREFERRED = 1,	   /**< one node, falling back to others */
	MEMPOLICY_BIND = 2,		   /**< only these nodes */
	MEMPOLICY_INTERLEAVE = 3,	   /**< page by page, round-robin */
	MEMPOLICY_LOCAL = 4,		   /**< the node of the allocating CPU; Linux 3.8 */
	MEMPOLICY_PREFERRED_MANY = 5,	   /**< any of these, falling back to others; Linux 5.15 */
	MEMPOLICY_WEIGHTED_INTERLEAVE = 6, /**< in proportion to the nodes' weights; Linux 6.9 */
};
/** The number of modes: 0 to MEMPOLICY_MODES - 1. */
#define MEMPOLICY_MODES 7

/** Mode flags of set_mempolicy(2), which are or-ed together. */
enum mempolicy_flag {
	MEMPOLICY_F_NUMA_BALANCING = 1 << 13, /**< Linux 5.12; with PREFERRED_MANY 6.10 */
	MEMPOLICY_F_RELATIVE_NODES = 1 << 14, /**< Linux 2.6.26 */
	MEMPOLICY_F_STATIC_NODES = 1 << 15,   /**< Linux 2.6.26 */
};
/** All flags. */
#define MEMPOLICY_FLAGS                                                                            \
	(MEMPOLICY_F_NUMA_BALANCING | MEMPOLICY_F_RELATIVE_NODES | MEMPOLICY_F_STATIC_NODES)

/** A memory policy. */
struct mempolicy {
	enum mempolicy_mode mode;     /**< the mode */
	unsigned int flags;	      /**< values of enum mempolicy_flag, or-ed */
	struct mempolicy_nodes nodes; /**< empty if the mode takes no nodes */
};

/** The name of a mode, such as "MPOL_BIND"; NULL for a value that is not a mode. */
const char *mempolicy_mode_name(enum mempolicy_mode mode);
/** The name of one flag, such as "MPOL_F_STATIC_NODES"; NULL for any other value. */
const char *mempolicy_flag_name(unsigned int flag);
/**
 * Writes a policy for people: "MPOL_BIND|MPOL_F_STATIC_NODES:0-3". Returns as snprintf(3) does.
 */
size_t mempolicy_format(const struct mempolicy *policy, char *buf, size_t size);
/**
 * Writes a policy as a memoryPolicy object for mempolicy_parse(), leaving out nodes and flags if
 * there are none: {"mode": "MPOL_BIND", "nodes": "0-3"}. Returns as snprintf(3) does.
 */
size_t mempolicy_to_json(const struct mempolicy *policy, char *buf, size_t size);
/**
 * Whether two policies mean the same to the kernel: PREFERRED without nodes is LOCAL (mpol_new() in
 * mm/mempolicy.c; kernels before 5.14 report LOCAL as PREFERRED without nodes).
 */
bool mempolicy_equal(const struct mempolicy *a, const struct mempolicy *b);

/**
 * Reads a memoryPolicy object from JSON text. Only types and names are checked; see
 * mempolicy_check() for the rules. Unknown keys are ignored, null means absent, and a repeated flag
 * counts once.
 *
 * @param text    the object as JSON (UTF-8; it need not end with NUL)
 * @param length  the length of text
 * @param ret     the policy
 * @param err     INVALID, with a JSON pointer into config.json ("/linux/memoryPolicy/mode")
 */
int mempolicy_parse(const char *text, size_t length, struct mempolicy *ret,
		    struct mempolicy_error *err);

/**
 * Checks mode, nodes and flags against each other, by the rules that set_mempolicy(2) enforces with
 * EINVAL; each has its own error message. The machine is not consulted. err: INVALID.
 */
int mempolicy_check(const struct mempolicy *policy, struct mempolicy_error *err);

/** Receives one error, which is valid during the call only; data is the caller's. */
typedef void mempolicy_take_error(void *data, const struct mempolicy_error *err);

/**
 * Finds all errors of mempolicy_parse() and mempolicy_check() in a memoryPolicy object, not only
 * the first one. If a member cannot be read, the rules that need it are skipped. Returns the number
 * of errors; it is 0 if and only if these two functions accept the object.
 *
 * @param text    the object as JSON, as for mempolicy_parse()
 * @param length  the length of text
 * @param take    called for each error
 * @param data    passed to take
 */
size_t mempolicy_find_errors(const char *text, size_t length, mempolicy_take_error *take,
			     void *data);

/** @} */

#endif
