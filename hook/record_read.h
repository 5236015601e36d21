/* SPDX-License-Identifier: Apache-2.0 */
/* The part of the reader that turns what config.json requests into a record. */
#ifndef HOOK_RECORD_READ_H
#define HOOK_RECORD_READ_H

#include "hook_options.h"
#include "record.h"

/*
 * Reads policies from config.json and from this process's options into the record: whether one is
 * requested, where, and which; and the cpuset that config.json sets. The record also holds any
 * defect.
 */
void record_read_config(struct oci_config *config, const struct hook_options *options,
			struct config_record *record);

#endif
