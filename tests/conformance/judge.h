/* SPDX-License-Identifier: Apache-2.0 */
/* Judges whether a case saw what it expects. */
#ifndef CONFORMANCE_JUDGE_H
#define CONFORMANCE_JUDGE_H

#include "runner.h"

/* KNOWN_FAILURE: failed as expected by the file of --known-failures. */
enum result { PASSED, FAILED, NOT_APPLICABLE, KNOWN_FAILURE };
#define RESULTS (KNOWN_FAILURE + 1)

struct verdict {
	enum result result;
	char reason[2048]; /* unless PASSED */
	char note[128];	   /* only for readers; or "" */
};

void judge(const struct options *options, const struct bundle *bundle, const json_t *resolved,
	   const struct observed *observed, struct verdict *ret);

/* Fills in *ret; returns false, so that a check can `return judge_failed(...)`. */
__attribute__((format(printf, 2, 3))) bool judge_failed(struct verdict *ret, const char *format,
							...);

#endif
