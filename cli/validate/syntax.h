/* SPDX-License-Identifier: Apache-2.0 */
/* Why a text is not JSON, for people. Pure. */
#ifndef CLI_SYNTAX_H
#define CLI_SYNTAX_H

#include "mempolicy.h"
#include "scan.h"

/*
 * Fills in *err; returns the offset at which the error is best shown: of the wrong token, of a
 * string or bracket that only needs to be closed, or of the end.
 *
 * found  what scan() found; its reason is not SCAN_COMPLETE
 */
size_t syntax_error(const char *text, size_t length, const struct scan_error *found,
		    struct mempolicy_error *err);

#endif
