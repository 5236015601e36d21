/* SPDX-License-Identifier: Apache-2.0 */
/* The memoryPolicy object as a jansson value, for callers inside the library. */
#ifndef MEMPOLICY_POLICY_H
#define MEMPOLICY_POLICY_H

#include <jansson.h>

#include "mempolicy.h"

/* How config.json is decoded: integers may exceed 64 bits (rlimits of 18446744073709551615 are
 * common) and strings may contain \u0000. */
#define POLICY_JSON_FLAGS (JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL)

struct defect;

/* mempolicy_parse() for a decoded object, which is borrowed; reports what is wrong as a defect. */
int mp_policy_read(const json_t *object, struct mempolicy *ret, struct defect *ret_defect);

/* mempolicy_parse() for a decoded object, which is borrowed. */
int mp_policy_from_json(const json_t *object, struct mempolicy *ret, struct mempolicy_error *err);

/* mempolicy_find_errors() for a decoded object, which is borrowed. */
size_t mp_policy_find_errors(const json_t *object, mempolicy_take_error *take, void *data);

#endif
