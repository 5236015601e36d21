/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a policy, in sentences. */
#ifndef MEMPOLICY_POLICY_DEFECT_H
#define MEMPOLICY_POLICY_DEFECT_H

#include "defect.h"

/*
 * Tells people: fills *err; returns -1. Whatever the numbers are, it is a sentence; the value is
 * quoted. err: INVALID, for DEFECT_MEMORY SYSTEM
 */
int mp_policy_defect_error(const struct defect *defect, struct mempolicy_error *err);

#endif
