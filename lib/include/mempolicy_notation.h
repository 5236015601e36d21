/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_NOTATION_H
#define OCI_MEMPOLICY_NOTATION_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which includes the whole library"
#endif

#include "mempolicy_policy.h"

/**
 * @defgroup notation Notation
 * Policies as people write them, and words in place of node numbers.
 * @{
 */

/** The words that can take the place of node numbers. They are resolved when the policy is applied,
 * on the machine where it is applied. */
enum mempolicy_word_kind {
	MEMPOLICY_WORD_NONE,   /**< nodes are given as numbers */
	MEMPOLICY_WORD_ALL,    /**< "all": nodes with memory */
	MEMPOLICY_WORD_CPUS,   /**< "cpus": nodes of the CPUs that may be used; for CPUs on a node
				* without memory, the nearest node with memory */
	MEMPOLICY_WORD_WITHIN, /**< "within:DISTANCE": nodes that near to those of the CPUs */
	MEMPOLICY_WORD_TIER,   /**< "tier:NUMBER": a memory tier, counted from the fastest, 0 */
	MEMPOLICY_WORD_MEMORY_ONLY, /**< "memory-only": nodes with memory and no CPUs */
	MEMPOLICY_WORD_PCI,	    /**< "pci:0000:3b:00.0": the node of a PCI device */
};
/** The number of kinds: 0 to MEMPOLICY_WORD_KINDS - 1. */
#define MEMPOLICY_WORD_KINDS 7

/** Devices on a PCI bus are numbered from 0 to MEMPOLICY_PCI_DEVICES - 1. */
#define MEMPOLICY_PCI_DEVICES	32
#define MEMPOLICY_PCI_FUNCTIONS 8 /**< likewise the functions of a device */

/** A word. Members that its kind does not need are 0. */
struct mempolicy_word {
	enum mempolicy_word_kind kind; /**< which word */
	unsigned int number;	       /**< for WITHIN and TIER: 0 to 255 */
	struct {
		unsigned int domain, bus, device, function;
	} pci; /**< for PCI: the address of the device */
};

/** A policy that may have a word in place of node numbers. */
struct mempolicy_notation {
	struct mempolicy policy;    /**< without nodes if there is a word */
	struct mempolicy_word word; /**< of kind MEMPOLICY_WORD_NONE if there is none */
};

/**
 * Reads a policy in either notation: as a memoryPolicy object in JSON, which cannot contain words,
 * if the text begins with "{"; otherwise as MODE[=FLAG[|FLAG]...][:NODES], as in "bind=static:0" or
 * "local". Modes are default, local, prefer, prefer-many, bind, interleave and weighted-interleave;
 * flags are static, relative and balancing. The kernel's own spellings "prefer (many)" and
 * "weighted interleave" and numactl's "preferred-many" are accepted, too. Only names and syntax are
 * checked; see mempolicy_notation_check() for the rules.
 *
 * @param text    the policy; it need not end with NUL
 * @param length  the length of text
 * @param ret     the policy
 * @param err     INVALID; the message names the position, counted in characters from 1
 *
 * Source: mpol_parse_str() and mpol_to_str() in mm/mempolicy.c; numactl(8).
 */
int mempolicy_notation_parse(const char *text, size_t length, struct mempolicy_notation *ret,
			     struct mempolicy_error *err);

/** Writes a policy in the format of mempolicy_notation_parse(). Returns as snprintf(3) does. */
size_t mempolicy_notation_format(const struct mempolicy_notation *notation, char *buf, size_t size);

/** Enough for any policy as mempolicy_notation_format() writes it. */
#define MEMPOLICY_NOTATION_TEXT (MEMPOLICY_NODES_TEXT + 64)

/** Writes a word, such as "within:20"; "" if there is none. Returns as snprintf(3) does. */
size_t mempolicy_word_format(const struct mempolicy_word *word, char *buf, size_t size);

/** Whether two policies request the same, by the rules of mempolicy_equal(); a word equals only the
 * same word. */
bool mempolicy_notation_equal(const struct mempolicy_notation *a,
			      const struct mempolicy_notation *b);

/** mempolicy_check() for a policy with or without a word. A word is valid where the mode takes
 * nodes, but not with MEMPOLICY_F_RELATIVE_NODES. err: INVALID. */
int mempolicy_notation_check(const struct mempolicy_notation *notation,
			     struct mempolicy_error *err);

/** @} */

#endif
