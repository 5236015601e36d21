/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a config.json and a state in a separate process. */
#ifndef RUNTIME_READING_CONFIG_H
#define RUNTIME_READING_CONFIG_H

#include "edit.h"
#include "record.h"
#include "settings.h"

/* From config.json: what is requested, and where the hook goes. */
struct config_answer {
	struct config_record config;
	struct edit edit;
};

/*
 * stage  at which the hook is to go there; EDIT_STAGES: at none, since the container exists already
 * err    INVALID: it is not JSON; SYSTEM, UNSUPPORTED. A policy that cannot be read is not an error
 *        here: it is requested, with a defect
 */
int reading_config_text(const char *text, size_t length, const struct settings *settings,
			enum edit_stage stage, struct config_answer *ret,
			struct mempolicy_error *err);

/* err: SYSTEM, INVALID */
int reading_config_state(const char *text, size_t length, struct state_record *ret,
			 struct mempolicy_error *err);

/* Fills *err with the defect of what is requested; returns -1. */
int reading_config_error(const struct config_record *record, struct mempolicy_error *err);

#endif
