/* SPDX-License-Identifier: Apache-2.0 */
/* What a container asks for, wherever that stands: part of the reader. */
#ifndef HOOK_ASKING_H
#define HOOK_ASKING_H

#include "oci.h"
#include "options.h"
#include "record.h"

/*
 * Reads policies from config.json and from this process's options into the record: whether one is
 * asked for, where, and which. A defect is in the record.
 */
void asking_read(struct oci_config *config, const struct options *options,
		 struct config_record *record);

/* Two places ask for different policies: fills *err, naming both; returns -1. err: INVALID */
int asking_differ(const struct config_record *record, struct mempolicy_error *err);

#endif
