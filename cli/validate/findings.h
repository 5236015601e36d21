/* SPDX-License-Identifier: Apache-2.0 */
/* What was found in one config.json, with its places. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "hook_entries.h"
#include "input.h"
#include "locate.h"
#include "machine.h"
#include "rules.h"

struct finding {
	enum rule rule;
	enum level level;
	struct mempolicy_error what;
	struct location location; /* line 0: none */
};

/* The machine that policies are checked against. */
struct host {
	struct machine machine;
	struct mempolicy_features features;
};

/* A config.json, and all that is known of it. */
struct findings {
	struct input input;
	struct hook_entries entries;
	bool asks; /* for a policy, and this is it: */
	struct place place;
	struct mempolicy_notation notation;
	bool has_policy; /* and its nodes are known; of a word they are on a machine only */
	struct mempolicy policy;
	bool has_resolution; /* it fits the machine, and is this there: */
	struct mempolicy_resolution resolution;

	struct finding *list; /* in the order of lines */
	size_t count;
	size_t errors; /* how many of them are */
};

/* err: SYSTEM, UNSUPPORTED, PERMISSION. *ret is to be dropped with host_drop(). */
int host_read(struct host *ret, struct mempolicy_error *err);
void host_drop(struct host *host);

/*
 * Reads a config.json, and finds what there is to find. *ret is to be dropped with findings_drop()
 * in any case.
 *
 * operand  as for input_read()
 * host     or NULL, to look only at what holds on every machine
 * err      SYSTEM, out of memory; everything else is a finding
 */
int findings_read(const char *operand, const struct host *host, struct findings *ret,
		  struct mempolicy_error *err);

/*
 * The same for a policy in the notation for people; a word in the place of nodes stands for those
 * of this machine and this process's CPUs.
 *
 * err  INVALID, it cannot be read, or its word comes down to no node; USAGE, without a machine it
 *      comes down to nothing; SYSTEM
 */
int findings_of_policy(const char *text, const struct host *host, struct findings *ret,
		       struct mempolicy_error *err);
void findings_drop(struct findings *findings);

/* Drops those that are less severe; warnings become errors, if they are to count as such. */
void findings_keep(struct findings *findings, enum level least, bool warnings_as_errors);

/* The exit code for one file: 0, 65 or what its error asks for. */
int findings_exit_code(const struct findings *findings);

#endif
