/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the container of a case, and records what can be seen. */
#ifndef CONFORMANCE_RUNNER_H
#define CONFORMANCE_RUNNER_H

#include "bundle.h"
#include "dialogue.h"

struct observed {
	json_t *reports; /* of the probe, each {"policies": ..., "pages": ...} */
	bool late;
	int exit_code; /* of the runtime, or 128 + signal; -1 if it is not the container's */
	int signal;    /* the signal that killed the runtime, or 0 */
	char err[DIALOGUE_ERROR]; /* what the runtime wrote */
	char hook_err[4096];	  /* what the hook wrote, if the runtime keeps it separate */
	bool has_hook_err;
	char problem[1024]; /* how a later command failed; or "" */
	char note[512];	    /* only for readers; or "" */
};

/* Whether the runtime can run a container without a policy; if not, *err is what it wrote. */
bool runner_works(const struct options *options, struct scratch *scratch, char *err, size_t size);

/* Whether the runtime supports linux.memoryPolicy without the hook: applies a policy, or refuses
 * it. */
bool runner_knows(const struct options *options, struct scratch *scratch);

/* The name and version that `RUNTIME --version` prints. */
void runner_version(const struct options *options, char *text, size_t size);

/* Runs the container of a case; resolved is the case, with its symbols resolved. The caller drops
 * *ret with observed_drop(). */
void runner_run(const struct options *options, const struct scratch *scratch,
		const struct bundle *bundle, const json_t *resolved, struct observed *ret);
void observed_drop(struct observed *observed);

#endif
