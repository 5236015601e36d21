/* SPDX-License-Identifier: Apache-2.0 */
/* Judges whether pages are on the nodes where a policy places them. */
#ifndef CONFORMANCE_JUDGE_PAGES_H
#define CONFORMANCE_JUDGE_PAGES_H

#include "judge.h"

/*
 * wanted   {"on": LIST} all on these nodes; {"even": LIST} the same number on each of these;
 *          {"weighted": {NODE: WEIGHT}} in proportion to weights; {"overflow": LIST} on these nodes
 *          until they are full, then on others
 * pages    what the probe counted
 * Returns true, or false with *ret filled in.
 */
bool judge_pages(const json_t *wanted, const json_t *pages, struct verdict *ret);

#endif
