/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_NOTATION_H
#define OCI_MEMPOLICY_NOTATION_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which has all of the library"
#endif

#include "mempolicy_policy.h"

/**
 * @defgroup notation Notation
 * Policies as people write them, and words in the place of nodes.
 * @{
 */

/** What stands for nodes, and is resolved where and when the policy is put into force. */
enum mempolicy_word_kind {
	MEMPOLICY_WORD_NONE,   /**< nodes are given as numbers */
	MEMPOLICY_WORD_ALL,    /**< "all": nodes with memory */
	MEMPOLICY_WORD_CPUS,   /**< "cpus": those of the CPUs that may be used; for CPUs on a node
				* without memory the nearest with some */
	MEMPOLICY_WORD_WITHIN, /**< "within:DISTANCE": those within that distance of the CPUs' */
	MEMPOLICY_WORD_TIER,   /**< "tier:NUMBER": a memory tier, counted from the fastest, 0 */
	MEMPOLICY_WORD_MEMORY_ONLY, /**< "memory-only": nodes with memory and no CPUs */
	MEMPOLICY_WORD_PCI,	    /**< "pci:0000:3b:00.0": the node of a PCI device */
};
/** How many kinds there are: they are 0 to MEMPOLICY_WORD_KINDS - 1. */
#define MEMPOLICY_WORD_KINDS 7

/** Devices of a PCI bus, and functions of a device, are numbered from 0 to one less than this. */
#define MEMPOLICY_PCI_DEVICES	32
#define MEMPOLICY_PCI_FUNCTIONS 8 /**< see MEMPOLICY_PCI_DEVICES */

/** A word. What its kind does not need is 0. */
struct mempolicy_word {
	enum mempolicy_word_kind kind; /**< which */
	unsigned int number;	       /**< of WITHIN and TIER, 0 to 255 */
	struct {
		unsigned int domain, bus, device, function;
	} pci; /**< of PCI: the device's address */
};

/** A policy in whose place of nodes a word may stand. */
struct mempolicy_notation {
	struct mempolicy policy;    /**< its nodes are empty where there is a word */
	struct mempolicy_word word; /**< of kind MEMPOLICY_WORD_NONE if there is none */
};

/**
 * Reads a policy in either notation: the memoryPolicy object as JSON, if the text begins with "{",
 * without words; else MODE[=FLAG[|FLAG]...][:NODES], as in "bind=static:0", "local". Modes are
 * default, local, prefer, prefer-many, bind, interleave and weighted-interleave, flags static,
 * relative and balancing. The kernel's own "prefer (many)" and "weighted interleave" and numactl's
 * "preferred-many" are read, too. Rules are those of mempolicy_notation_check().
 *
 * @param text    the policy; no NUL needed at the end
 * @param length  of the text
 * @param ret     the policy
 * @param err     INVALID; the message names the position, counted in characters from 1
 *
 * Source: mpol_parse_str() and mpol_to_str() in mm/mempolicy.c; numactl(8).
 */
int mempolicy_notation_parse(const char *text, size_t length, struct mempolicy_notation *ret,
			     struct mempolicy_error *err);

/** Writes a policy as mempolicy_notation_parse() reads it. Returns as snprintf(3) does. */
size_t mempolicy_notation_format(const struct mempolicy_notation *notation, char *buf, size_t size);

/** Enough for any policy as mempolicy_notation_format() writes it. */
#define MEMPOLICY_NOTATION_TEXT (MEMPOLICY_NODES_TEXT + 64)

/** Writes a word, "within:20"; "" if there is none. Returns as snprintf(3) does. */
size_t mempolicy_word_format(const struct mempolicy_word *word, char *buf, size_t size);

/** Whether two policies ask for the same, as mempolicy_equal() has it; a word is equal to itself
 * only. */
bool mempolicy_notation_equal(const struct mempolicy_notation *a,
			      const struct mempolicy_notation *b);

/** mempolicy_check() for a policy with or without a word. A word stands where a mode takes nodes,
 * and not with MEMPOLICY_F_RELATIVE_NODES. err: INVALID. */
int mempolicy_notation_check(const struct mempolicy_notation *notation,
			     struct mempolicy_error *err);

/** @} */

#endif
