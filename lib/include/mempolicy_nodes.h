/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_NODES_H
#define OCI_MEMPOLICY_NODES_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which includes the whole library"
#endif

#include "mempolicy_error.h"

/**
 * @defgroup nodes Nodes
 * Sets of NUMA nodes, and lists such as "0-3,7".
 * @{
 */

/** Nodes are numbered 0 to MEMPOLICY_MAX_NODES - 1: a kernel can be built for at most 1024 nodes
 * (CONFIG_NODES_SHIFT <= 10, mm/Kconfig). */
#define MEMPOLICY_MAX_NODES 1024

/** Bits in a word of struct mempolicy_nodes. */
#define MEMPOLICY_BITS_PER_WORD (8 * sizeof(unsigned long))

/** Enough for any node set as text; the longest is a list of pairs, "0-1,3-4,...", with 2673
 * characters. */
#define MEMPOLICY_NODES_TEXT 3072

/** A set of NUMA nodes: node n is bit n % MEMPOLICY_BITS_PER_WORD of word n /
 * MEMPOLICY_BITS_PER_WORD. This is the layout of the nodemask of set_mempolicy(2). */
struct mempolicy_nodes {
	unsigned long words[MEMPOLICY_MAX_NODES / MEMPOLICY_BITS_PER_WORD]; /**< the bits */
};

/**
 * Parses a list of decimal numbers and ranges separated by commas, such as "0-3,7". A trailing
 * comma, leading zeros and "n-n" are accepted. Whatever one of runc, crun and youki rejects is an
 * error: spaces, signs, hexadecimal, empty items, reversed ranges, words. "" is the empty set.
 *
 * @param list  the text, NUL-terminated
 * @param ret   the set
 * @param err   INVALID; the message starts with the position in the list, counted in characters
 *              from 1, and says what is wrong there; pointer and remedy are left to the caller,
 *              who knows what the list is for
 *
 * Source: runtime-spec config-linux.md "Memory policy"; the parsers of the three runtimes.
 */
int mempolicy_nodes_parse(const char *list, struct mempolicy_nodes *ret,
			  struct mempolicy_error *err);

/**
 * Writes the set as a list in the format of mempolicy_nodes_parse() ("0-3,7"; "" for the empty
 * set). buf may be NULL if size is 0. Returns the length of the whole text without its NUL, as
 * snprintf(3) does: if it is >= size, the text was truncated.
 */
size_t mempolicy_nodes_format(const struct mempolicy_nodes *nodes, char *buf, size_t size);

/** Whether node is in the set. Nodes outside 0..MEMPOLICY_MAX_NODES - 1 never are. */
bool mempolicy_nodes_has(const struct mempolicy_nodes *nodes, unsigned int node);
/** Adds node to the set; nodes outside 0..MEMPOLICY_MAX_NODES - 1 are ignored. */
void mempolicy_nodes_add(struct mempolicy_nodes *nodes, unsigned int node);
/** Whether the set is empty. */
bool mempolicy_nodes_empty(const struct mempolicy_nodes *nodes);
/** Whether both sets have the same members. */
bool mempolicy_nodes_equal(const struct mempolicy_nodes *a, const struct mempolicy_nodes *b);
/** The number of members. */
unsigned int mempolicy_nodes_count(const struct mempolicy_nodes *nodes);
/** The intersection of both sets. */
struct mempolicy_nodes mempolicy_nodes_and(const struct mempolicy_nodes *a,
					   const struct mempolicy_nodes *b);
/** The members of a that are not in b. */
struct mempolicy_nodes mempolicy_nodes_minus(const struct mempolicy_nodes *a,
					     const struct mempolicy_nodes *b);
/** The lowest member, or MEMPOLICY_MAX_NODES when the set is empty. */
unsigned int mempolicy_nodes_first(const struct mempolicy_nodes *nodes);
/** The lowest member above node, or MEMPOLICY_MAX_NODES when there is none. */
unsigned int mempolicy_nodes_next(const struct mempolicy_nodes *nodes, unsigned int node);

/** @} */

#endif
