/* SPDX-License-Identifier: Apache-2.0 */
/* Parses untrusted input: the runtime's state, and config.json. Never opens a file, never traces.
 */
#ifndef HOOK_READER_H
#define HOOK_READER_H

#include <time.h>

#include "hook_options.h"
#include "record.h"

/* Reads the state from standard input; see input_read(). */
void reader_read_state(const struct timespec *deadline, struct state_record *ret);

/* Reads config.json and the policies among the options. Passes unconfined on in *ret. */
void reader_read_config(int fd, const struct hook_options *options,
			const struct confine_failure *unconfined, struct config_record *ret);

/* Runs the reader's process: sends the state over the channel, receives config.json from there if
 * it is needed, and sends what it requests. */
void reader_run(int channel, const struct hook_options *options, const struct timespec *deadline);

#endif
