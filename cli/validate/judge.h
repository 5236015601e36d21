/* SPDX-License-Identifier: Apache-2.0 */
/* The policies that a config.json asks for, wherever they stand, against rules, each other, its
 * cpuset, and a machine. */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include "findings.h"

/* Judges all of them; fills findings from asks to resolution. */
void judge(struct findings *findings, const struct host *host, const struct listener *listener);

/*
 * What a policy comes down to: fills in findings, but for resolution. err: INVALID, its word comes
 * down to no node; USAGE, it has a word, and there is no machine; SYSTEM
 */
int judge_word(const struct mempolicy_notation *notation, struct findings *findings,
	       const struct host *host, struct mempolicy_error *err);

/* One that is right in itself, and is filled in: against all but the rules. */
void judge_policy(struct findings *findings, const struct host *host,
		  const struct listener *listener);

#endif
