/* SPDX-License-Identifier: Apache-2.0 */
/* Checks the policies that a config.json requests, in any of the places where it can, against the
 * rules, each other, its cpuset and a machine. */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include "findings.h"

/* Judges all of them; fills in the members of findings from asks to resolution. */
void judge(struct findings *findings, const struct host *host, const struct listener *listener);

/*
 * Resolves the node word of a policy: fills in findings, except resolution. err: INVALID, the word
 * resolves to no node; USAGE, there is a word, but no machine; SYSTEM
 */
int judge_word(const struct mempolicy_notation *notation, struct findings *findings,
	       const struct host *host, struct mempolicy_error *err);

/* Judges a policy that is valid in itself and already filled in: by everything except the rules. */
void judge_policy(struct findings *findings, const struct host *host,
		  const struct listener *listener);

#endif
