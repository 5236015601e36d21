/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of nodes, and what is wrong with them. */
#ifndef MEMPOLICY_NODES_H
#define MEMPOLICY_NODES_H

#include "defect.h"

#define NODES_REMEDY "write decimal numbers and ranges separated by commas, such as \"0-3,7\""

/*
 * mempolicy_nodes_parse() for a text that may contain NUL. On failure *ret_defect has the numbers
 * of DEFECT_NODES_LIST, and the list as its value; the caller may change its kind.
 */
int mp_nodes_read(const char *list, size_t length, struct mempolicy_nodes *ret,
		  struct defect *ret_defect);

/* Writes what is wrong with the list of a DEFECT_NODES_LIST: "position 3: ...". Returns buf. */
const char *mp_nodes_defect_text(const struct defect *defect, char *buf, size_t size);

#endif
