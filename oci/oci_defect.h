/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the OCI state or config.json, beyond what is wrong with a policy. */
#ifndef OCI_DEFECT_H
#define OCI_DEFECT_H

#include "defect.h"

enum oci_defect_kind {
	/* The OCI state. */
	DEFECT_STATE_EMPTY = DEFECT_KINDS,
	DEFECT_STATE_LONG,
	DEFECT_STATE_SYNTAX,	    /* numbers: enum scan_reason, line, column */
	DEFECT_STATE_TYPE,	    /* not an object */
	DEFECT_STATE_STRING,	    /* numbers: which string is missing, of enum state_string */
	DEFECT_STATE_STRING_SYNTAX, /* numbers: which, enum json_error_code */
	DEFECT_STATE_PID,

	/* config.json. */
	DEFECT_CONFIG_SYNTAX, /* as DEFECT_STATE_SYNTAX */
	DEFECT_PART_SYNTAX,   /* numbers: of enum config_part, enum json_error_code */
	DEFECT_PART_LONG,     /* numbers: of enum config_part, bytes */
	DEFECT_MEMS_LIST,     /* as DEFECT_NODES_LIST */
	DEFECT_CPUS_LIST,     /* as DEFECT_NODES_LIST */
	DEFECT_ANNOTATION_TYPE,
	DEFECT_POLICIES_DIFFER, /* struct asked says which and where */

	OCI_DEFECT_KINDS,
};

enum state_string { STATE_ID, STATE_BUNDLE, STATE_STATUS, STATE_STRINGS };

/* Parts of config.json that are parsed. */
enum config_part {
	PART_POLICY,
	PART_MEMS,
	PART_CPUS,
	PART_NAMESPACES,
	PART_ANNOTATION,
	PART_ARGS, /* of a hook entry */
	PARTS,
};

/* mp_policy_defect_error(), extended to these kinds. */
int oci_defect_error(const struct defect *defect, struct mempolicy_error *err);

#endif
