/* SPDX-License-Identifier: Apache-2.0 */
/* The notation of policies for people, for callers inside the library. */
#ifndef MEMPOLICY_NOTATION_H
#define MEMPOLICY_NOTATION_H

#include "defect.h"
#include "mempolicy.h"

/* Why a notation cannot be read. */
enum notation_reason {
	NOTATION_NONE,
	NOTATION_MODE_MISSING,
	NOTATION_MODE_UNKNOWN,
	NOTATION_FLAG_MISSING,
	NOTATION_FLAG_UNKNOWN,
	NOTATION_NODES_MISSING,
	NOTATION_WORD_UNKNOWN,
	NOTATION_NUMBER,
	NOTATION_PCI,
	NOTATION_JSON,
	NOTATION_REASONS,
};

/* mempolicy_notation_parse(), which reports what is wrong as a defect: DEFECT_NOTATION,
 * DEFECT_NOTATION_LIST, or one of an object. */
int mp_notation_read(const char *text, size_t length, struct mempolicy_notation *ret,
		     struct defect *ret_defect);

/* mp_policy_defect_error() for DEFECT_NOTATION and DEFECT_NOTATION_LIST. */
int mp_notation_error(const struct defect *defect, struct mempolicy_error *err);

#endif
