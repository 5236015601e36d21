/* SPDX-License-Identifier: Apache-2.0 */
/* What doctor has found, and what it knows about this machine. */
#ifndef CLI_DIAGNOSIS_H
#define CLI_DIAGNOSIS_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>

enum severity {
	SEVERITY_OK,
	SEVERITY_NOTE,	  /* worth knowing */
	SEVERITY_WARNING, /* a container may not get what it requests */
	SEVERITY_ERROR,	  /* no container gets it, or none starts */
};

struct diagnosis {
	json_t *findings; /* of {subject, severity, message, remedy}; remedy may be absent */
	json_t *engines;  /* of {name, version, device, annotation} */
	json_t *runtimes; /* of {name, version, memoryPolicy} */
	json_t *hook;	  /* {path, version, libc}; unknown members are absent */
	bool ready;	  /* no error */
	bool lost;	  /* memory ran out */

	/* For the checks that follow. */
	char hook_path[PATH_MAX]; /* "" if it is not installed */
	bool has_device;	  /* a CDI file offers devices, and its hooks exist */
	unsigned int node;	  /* one with memory */
	bool has_runtime;
};

bool diagnosis_new(struct diagnosis *ret);
void diagnosis_drop(struct diagnosis *diagnosis);

/* Adds a finding. remedy: the line to change or the command to run; NULL: nothing to do. */
__attribute__((format(printf, 5, 6))) void found(struct diagnosis *diagnosis,
						 enum severity severity, const char *subject,
						 const char *remedy, const char *format, ...);

const char *severity_name(enum severity severity);

/* The checks, in the order in which they run. */
void doctor_kernel(struct diagnosis *diagnosis);
void doctor_hook(struct diagnosis *diagnosis);
void doctor_runtimes(struct diagnosis *diagnosis);
void doctor_cdi(struct diagnosis *diagnosis);
/* engine: NULL for all that are installed */
void doctor_engines(struct diagnosis *diagnosis, const char *engine);

/* Whether files in the engine's hooks_dir, or in its default, call the hook for containers with the
 * annotation. */
bool doctor_hooks(struct diagnosis *diagnosis, const char *engine);

/* Reports the runtime of Podman. */
void doctor_podman_runtime(struct diagnosis *diagnosis);
/* The same for Docker. on: whether devices are on in daemon.json. */
void doctor_docker_daemon(struct diagnosis *diagnosis, bool on);

/* Has an engine start a container that requests a policy. */
void doctor_try(struct diagnosis *diagnosis, const char *engine, bool by_device);

#endif
