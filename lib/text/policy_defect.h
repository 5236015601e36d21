/* SPDX-License-Identifier: Apache-2.0 */
/* Error messages for invalid policies. */
#ifndef MEMPOLICY_POLICY_DEFECT_H
#define MEMPOLICY_POLICY_DEFECT_H

#include "defect.h"

/*
 * Turns a defect into an error: fills *err; returns -1. Any numbers yield a message; the value is
 * quoted. err: INVALID; SYSTEM for DEFECT_MEMORY
 */
int mp_policy_defect_error(const struct defect *defect, struct mempolicy_error *err);

#endif
