/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the reader hands to the tracer. The reader may have been deceived by what it read: so these
 * are of fixed size, numbers are checked, texts end by force and are escaped wherever they are
 * shown, and nothing here says which process is init; see record_check_*().
 */
#ifndef HOOK_RECORD_H
#define HOOK_RECORD_H

#include <limits.h>

#include "asking.h"
#include "confine.h"
#include "cpus.h"
#include "oci_defect.h"

/* Longer ids are cut, here only. */
#define RECORD_ID 1024

/* Of the runtime's state. */
struct state_record {
	int sys_errno; /* why standard input could not be read; 0: it could */
	struct defect defect;
	char id[RECORD_ID]; /* "": not known; it may be known beside a defect */
	char bundle[PATH_MAX];
	char status[DEFECT_VALUE];
	pid_t pid; /* 0 when absent */
};

/* Of config.json. */
struct config_record {
	int sys_errno; /* why it could not be read */
	struct defect defect;
	struct confine_failure unconfined; /* what the reader could not give up */
	struct asked asked;		   /* a defect may be of another place */
	bool has_mems; /* linux.resources.cpu.mems, where the policy has nodes */
	struct mempolicy_nodes mems;
	bool has_cpus; /* linux.resources.cpu.cpus, where they are needed */
	struct cpus cpus;
	unsigned int namespaces; /* of enum oci_namespace */
	bool in_user_namespace;
};

/* Whether a record can have come from an honest reader. Ends its texts. */
bool record_check_state(struct state_record *record);
bool record_check_config(const struct config_record *record);

#endif
