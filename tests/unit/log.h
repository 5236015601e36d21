/* SPDX-License-Identifier: Apache-2.0 */
/* A log in a directory of its own, and the hook's options that name it: a fixture. */
#ifndef UNIT_LOG_H
#define UNIT_LOG_H

#include "report.h"

extern char *log_directory, *log_path;
extern struct hook_options log_options;

void make_log(void);
void remove_log(void);

/* Opens the log, writes and closes it, as the hook does; the exit code. */
int write_report(const struct report *report);

#endif
