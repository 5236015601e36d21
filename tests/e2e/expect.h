/* SPDX-License-Identifier: Apache-2.0 */
/* What users see of a container and its hook, and assertions about it. */
#ifndef E2E_EXPECT_H
#define E2E_EXPECT_H

#include "bundle.h"

/* A policy as config.json requests it, and as get_mempolicy(2) shows it. */
struct policy {
	const char *mode;
	const char *nodes;    /* NULL: none */
	const char *flags[2]; /* NULL: none */
	int kernel;	      /* mode and flags as a number */
};

/* The modes and flags as numbers, from linux/mempolicy.h. */
enum { DEFAULT, PREFERRED, BIND, INTERLEAVE, LOCAL, PREFERRED_MANY, WEIGHTED_INTERLEAVE };
enum { NUMA_BALANCING = 1 << 13, RELATIVE_NODES = 1 << 14, STATIC_NODES = 1 << 15 };

extern const struct policy no_policy, bind_0, interleave_0;

/* The memoryPolicy object. */
json_t *policy_json(const struct policy *policy);
/* Requests the policy in config.json. */
void bundle_ask(struct bundle *bundle, const struct policy *policy);
/* Opens a bundle that requests it. */
void bundle_open_asking(struct bundle *bundle, int index, const struct policy *policy);

/* The stages at which the hook works: each one, and both together. */
struct stages {
	const char *names[2];
};
#define STAGES 3
extern const struct stages stages[STAGES];
/* Adds the hook at each of the stages, with --log FILE unless file is NULL. */
void bundle_hook_at(struct bundle *bundle, const struct stages *at, const char *file);

/* The probe's line shows the policy in every thread and child. */
void expect_policy(const char *probe_line, const struct policy *policy);
/* The container ran under that policy, and no error or warning was printed. */
void expect_ran(const struct bundle *bundle, const struct policy *policy);
/* Adds the hook at the stages, runs the container, and expects the above. */
void expect_runs(struct bundle *bundle, const struct stages *at, const struct policy *policy);
/* Runs the container with a runtime that has the policy interleave_0 itself; the container requests
 * the same, and the hook at createContainer must find it in place. */
void expect_only_verified(struct bundle *bundle);

/*
 * The runtime failed because of the hook's exit code, the probe has not run, and the hook's message
 * was exactly "oci-mempolicy-hook: ID: TEXT".
 */
void expect_refused(const struct bundle *bundle, int exit_code, const char *text);
/* Adds the hook at the stages, runs the container, and expects the above. */
void expect_refuses(struct bundle *bundle, const struct stages *at, int exit_code,
		    const char *text);
/* The message when init's user namespace keeps the hook at createContainer from tracing it. */
extern const char only_from_outside[];
/* Reads the hook's standard error, without the newline at its end. */
void hook_text(const struct bundle *bundle, char *text, size_t size);

/* The number that follows in the text, which differs from run to run. */
long number_after(const char *text, const char *before);

/* Returns a line of a log file, counted from 0, to be freed by the caller. */
json_t *log_line(const char *file, size_t index);
size_t log_lines(const char *file);
/* Returns a string of the line, or "(none)". */
const char *log_string(const json_t *line, const char *key);
/* The line contains these strings, given as key and value in turn, up to NULL. */
void expect_logged(const char *file, size_t index, ...) __attribute__((sentinel));

#endif
