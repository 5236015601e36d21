/* SPDX-License-Identifier: Apache-2.0 */
/* All findings in one config.json, with their locations. */
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

/* The machine against which policies are checked. */
struct host {
	struct machine machine;
	struct mempolicy_features features;
};

/* A config.json, and everything known about it. */
struct findings {
	struct input input;
	struct hook_entries entries;
	bool asks; /* for a policy; if so, these are set: */
	struct place place;
	struct mempolicy_notation notation;
	bool has_policy; /* its nodes are known; those of a node word only on a machine */
	struct mempolicy policy;
	bool has_resolution; /* the policy fits the machine, where it resolves to: */
	struct mempolicy_resolution resolution;

	struct finding *list; /* in the order of lines */
	size_t count;
	size_t errors; /* how many of them are errors */
};

/* Reads this machine; the caller drops *ret with host_drop(). err: SYSTEM, UNSUPPORTED,
 * PERMISSION */
int host_read(struct host *ret, struct mempolicy_error *err);
void host_drop(struct host *host);

/*
 * Reads a config.json and collects all findings. The caller drops *ret with findings_drop() in any
 * case.
 *
 * operand  as for input_read()
 * host     or NULL, to check only what holds on every machine
 * err      SYSTEM, out of memory; everything else is a finding
 */
int findings_read(const char *operand, const struct host *host, struct findings *ret,
		  struct mempolicy_error *err);

/*
 * The same for a policy in the hook's notation; a node word stands for nodes of this machine and
 * of this process's CPUs.
 *
 * err  INVALID, it cannot be parsed, or its node word resolves to no node; USAGE, it has a node
 *      word and there is no host to resolve it; SYSTEM
 */
int findings_of_policy(const char *text, const struct host *host, struct findings *ret,
		       struct mempolicy_error *err);
void findings_drop(struct findings *findings);

/* Drops findings less severe than least; with warnings_as_errors, warnings become errors. */
void findings_keep(struct findings *findings, enum level least, bool warnings_as_errors);

/* The exit code for one file: 0, or that of its first error, usually 65. */
int findings_exit_code(const struct findings *findings);

#endif
