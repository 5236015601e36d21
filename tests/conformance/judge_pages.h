/* SPDX-License-Identifier: Apache-2.0 */
/* Whether pages lie where a policy wants them. */
#ifndef CONFORMANCE_JUDGE_PAGES_H
#define CONFORMANCE_JUDGE_PAGES_H

#include "judge.h"

/*
 * wanted   {"on": LIST} all of them on these nodes; {"even": LIST} the same number on each;
 *          {"weighted": {NODE: WEIGHT}} in proportion; {"overflow": LIST} on these nodes while they
 *          have room, and then on others
 * pages    what the probe counted
 * True, or false with *ret filled in.
 */
bool judge_pages(const json_t *wanted, const json_t *pages, struct verdict *ret);

#endif
