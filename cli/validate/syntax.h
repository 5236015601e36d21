/* SPDX-License-Identifier: Apache-2.0 */
/* Why a text is no JSON, for people. Pure. */
#ifndef CLI_SYNTAX_H
#define CLI_SYNTAX_H

#include "mempolicy.h"
#include "scan.h"

/*
 * Fills *err; returns where the token begins that is wrong, as an offset.
 *
 * found  what scan() says of the text; its reason is not SCAN_COMPLETE
 */
size_t syntax_error(const char *text, size_t length, const struct scan_error *found,
		    struct mempolicy_error *err);

#endif
