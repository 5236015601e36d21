/* SPDX-License-Identifier: Apache-2.0 */
/* The CDI file (Container Device Interface), which tells engines of policies. */
#ifndef CLI_CDI_FILE_H
#define CLI_CDI_FILE_H

#include <jansson.h>

#include "mempolicy.h"

#define CDI_KIND "oci-mempolicy/numa"

/* A name for users, and the policy that it stands for. */
struct cdi_device {
	const char *name;
	struct mempolicy_notation notation;
};

/* What the file needs to know of a machine. */
struct cdi_machine {
	struct mempolicy_nodes with_memory;
	unsigned int tiers; /* of memory */
};

/* Checks the name of a device. err: USAGE */
int cdi_check_name(const char *name, struct mempolicy_error *err);

/*
 * Builds the content of the file. Returns a new reference; NULL with *err.
 *
 * hook   the path of oci-mempolicy-hook
 * own    devices to add to the predefined ones
 * err    USAGE: a name occurs twice; SYSTEM: out of memory
 */
json_t *cdi_file(const struct cdi_machine *machine, const char *hook, const struct cdi_device *own,
		 size_t count, struct mempolicy_error *err);

#endif
