/* SPDX-License-Identifier: Apache-2.0 */
/* What is valid in a policy, but probably a mistake, or good to know. Pure. */
#ifndef CLI_WARNINGS_H
#define CLI_WARNINGS_H

#include <jansson.h>

#include "machine.h"
#include "rules.h"

/* A container whose policy is right. */
struct warned {
	const struct mempolicy *policy;
	const json_t *config;	       /* all of config.json; NULL where jansson cannot read it */
	const char *cpu_cpus;	       /* linux.resources.cpu.cpus, or NULL */
	const struct machine *machine; /* NULL: what can be said of every machine only */
	const struct mempolicy_resolution *resolution; /* there; NULL: it does not fit */
};

/* Tells of each; their kind is MEMPOLICY_ERROR_NONE. */
void warnings_find(const struct warned *about, const struct listener *listener);

/* linux.resources.cpu.mems against a machine. */
void warnings_of_cpuset(const char *cpu_mems, const struct machine *machine,
			const struct listener *listener);

#endif
