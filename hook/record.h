/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the reader sends to the tracer. Malicious input may have taken over the reader: so records
 * have a fixed size, numbers are checked, texts are terminated and escaped wherever they are shown,
 * and nothing here decides which process is init; see record_check_*().
 */
#ifndef HOOK_RECORD_H
#define HOOK_RECORD_H

#include <limits.h>

#include "asking.h"
#include "confine.h"
#include "cpus.h"
#include "oci_defect.h"

/* Longer ids are cut in records only. */
#define RECORD_ID 1024

/* Of the runtime's state. */
struct state_record {
	int sys_errno; /* why standard input could not be read; 0: it could */
	struct defect defect;
	char id[RECORD_ID]; /* "": not known; it may be known despite a defect */
	char bundle[PATH_MAX];
	char status[DEFECT_VALUE];
	pid_t pid; /* 0 if absent */
};

/* Of config.json. */
struct config_record {
	int sys_errno; /* why it could not be read */
	struct defect defect;
	struct confine_failure unconfined; /* what the reader could not give up */
	struct asked asked;		   /* a defect may concern another place */
	bool has_mems;			   /* linux.resources.cpu.mems, if the policy has nodes */
	struct mempolicy_nodes mems;
	bool has_cpus; /* linux.resources.cpu.cpus, if they are needed */
	struct cpus cpus;
	unsigned int namespaces; /* of enum oci_namespace */
	bool in_user_namespace;
};

/* Whether an honest reader could have sent this record. Terminates its texts. */
bool record_check_state(struct state_record *record);
bool record_check_config(const struct config_record *record);

#endif
