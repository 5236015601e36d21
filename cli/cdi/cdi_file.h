/* SPDX-License-Identifier: Apache-2.0 */
/* The file by which engines learn of policies: the Container Device Interface. */
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

/* What is told of a machine. */
struct cdi_machine {
	struct mempolicy_nodes with_memory;
	unsigned int tiers; /* of memory */
};

/* Whether a device may be called so. err: USAGE */
int cdi_check_name(const char *name, struct mempolicy_error *err);

/*
 * The file's content: a new reference; NULL with *err.
 *
 * hook   the path of oci-mempolicy-hook
 * own    devices beside those of every machine
 * err    USAGE, a name stands twice; SYSTEM, out of memory
 */
json_t *cdi_file(const struct cdi_machine *machine, const char *hook, const struct cdi_device *own,
		 size_t count, struct mempolicy_error *err);

#endif
