/* SPDX-License-Identifier: Apache-2.0 */
/* A fixture: a log in its own directory, and the hook's options that name it. */
#ifndef UNIT_LOG_H
#define UNIT_LOG_H

#include "report.h"

extern char *log_directory, *log_path;
extern struct hook_options log_options;

void make_log(void);
void remove_log(void);

/* Opens, writes and closes the log, as the hook does; returns the exit code. */
int write_report(const struct report *report);

#endif
