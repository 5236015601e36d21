/* SPDX-License-Identifier: Apache-2.0 */
/* What config.json asks for, as a record: part of the reader. */
#ifndef HOOK_RECORD_READ_H
#define HOOK_RECORD_READ_H

#include "hook_options.h"
#include "record.h"

/*
 * Reads policies from config.json and from this process's options into the record: whether one is
 * asked for, where, and which; and what is said of the cpuset. A defect is in the record.
 */
void record_read_config(struct oci_config *config, const struct hook_options *options,
			struct config_record *record);

#endif
