/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what was seen is what the case wants. */
#ifndef CONFORMANCE_JUDGE_H
#define CONFORMANCE_JUDGE_H

#include "runner.h"

/* KNOWN_FAILURE: failed, as the file of --known-failures has it. */
enum result { PASSED, FAILED, NOT_APPLICABLE, KNOWN_FAILURE };
#define RESULTS (KNOWN_FAILURE + 1)

struct verdict {
	enum result result;
	char reason[2048]; /* of all but PASSED */
	char note[128];	   /* for the reader only; or "" */
};

void judge(const struct options *options, const struct bundle *bundle, const json_t *resolved,
	   const struct observed *observed, struct verdict *ret);

/* Fills *ret; returns false, so that a check can `return judge_failed(...)`. */
__attribute__((format(printf, 2, 3))) bool judge_failed(struct verdict *ret, const char *format,
							...);

#endif
