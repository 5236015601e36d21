/* SPDX-License-Identifier: Apache-2.0 */
/* This program's own help and version. */
#ifndef RUNTIME_USAGE_H
#define RUNTIME_USAGE_H

#include <stdbool.h>

/*
 * For a command line that names no runtime. If it consists of --help or --version, prints that to
 * standard output; if it is empty, prints the usage to standard error. Returns whether it was one
 * of these; then *ret_code is the exit code.
 */
bool usage_answer(char *const *argv, int *ret_code);

#endif
