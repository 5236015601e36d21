/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the container of a case, and takes down what can be seen. */
#ifndef CONFORMANCE_RUNNER_H
#define CONFORMANCE_RUNNER_H

#include "bundle.h"
#include "dialogue.h"

struct observed {
	json_t *reports; /* of the probe, each {"policies": ..., "pages": ...} */
	bool late;
	int exit_code; /* of the runtime, or 128 + signal; -1 if it is not the container's */
	int signal;    /* that killed the runtime, or 0 */
	char err[DIALOGUE_ERROR]; /* what the runtime wrote */
	char hook_err[4096];	  /* what the hook wrote, where the runtime tells it apart */
	bool has_hook_err;
	char problem[1024]; /* a later command failed, and how; or "" */
	char note[512];	    /* for the reader only; or "" */
};

/* Whether the runtime can run a container without any policy; else *err is what it said. */
bool runner_works(const struct options *options, struct scratch *scratch, char *err, size_t size);

/* Whether the runtime knows linux.memoryPolicy, without the hook: puts one in force, or refuses it.
 */
bool runner_knows(const struct options *options, struct scratch *scratch);

/* What `RUNTIME --version` tells: its name and version. */
void runner_version(const struct options *options, char *text, size_t size);

/* resolved: the case, its symbols resolved. observed_drop() must follow. */
void runner_run(const struct options *options, const struct scratch *scratch,
		const struct bundle *bundle, const json_t *resolved, struct observed *ret);
void observed_drop(struct observed *observed);

#endif
