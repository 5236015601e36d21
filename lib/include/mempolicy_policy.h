/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_POLICY_H
#define OCI_MEMPOLICY_POLICY_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which has all of the library"
#endif

#include "mempolicy_error.h"
#include "mempolicy_nodes.h"

/**
 * @defgroup policy Policies
 * Modes, flags and nodes: names, JSON, and the rules between them.
 * @{
 */

/** Enough for any policy as text, see mempolicy_format() and mempolicy_to_json(). */
#define MEMPOLICY_TEXT (MEMPOLICY_NODES_TEXT + 256)

/** Values of set_mempolicy(2), linux/mempolicy.h. */
enum mempolicy_mode {
	MEMPOLICY_DEFAULT = 0,		   /**< no policy of the thread's own */
	MEMPOLICY_PREFERRED = 1,	   /**< one node first, then others */
	MEMPOLICY_BIND = 2,		   /**< these nodes and no other */
	MEMPOLICY_INTERLEAVE = 3,	   /**< page by page round these nodes */
	MEMPOLICY_LOCAL = 4,		   /**< the node of the CPU that asks; Linux 3.8 */
	MEMPOLICY_PREFERRED_MANY = 5,	   /**< any of these nodes first; Linux 5.15 */
	MEMPOLICY_WEIGHTED_INTERLEAVE = 6, /**< in proportion to the nodes' weights; Linux 6.9 */
};
/** How many modes there are: they are 0 to MEMPOLICY_MODES - 1. */
#define MEMPOLICY_MODES 7

/** Mode flags of set_mempolicy(2), or-ed together. */
enum mempolicy_flag {
	MEMPOLICY_F_NUMA_BALANCING = 1 << 13, /**< Linux 5.12; with PREFERRED_MANY 6.10 */
	MEMPOLICY_F_RELATIVE_NODES = 1 << 14, /**< Linux 2.6.26 */
	MEMPOLICY_F_STATIC_NODES = 1 << 15,   /**< Linux 2.6.26 */
};
/** All of them. */
#define MEMPOLICY_FLAGS                                                                            \
	(MEMPOLICY_F_NUMA_BALANCING | MEMPOLICY_F_RELATIVE_NODES | MEMPOLICY_F_STATIC_NODES)

/** A memory policy. */
struct mempolicy {
	enum mempolicy_mode mode;     /**< one of them */
	unsigned int flags;	      /**< of enum mempolicy_flag */
	struct mempolicy_nodes nodes; /**< empty where the mode takes none */
};

/** "MPOL_BIND" and so on; NULL for a value that is no mode. */
const char *mempolicy_mode_name(enum mempolicy_mode mode);
/** "MPOL_F_STATIC_NODES" and so on, for one flag; NULL for a value that is not exactly one flag. */
const char *mempolicy_flag_name(unsigned int flag);
/**
 * Writes a policy for people: "MPOL_BIND|MPOL_F_STATIC_NODES:0-3". Returns as snprintf(3) does.
 */
size_t mempolicy_format(const struct mempolicy *policy, char *buf, size_t size);
/**
 * Writes a policy as the memoryPolicy object that mempolicy_parse() reads, without nodes and flags
 * where there are none: {"mode": "MPOL_BIND", "nodes": "0-3"}. Returns as snprintf(3) does.
 */
size_t mempolicy_to_json(const struct mempolicy *policy, char *buf, size_t size);
/**
 * Whether two policies are the same to the kernel: PREFERRED without nodes is LOCAL (mpol_new() in
 * mm/mempolicy.c; kernels before 5.14 report LOCAL as PREFERRED without nodes).
 */
bool mempolicy_equal(const struct mempolicy *a, const struct mempolicy *b);

/**
 * Reads the memoryPolicy object from JSON text: types and names only, see mempolicy_check() for
 * the rules. Unknown keys are ignored, null means absent, a flag that is repeated counts once.
 *
 * @param text    the object as JSON (UTF-8; no NUL needed at the end)
 * @param length  of the text
 * @param ret     the policy
 * @param err     INVALID, with the JSON pointer as in config.json ("/linux/memoryPolicy/mode")
 */
int mempolicy_parse(const char *text, size_t length, struct mempolicy *ret,
		    struct mempolicy_error *err);

/**
 * Checks mode, nodes and flags against each other: what set_mempolicy(2) documents as EINVAL, with
 * a sentence for each rule. Says nothing of the machine. err: INVALID.
 */
int mempolicy_check(const struct mempolicy *policy, struct mempolicy_error *err);

/** Is passed one error, which lives for the duration of the call; data is the caller's. */
typedef void mempolicy_take_error(void *data, const struct mempolicy_error *err);

/**
 * Finds everything that mempolicy_parse() and mempolicy_check() refuse in a memoryPolicy object,
 * not only the first thing. Where a member cannot be read, rules that need it are left out. Returns
 * how many errors there are: 0 exactly if these two accept the object.
 *
 * @param text    the object as JSON, as for mempolicy_parse()
 * @param length  of text
 * @param take    is called for each error
 * @param data    is passed to take
 */
size_t mempolicy_find_errors(const char *text, size_t length, mempolicy_take_error *take,
			     void *data);

/** @} */

#endif
