/* SPDX-License-Identifier: Apache-2.0 */
/* What is valid but probably a mistake, or good to know. Pure. */
#ifndef CLI_WARNINGS_H
#define CLI_WARNINGS_H

#include <jansson.h>

#include "machine.h"
#include "rules.h"

/* A container whose policy is valid. */
struct warned {
	const struct mempolicy *policy;
	const json_t *config;	       /* all of config.json; NULL where jansson cannot read it */
	const char *cpu_cpus;	       /* linux.resources.cpu.cpus, or NULL */
	const struct machine *machine; /* NULL: find only what holds on every machine */
	const struct mempolicy_resolution *resolution; /* on it; NULL: the policy does not fit */
};

/* Reports each; their kind is MEMPOLICY_ERROR_NONE. */
void warnings_find(const struct warned *about, const struct listener *listener);

/* Checks linux.resources.cpu.mems against a machine. */
void warnings_of_cpuset(const char *cpu_mems, const struct machine *machine,
			const struct listener *listener);

#endif
