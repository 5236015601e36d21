/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what others wrote: the runtime's state, and config.json. Never opens, never traces. */
#ifndef HOOK_READER_H
#define HOOK_READER_H

#include <time.h>

#include "hook_options.h"
#include "record.h"

/* Reads the state from standard input, see input_read(). */
void reader_read_state(const struct timespec *deadline, struct state_record *ret);

/* Reads config.json, and the policies among the options; unconfined is passed on. */
void reader_read_config(int fd, const struct hook_options *options,
			const struct confine_failure *unconfined, struct config_record *ret);

/* The whole life of a reader that is a process of its own: sends the state by the channel, gets
 * config.json from there if it is wanted, and sends what it asks for. */
void reader_run(int channel, const struct hook_options *options, const struct timespec *deadline);

#endif
